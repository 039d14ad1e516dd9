import { readFileSync } from "node:fs";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import {
  type Abi,
  type Account,
  type Address,
  createPublicClient,
  createWalletClient,
  custom,
  defineChain,
  encodeFunctionData,
  getAddress,
  getContractAddress,
  type Hex,
  keccak256,
  toBytes,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { type Key, Role, type Roster, type Tier } from "../../src/charter/model.ts";
import * as RosterCodec from "../../src/charter/roster.ts";
import { conclaveAbi } from "../../src/generated/abi.ts";
import { charterHash, create, type Draft, type ProposalFile } from "../../src/proposal/file.ts";
import type { Domain } from "../../src/proposal/proposal.ts";
import type * as Source from "../../src/proposal/source.ts";
import * as TypedData from "../../src/proposal/typed-data.ts";
import type { Provider } from "../../src/test/fork.ts";

const DAY = 86_400;
export const CHAIN_ID = 31_337;
export const SIGNING_WINDOW = 7 * DAY;

/** Blocks begin here, so that they are the same on every run. UNIX seconds. */
export const START = 1_893_456_000;

/** An in-process network whose first block is the same each time. */
export function network(hre: HardhatRuntimeEnvironment, override: Record<string, unknown> = {}) {
  const initialDate = new Date(START * 1000).toISOString();
  return hre.network.create({
    override: { initialDate, ...override },
  } as never);
}

/** Roles by key index; the n-th key is the n-th person's. */
const ROLES = [
  Role.PROPOSER,
  Role.APPROVER,
  Role.APPROVER,
  Role.APPROVER,
  Role.TESTER,
  Role.TESTER,
  Role.PROPOSER,
  Role.GUARDIAN,
  Role.RECOVERY,
  Role.RECOVERY,
  Role.RECOVERY,
];
export const GUARDIAN = 7;

/** Tiers by number. */
export const EMERGENCY = 1;
export const RECOVERY = 2;
export const ORDINARY = 3;

/** The n-th person's key: published in this file, so of use on test networks only. */
export function account(index: number) {
  return privateKeyToAccount(keccak256(toBytes(`conclave test person ${index}`)));
}

export function tier(fields: Partial<Tier> = {}): Tier {
  return {
    approvals: 2,
    override: 255,
    roles: Role.APPROVER,
    testerNeeded: true,
    recovery: false,
    executorFirst: false,
    delay: 2 * DAY,
    grace: 7 * DAY,
    ...fields,
  };
}

/** Eleven people: tier 0 with two approvals and a tester, a tier without delay, recovery and an ordinary one. `expiry` is UNIX minutes. */
export function roster(expiry: number): Roster {
  const keys = ROLES.map(
    (roles, index): Key => ({
      kind: "EOA",
      signer: account(index).address.toLowerCase() as Hex,
      holder: index,
      roles,
      predecessor: null,
      expiry,
      since: 1,
    }),
  );
  const tiers = [
    tier(),
    tier({ approvals: 1, testerNeeded: false, delay: 0 }),
    tier({ roles: Role.RECOVERY, recovery: true, testerNeeded: false, delay: 20 * DAY }),
    tier({ approvals: 1, testerNeeded: false, delay: DAY }),
  ];
  return { serial: 1, cooldown: 90 * DAY, tiers, keys };
}

/**
 * A contract by hand: a call with an argument stores it, emits ValueSet(uint256) and refuses 0; four bytes of calldata read
 * the value back.
 */
export const TARGET = {
  interfaces: [
    "function set(uint256 value)",
    "function value() view returns (uint256)",
    "event ValueSet(uint256 value)",
  ],
  initcode: (() => {
    const topic = keccak256(toBytes("ValueSet(uint256)")).slice(2);
    const store = `60043580601157${"5f5ffd"}5b805f555f527f${topic}60205fa100`;
    const head = "3660041460";
    const readAt = (head.length + 2 + 2) / 2 + store.length / 2;
    const runtime = `${head}${readAt.toString(16).padStart(2, "0")}57${store}5b5f545f5260205ff3`;
    const size = (runtime.length / 2).toString(16).padStart(2, "0");
    return `0x60${size}8060095f395ff3${runtime}` as Hex;
  })(),
};

/** A contract by hand that stores all it can see of its block and transaction: time, number, fees, randomness, last hash. */
export const WITNESS = (() => {
  const runtime = "425f5543600155486002554160035544600455326005553a60065560014303406007554660085500";
  return `0x60${(runtime.length / 2).toString(16)}8060095f395ff3${runtime}` as Hex;
})();

export type Stage = {
  readonly domain: Domain;
  readonly target: Address;
  readonly witness: Address;
  readonly roster: Roster;
  readonly document: Hex;
};

/** Deploys a Conclave with {@link roster} and a target, and activates every key. Same blocks on every node from `start` on. */
export async function build(provider: Provider, start: number, chainId = CHAIN_ID): Promise<Stage> {
  const chain = defineChain({
    id: chainId,
    name: "test",
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [] } },
  });
  const transport = custom(provider);
  const client = createPublicClient({ chain, transport, pollingInterval: 10 });
  const deployer = account(100);
  const wallet = createWalletClient({ chain, transport, account: deployer as Account });
  await provider.request({
    method: "hardhat_setBalance",
    params: [deployer.address, "0x3635c9adc5dea00000"],
  });
  let time = start;
  const mined = async (send: () => Promise<Hex>) => {
    time += 12;
    await provider.request({ method: "evm_setNextBlockTimestamp", params: [`0x${time.toString(16)}`] });
    return client.waitForTransactionReceipt({ hash: await send() });
  };
  const fees = { maxFeePerGas: 10n ** 11n, maxPriorityFeePerGas: 0n, gas: 16_000_000n };
  const deploy = async (name: string, args: readonly unknown[]) => {
    const { abi, bytecode } = artifact(name);
    const { contractAddress } = await mined(() =>
      wallet.deployContract({ abi, bytecode, args: [...args], ...fees }),
    );
    return getAddress(contractAddress as Address);
  };
  const helpers = [
    await deploy("CharterValidator", []),
    await deploy("RetirementGate", []),
    await deploy("ConclaveLens", []),
  ];
  const first = roster(Math.ceil((start + 300 * DAY) / 60));
  const document = RosterCodec.encode(first);
  const verifyingContract = await deploy("Conclave", [
    ...helpers,
    document,
    SIGNING_WINDOW,
    30 * DAY,
    start + 365 * DAY,
  ]);
  const domain = { chainId, verifyingContract };
  for (const [index, key] of first.keys.entries()) {
    if (key === null) continue;
    const deadline = start + DAY;
    const typed = TypedData.activate(domain, {
      key: index,
      keyHash: RosterCodec.keyHash(key),
      since: 1,
      deadline,
    });
    const signature = await account(index).signTypedData(typed as never);
    const args = [index, deadline, signature] as const;
    await mined(() =>
      wallet.writeContract({
        address: verifyingContract,
        abi: conclaveAbi,
        functionName: "activate",
        args,
        ...fees,
      }),
    );
  }
  const nonce = await client.getTransactionCount({ address: deployer.address });
  await mined(() => wallet.sendTransaction({ data: TARGET.initcode, ...fees }));
  await mined(() => wallet.sendTransaction({ data: WITNESS, ...fees }));
  const target = getContractAddress({ from: deployer.address, nonce: BigInt(nonce) });
  const witness = getContractAddress({ from: deployer.address, nonce: BigInt(nonce + 1) });
  return { domain, target, witness, roster: first, document };
}

/** A proposal file for `change` in tier 0's first free lane, as its author would make it from the chain. */
export async function draft(
  provider: Provider,
  stage: Stage,
  change: Partial<Source.Change>,
  more: Partial<Draft> = {},
): Promise<ProposalFile> {
  const client = createPublicClient({ transport: custom(provider) });
  const { domain, document } = stage;
  const address = domain.verifyingContract;
  const prev = await client.readContract({ address, abi: conclaveAbi, functionName: "laneWord", args: [0] });
  const { timestamp } = await client.getBlock();
  return create({
    domain,
    lane: 0,
    prev,
    epoch: 0,
    created: Number(timestamp),
    signingWindow: SIGNING_WINDOW,
    approvals: 2,
    title: "Set the value",
    note: "Because the old one is wrong.",
    charter: charterHash(document, null),
    calls: [],
    ...change,
    ...more,
  });
}

/** The guardian voids all consent, which begins a new epoch. */
export async function voidAll(provider: Provider, { domain }: Stage): Promise<void> {
  const deadline = START + 300 * DAY;
  const typed = TypedData.void(domain, { act: 0, guardian: GUARDIAN, deadline });
  const signature = await account(GUARDIAN).signTypedData(typed as never);
  const data = encodeFunctionData({
    abi: conclaveAbi,
    functionName: "voidAll",
    args: [GUARDIAN, deadline, signature],
  });
  const from = account(100).address;
  await provider.request({ method: "hardhat_impersonateAccount", params: [from] });
  await provider.request({
    method: "eth_sendTransaction",
    params: [{ from, to: domain.verifyingContract, data, gas: "0x100000" }],
  });
}

function artifact(name: string): { abi: Abi; bytecode: Hex } {
  return JSON.parse(readFileSync(`artifacts/contracts/${name}.sol/${name}.json`, "utf8")) as {
    abi: Abi;
    bytecode: Hex;
  };
}
