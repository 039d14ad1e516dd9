import {
  type Account,
  type Address,
  type Chain,
  createPublicClient,
  createWalletClient,
  custom,
  defineChain,
  type EIP1193RequestFn,
  HttpRequestError,
  http,
  LimitExceededRpcError,
  type PublicClient,
  TimeoutError,
  type Transport,
  BaseError as ViemError,
  type WalletClient,
} from "viem";
import { BaseError } from "../errors.ts";

/** Anything that answers JSON-RPC after EIP-1193: a node's, a wallet's, or an in-process network's provider. */
export type Provider = { request(request: { method: string; params?: unknown }): Promise<unknown> };

/** A chain that answers. `label` names it for people: the URL's host (never its path, which may carry an access key). */
export type Connection = {
  readonly label: string;
  readonly chainId: number;
  readonly client: PublicClient;
  readonly chain: Chain;
  readonly transport: Transport;
};

/** Whoever sends transactions: a local account that signs, or an address the node itself can sign for. */
export type Sender = { readonly connection: Connection; readonly account: Account | Address };

/** Development networks mine at once, others in seconds. */
const QUICK_CHAINS = [31_337, 1_337];
const TIMEOUT = 20_000;

/**
 * Connects to a node by URL, or through a provider.
 * @param options.chainId What the chain must be, if that is known.
 * @throws `Chain.BadUrl`, `Chain.Unreachable`, `Chain.WrongChain`.
 */
export async function connect(
  source: string | Provider,
  options: { readonly chainId?: number; readonly pollingInterval?: number } = {},
): Promise<Connection> {
  const label = typeof source === "string" ? hostOf(source) : "this network";
  const transport =
    typeof source === "string"
      ? http(source, { timeout: TIMEOUT, retryCount: 1 })
      : custom({ request: source.request.bind(source) as EIP1193RequestFn }, { retryCount: 0 });
  const chainId = await createPublicClient({ transport })
    .getChainId()
    .catch((cause: unknown) => {
      throw unreachable(label, cause);
    });
  if (options.chainId !== undefined && options.chainId !== chainId) {
    throw new BaseError({
      code: "Chain.WrongChain",
      message: `${label} is chain ${chainId}; chain ${options.chainId} is meant`,
      fix: "connect to a node of the chain that is meant",
      details: { actual: chainId, expected: options.chainId },
    });
  }
  const chain = defineChain({
    id: chainId,
    name: `chain ${chainId}`,
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [] } },
  });
  const pollingInterval = options.pollingInterval ?? (QUICK_CHAINS.includes(chainId) ? 50 : 2_000);
  const client = createPublicClient({ chain, transport, pollingInterval, cacheTime: 0 }) as PublicClient;
  return { label, chainId, client, chain, transport };
}

/** A client that sends from the sender's account. */
export function walletOf({ connection, account }: Sender): WalletClient<Transport, Chain, Account> {
  const { chain, transport } = connection;
  return createWalletClient({ chain, transport, account }) as WalletClient<Transport, Chain, Account>;
}

export function addressOf({ account }: Sender): Address {
  return typeof account === "string" ? account : account.address;
}

/** What a failing request means where the node itself may be the reason. */
export function unreachable(label: string, cause: unknown): BaseError {
  return new BaseError({
    code: "Chain.Unreachable",
    message: `${label} does not answer`,
    fix: "check the RPC address and that the node is running, then try again: nothing was sent",
    details: { node: label },
    cause,
  });
}

/** Whether a request failed by the node itself: no answer of a contract's lies behind it. */
export function isNodes(error: unknown): boolean {
  return (
    error instanceof ViemError &&
    error.walk(
      (one) =>
        one instanceof HttpRequestError ||
        one instanceof TimeoutError ||
        one instanceof LimitExceededRpcError,
    ) !== null
  );
}

/**
 * Waits for reads. A failure that is no refusal of this project's own is the node's.
 * @throws `Chain.Unreachable`, and whatever refusal the reads come to.
 */
export async function answered<T>({ label }: Pick<Connection, "label">, reads: Promise<T>): Promise<T> {
  try {
    return await reads;
  } catch (error) {
    throw error instanceof BaseError ? error : unreachable(label, error);
  }
}

function hostOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed !== null && ["http:", "https:"].includes(parsed.protocol)) return parsed.host;
  throw new BaseError({
    code: "Chain.BadUrl",
    message: "the RPC address is not an http or https URL",
    fix: "write it as http://127.0.0.1:8545",
  });
}
