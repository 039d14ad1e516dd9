import hre from "hardhat";
import {
  type Abi,
  type Address,
  decodeErrorResult,
  getAddress,
  type Hex,
  numberToHex,
  type PublicClient,
  type TransactionReceipt,
} from "viem";
import { connect, type Sender } from "../../src/chain/client.ts";
import { dataOf } from "../../src/chain/revert.ts";
import { BaseError } from "../../src/errors.ts";
import { floorOf } from "./floor.ts";

/** One transaction as it was charged. */
export type Charged = {
  readonly gas: number;
  /** Whether EIP-7623's price of calldata was what was paid, and execution came on top of nothing. */
  readonly atFloor: boolean;
  readonly logs: TransactionReceipt["logs"];
};

export type Call = { readonly to: Address; readonly data: Hex };

/** The local network in this process. One transaction a block, so that each begins with cold storage. */
export type Network = {
  readonly client: PublicClient;
  readonly chainId: number;
  readonly provider: Provider;
  /** Whoever submits and executes: has no key anywhere. */
  readonly outsider: Address;
  /** UNIX seconds of the last block. */
  now(): number;
  /** Lets time pass until `time`, UNIX seconds. */
  waitUntil(time: number): Promise<void>;
  /** Sends as the outsider. Throws if it reverts. */
  send(call: Call): Promise<Charged>;
  /** Has the library send one transaction as the outsider. */
  sendBy<T extends { readonly receipt: TransactionReceipt }>(
    work: (sender: Sender) => Promise<T>,
  ): Promise<T & { readonly charged: Charged }>;
  /** Sends as an address that has no key here. */
  sendAs(from: Address, call: Call): Promise<Charged>;
  deploy(initcode: Hex): Promise<Address>;
  read<T>(to: Address, abi: Abi, functionName: string, args?: readonly unknown[]): Promise<T>;
  /** Fails unless a call made at `time`, UNIX seconds, by the outsider or `from`, is refused with the error. */
  expectRefusal(call: Call, refusal: Refusal): Promise<void>;
  /** Fails unless the library refuses to send at `time`, with an error of this code. */
  expectRefusalBy(work: (sender: Sender) => Promise<unknown>, time: number, code: string): Promise<void>;
  /** Does the work and takes it back. */
  undoing<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

export type Refusal = {
  readonly time: number;
  readonly abi: Abi;
  readonly error: string;
  readonly from?: Address;
};

type Provider = { request(request: { method: string; params?: readonly unknown[] }): Promise<unknown> };

/** Always the same, as are accounts and nonces: two runs over the same code give the same figures. */
const BEGIN = "2027-01-04T09:00:00Z";
const BLOCK_TIME = 12;
const GAS = numberToHex(16_000_000);
const RICH = numberToHex(10n ** 24n);

export async function open(): Promise<Network> {
  const hardhat = await hre.network.create({ network: "default", override: { initialDate: BEGIN } as never });
  const provider = hardhat.provider as Provider;
  const connection = await connect(provider as Parameters<typeof connect>[0], { pollingInterval: 5 });
  const { client, chainId } = connection;
  const accounts = (await provider.request({ method: "eth_accounts" })) as Address[];
  const [outsider, deployer] = [getAddress(accounts[0] ?? "0x"), getAddress(accounts[1] ?? "0x")];
  const sender: Sender = { connection, account: outsider };
  let clock = Number((await client.getBlock()).timestamp);

  const at = (time: number) =>
    provider.request({ method: "evm_setNextBlockTimestamp", params: [numberToHex(time)] });

  async function transact(from: Address, { to, data }: { to?: Address; data: Hex }) {
    clock += BLOCK_TIME;
    await at(clock);
    const request = { from, ...(to && { to }), data, gas: GAS };
    const hash = (await provider.request({ method: "eth_sendTransaction", params: [request] })) as Hex;
    const receipt = await client.getTransactionReceipt({ hash });
    if (receipt.status !== "success") throw new Error(`transaction ${hash} reverted`);
    return receipt;
  }

  const chargedOf = ({ gasUsed, logs }: TransactionReceipt, data: Hex): Charged => {
    const gas = Number(gasUsed);
    return { gas, atFloor: gas === floorOf(data), logs };
  };
  const charged = async (from: Address, call: Call) => chargedOf(await transact(from, call), call.data);

  return {
    client,
    chainId,
    provider,
    outsider,
    now: () => clock,
    async waitUntil(time) {
      if (time <= clock) return;
      clock = time;
      await at(clock);
      await provider.request({ method: "evm_mine", params: [] });
    },
    send: (call) => charged(outsider, call),
    async sendBy(work) {
      clock += BLOCK_TIME;
      await at(clock);
      const done = await work(sender);
      const { input } = await client.getTransaction({ hash: done.receipt.transactionHash });
      return { ...done, charged: chargedOf(done.receipt, input) };
    },
    async sendAs(from, call) {
      await provider.request({ method: "hardhat_setBalance", params: [from, RICH] });
      await provider.request({ method: "hardhat_impersonateAccount", params: [from] });
      return charged(from, call);
    },
    async deploy(initcode) {
      const { contractAddress } = await transact(deployer, { data: initcode });
      return getAddress(contractAddress ?? "0x");
    },
    read: async <T>(address: Address, abi: Abi, functionName: string, args: readonly unknown[] = []) =>
      (await client.readContract({ address, abi, functionName, args })) as T,
    async expectRefusal(call, { time, abi, error, from = outsider }) {
      await at(time);
      const answer = await client.call({ account: from, ...call, blockTag: "pending" }).catch(dataOf);
      if (typeof answer !== "string") throw new Error(`expected ${error}, but the call went through`);
      const { errorName } = decodeErrorResult({ abi, data: answer });
      if (errorName !== error) throw new Error(`expected ${error}, got ${errorName}`);
    },
    async expectRefusalBy(work, time, code) {
      await at(time);
      const got = await work(sender).then(
        () => "no refusal",
        (error: unknown) => (error instanceof BaseError ? error.code : String(error)),
      );
      if (got !== code) throw new Error(`expected ${code}, got ${got}`);
    },
    async undoing(work) {
      const before = clock;
      const snapshot = await provider.request({ method: "evm_snapshot", params: [] });
      try {
        return await work();
      } finally {
        await provider.request({ method: "evm_revert", params: [snapshot] });
        clock = before;
      }
    },
    close: () => hardhat.close(),
  };
}
