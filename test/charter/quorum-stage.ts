import { readFileSync } from "node:fs";
import hre from "hardhat";
import {
  type Abi,
  type Address,
  createPublicClient,
  custom,
  decodeErrorResult,
  encodeDeployData,
  encodeFunctionData,
  type Hex,
  keccak256,
  toBytes,
  zeroHash,
} from "viem";
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import { z } from "zod";
import {
  KEY_STATES,
  type Key,
  type KeyState,
  Role,
  type Roster as RosterValue,
} from "../../src/charter/model.ts";
import type * as Quorum from "../../src/charter/quorum.ts";
import * as Roster from "../../src/charter/roster.ts";
import { conclaveAbi, errorsAbi } from "../../src/generated/abi.ts";
import { type Proposal, pack } from "../../src/proposal/proposal.ts";
import { encodeSignatures } from "../../src/proposal/signatures.ts";
import * as TypedData from "../../src/proposal/typed-data.ts";
import { tier } from "./sample.ts";

const DAY = 86_400;
const ALL = Role.PROPOSER | Role.TESTER | Role.APPROVER | Role.SEVERAL;
/** Holder, roles and how a key differs from an EOA that lasts; the place in the list is the key's index. */
export const KEYS: readonly [holder: number, roles: number, special?: "wallet" | "short"][] = [
  [0, Role.PROPOSER],
  [1, Role.PROPOSER, "short"],
  [2, Role.TESTER],
  [3, Role.TESTER],
  [4, Role.APPROVER],
  [4, Role.APPROVER],
  [5, Role.APPROVER, "wallet"],
  [6, Role.APPROVER],
  [6, Role.APPROVER, "wallet"],
  [7, Role.APPROVER],
  [8, Role.APPROVER, "wallet"],
  [9, ALL],
  [10, Role.APPROVER],
  [11, Role.GUARDIAN],
  [12, Role.APPROVER],
  [0, Role.APPROVER],
];
const PENDING = 12;
const COMPROMISED = 9;
export const SUSPENDED = 3;
const GUARDIAN = 13;
function account(index: number): PrivateKeyAccount {
  return privateKeyToAccount(keccak256(toBytes(`conclave quorum test key ${index}`)));
}

let request: <T>(method: string, params?: unknown[]) => Promise<T>;
let sender: Address;
let conclave: Address;
let validator: Address;
let roster: RosterValue;

/** A Conclave with keys in every state, and the chain's own word on them. */
export async function build(): Promise<Quorum.Poll> {
  const { provider } = await hre.network.create();
  request = async <T>(method: string, params: unknown[] = []) =>
    (await provider.request({ method, params })) as T;
  [sender] = await request<[Address]>("eth_accounts");
  const start = await blockTime();
  roster = rosterAt(start);
  // A wallet that says yes to everything: what is tested is how it counts.
  const agreeing = `0x7f1626ba7e${"00".repeat(28)}5f5260205ff3`;
  for (const key of roster.keys) {
    if (key?.kind === "ERC1271") await request("hardhat_setCode", [key.signer, agreeing]);
  }
  validator = await deploy("CharterValidator", []);
  const helpers = [validator, await deploy("RetirementGate", []), await deploy("ConclaveLens", [])];
  conclave = await deploy("Conclave", [
    ...helpers,
    Roster.encode(roster),
    3 * DAY,
    30 * DAY,
    start + 60 * DAY,
  ]);
  const deadline = start + 60 * DAY;
  for (const [index, key] of roster.keys.entries()) {
    if (key === null || index === PENDING) continue;
    const message = { key: index, keyHash: Roster.keyHash(key), since: 1, deadline };
    await send("activate", [index, deadline, await sign(index, TypedData.activate(domain(), message))]);
  }
  await request("evm_increaseTime", [40 * DAY]);
  await request("hardhat_mine", ["0x1"]);
  const compromise = {
    key: COMPROMISED,
    keyHash: Roster.keyHash(roster.keys[COMPROMISED] as Key),
    change: await keyChanges(COMPROMISED),
    deadline,
  };
  await send("compromiseOwn", [
    COMPROMISED,
    deadline,
    await sign(COMPROMISED, TypedData.compromise(domain(), compromise)),
  ]);
  const suspension = { holder: SUSPENDED, change: 0, guardian: GUARDIAN, deadline };
  await send("suspend", [
    SUSPENDED,
    GUARDIAN,
    deadline,
    await sign(GUARDIAN, TypedData.suspend(domain(), suspension)),
  ]);
  return standingOnChain();
}

function rosterAt(start: number): RosterValue {
  const minutes = Math.ceil(start / 60);
  const keys = KEYS.map(([holder, roles, special], index): Key => {
    const expiry = minutes + 1440 * (special === "short" ? 30 : 300);
    const signer = account(index).address.toLowerCase() as Hex;
    return {
      kind: special === "wallet" ? "ERC1271" : "EOA",
      signer,
      holder,
      roles,
      predecessor: null,
      expiry,
      since: 1,
    };
  });
  return { serial: 1, cooldown: 90 * DAY, tiers: [tier({ delay: DAY, override: 255 })], keys };
}

/** A tier-0 proposal on lane 0, dated now. */
export async function proposalFor(approvals: number): Promise<Proposal> {
  const created = await blockTime();
  return {
    lane: 0,
    prev: await view<Hex>("laneWord", [0]),
    epoch: (await view<{ epoch: number }>("config", [])).epoch,
    created,
    deadline: created + DAY,
    approvals,
    calls: [{ target: validator, value: 0n, data: "0x12345678", minGas: 0 }],
    conditions: [],
    note: zeroHash,
  };
}

/** What the contract says to these consents in this order; `null` if it schedules. */
export async function schedule(
  proposal: Proposal,
  consents: readonly Quorum.Consent[],
): Promise<{ name: string } | null> {
  const report = keccak256("0x01");
  const typed = {
    propose: TypedData.propose(domain(), proposal),
    approve: TypedData.approve(domain(), proposal),
    test: TypedData.test(domain(), { proposal, report }),
  };
  const signatures = await Promise.all(
    consents.map(async ({ key, act }) => ({ key, signature: await sign(key, typed[act]) })),
  );
  const data = encodeFunctionData({
    abi: conclaveAbi,
    functionName: "scheduleProposal",
    args: [pack(proposal, report), encodeSignatures(signatures)],
  });
  try {
    await request("eth_call", [{ from: sender, to: conclave, data, gas: "0xf42400" }, "latest"]);
    return null;
  } catch (error) {
    const abi = [...conclaveAbi, ...errorsAbi] as Abi;
    return { name: decodeErrorResult({ abi, data: revertData(error) }).errorName };
  }
}

function revertData(error: unknown): Hex {
  for (
    let one: unknown = error;
    typeof one === "object" && one !== null;
    one = (one as { cause?: unknown }).cause
  ) {
    const { data } = one as { data?: unknown };
    if (typeof data === "string") return data as Hex;
  }
  throw error;
}

async function standingOnChain(): Promise<Quorum.Poll> {
  const now = await blockTime();
  const states = new Map<number, KeyState>();
  const suspendedUntil = new Map<number, number>();
  for (const [index, key] of roster.keys.entries()) {
    if (key === null) continue;
    const record = await view<{ identity: Address; state: number }>("keyRecord", [index]);
    const state = record.identity.toLowerCase() === key.signer ? KEY_STATES[record.state] : "Pending";
    states.set(index, state ?? "Pending");
    const holder = await view<{ suspendedUntil: number }>("holderRecord", [key.holder]);
    if (holder.suspendedUntil > now) suspendedUntil.set(key.holder, holder.suspendedUntil);
  }
  const [zero] = roster.tiers;
  return { roster, standing: { states, suspendedUntil }, tier: zero ?? tier(), now };
}

function domain() {
  return { chainId: 31_337, verifyingContract: conclave };
}

/** A wallet's signature is one byte that the wallet takes for a yes. */
async function sign(index: number, typed: TypedData.TypedData): Promise<Hex> {
  return roster.keys[index]?.kind === "ERC1271" ? "0x01" : account(index).signTypedData(typed as never);
}

async function keyChanges(index: number): Promise<number> {
  return (await view<{ changes: number }>("keyRecord", [index])).changes;
}

async function view<T>(functionName: string, args: readonly unknown[]): Promise<T> {
  const client = createPublicClient({
    transport: custom({ request: ({ method, params }) => request(method, params) }),
  });
  return (await client.readContract({ address: conclave, abi: conclaveAbi as Abi, functionName, args })) as T;
}

async function blockTime(): Promise<number> {
  const { timestamp } = await request<{ timestamp: Hex }>("eth_getBlockByNumber", ["latest", false]);
  return Number(timestamp);
}

async function send(functionName: string, args: readonly unknown[]): Promise<void> {
  const data = encodeFunctionData({ abi: conclaveAbi as Abi, functionName, args });
  await request("eth_sendTransaction", [{ from: sender, to: conclave, data, gas: "0xf42400" }]);
}

async function deploy(name: string, args: readonly unknown[]): Promise<Address> {
  const path = new URL(`../../artifacts/contracts/${name}.sol/${name}.json`, import.meta.url);
  const { abi, bytecode } = z
    .object({ abi: z.array(z.unknown()), bytecode: z.string() })
    .parse(JSON.parse(readFileSync(path, "utf8")));
  const data = encodeDeployData({ abi: abi as Abi, bytecode: bytecode as Hex, args });
  const hash = await request<Hex>("eth_sendTransaction", [{ from: sender, data, gas: "0xf42400" }]);
  return (await request<{ contractAddress: Address }>("eth_getTransactionReceipt", [hash])).contractAddress;
}
