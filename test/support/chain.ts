import {
  type Abi,
  type Account,
  type Address,
  createPublicClient,
  createWalletClient,
  custom,
  defineChain,
  type EIP1193RequestFn,
  getAddress,
  type Hex,
  numberToHex,
  type PublicClient,
  type TransactionReceipt,
} from "viem";
import { artifact } from "./artifact.ts";
import { OUTSIDER } from "./people.ts";

/** Any EIP-1193 provider: of an in-process network, or of a node by URL. */
export type Provider = { request(arguments_: { method: string; params?: unknown }): Promise<unknown> };

/** A test chain: time moves when told, every account has ether. */
export type TestChain = {
  readonly provider: Provider;
  readonly client: PublicClient;
  readonly chainId: number;
  /** Timestamp of the latest block, UNIX seconds. */
  now(): Promise<number>;
  /** Mines a block `seconds` later. */
  advance(seconds: number): Promise<void>;
  /** Mines a block at `time`, UNIX seconds. */
  moveTo(time: number): Promise<void>;
  setBalance(address: Address, wei: bigint): Promise<void>;
  /** Sends from `from` (default: the outsider) and waits; throws if it reverts. */
  send(call: { to?: Address; data?: Hex; value?: bigint }, from?: Account): Promise<TransactionReceipt>;
  write(
    to: Address,
    abi: Abi,
    functionName: string,
    args?: readonly unknown[],
    from?: Account,
  ): Promise<TransactionReceipt>;
  deploy(path: string, args?: readonly unknown[]): Promise<Address>;
  /** Runs `work` and puts the chain back to how it was before. */
  undoing<T>(work: () => Promise<T>): Promise<T>;
};

const GAS = 16_000_000n;
const RICH = 10n ** 24n;

export async function testChain(provider: Provider): Promise<TestChain> {
  const chainId = Number(await provider.request({ method: "eth_chainId" }));
  const chain = defineChain({
    id: chainId,
    name: "test",
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [] } },
  });
  const transport = custom(
    { request: provider.request.bind(provider) as EIP1193RequestFn },
    { retryCount: 0 },
  );
  const client = createPublicClient({ chain, transport, cacheTime: 0, pollingInterval: 10 }) as PublicClient;
  const node = await nameOf(provider);
  const setBalance = async (address: Address, wei: bigint) => {
    await provider.request({ method: `${node}_setBalance`, params: [address, numberToHex(wei)] });
  };
  const confirmed = async (hash: Hex) => {
    const receipt = await client.waitForTransactionReceipt({ hash });
    if (receipt.status !== "success") throw new Error(`transaction ${hash} reverted`);
    return receipt;
  };
  const walletOf = async (from: Account) => {
    if ((await client.getBalance({ address: from.address })) < RICH / 1000n)
      await setBalance(from.address, RICH);
    return createWalletClient({ account: from, chain, transport });
  };
  const moveTo = async (time: number) => {
    await provider.request({ method: "evm_setNextBlockTimestamp", params: [numberToHex(time)] });
    await provider.request({ method: "evm_mine", params: [] });
  };
  const now = async () => Number((await client.getBlock()).timestamp);
  const self: TestChain = {
    provider,
    client,
    chainId,
    now,
    moveTo,
    setBalance,
    advance: async (seconds) => moveTo((await now()) + seconds),
    send: async (call, from = OUTSIDER) =>
      confirmed(await (await walletOf(from)).sendTransaction({ ...call, gas: GAS } as never)),
    write: async (address, abi, functionName, args = [], from = OUTSIDER) => {
      const request = { address, abi, functionName, args, gas: GAS };
      return confirmed(await (await walletOf(from)).writeContract(request as never));
    },
    deploy: async (path, args = []) => {
      const { abi, bytecode } = artifact(path);
      const wallet = await walletOf(OUTSIDER);
      const { contractAddress } = await confirmed(
        await wallet.deployContract({ abi, bytecode, args, gas: GAS } as never),
      );
      return getAddress(contractAddress ?? "0x");
    },
    undoing: async (work) => {
      const snapshot = await provider.request({ method: "evm_snapshot", params: [] });
      try {
        return await work();
      } finally {
        await provider.request({ method: "evm_revert", params: [snapshot] });
      }
    },
  };
  return self;
}

/** Under which name the node takes its own methods: anvil's `anvil_…`, Hardhat's `hardhat_…`. */
async function nameOf(provider: Provider): Promise<string> {
  const version = String(await provider.request({ method: "web3_clientVersion", params: [] }));
  return version.startsWith("anvil") ? "anvil" : "hardhat";
}
