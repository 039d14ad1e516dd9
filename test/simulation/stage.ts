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
} from "viem";
import type { Roster } from "../../src/charter/model.ts";
import * as RosterCodec from "../../src/charter/roster.ts";
import { conclaveAbi } from "../../src/generated/abi.ts";
import { charterHash, create, type Draft, type ProposalFile } from "../../src/proposal/file.ts";
import type { Domain } from "../../src/proposal/proposal.ts";
import type * as Source from "../../src/proposal/source.ts";
import * as TypedData from "../../src/proposal/typed-data.ts";
import type { Provider } from "../../src/test/fork.ts";
import { TARGET, WITNESS } from "./by-hand.ts";
import { account, GUARDIAN, roster } from "./roster.ts";

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
