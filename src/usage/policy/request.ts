import { type Hex, isAddress, isHex, size, slice } from "viem";
import type { TypedData } from "../../signer/signer.ts";
import { cut, type LoggedAct, type LoggedCall, MAX_CALLS } from "../log/line.ts";
import { readMultiSend } from "./multi-send.ts";

/** A call that what is signed is to bring about. `target` is null where a contract is made. */
export type Call = {
  readonly target: Hex | null;
  readonly value: bigint;
  readonly data: Hex;
  /** Whether the target's code runs as the caller. */
  readonly delegate: boolean;
};

/** What a key is asked to sign, as far as policies judge it. */
export type Request = {
  /** `open`: an account that is to be lent, and signs nothing yet. */
  readonly kind: "typed" | "transaction" | "message" | "open";
  /** What policies call it: the EIP-712 type, `Transaction` or `Message`. */
  readonly act: string;
  readonly domain?: string;
  readonly chain?: bigint;
  readonly contract?: Hex;
  /** The digest that is signed; none where nothing is signed yet. */
  readonly digest?: Hex;
  /** Undefined where what is signed does not show them, or there are none by its nature. */
  readonly calls?: readonly Call[];
  /** Wei that are paid besides the calls' own, if that is known to be bounded. */
  readonly fee?: bigint;
  /** Whoever pays for a Safe's transaction gets value out of it. */
  readonly refunds?: boolean;
  /** An EIP-7702 authorization, which hands the whole account to code. */
  readonly delegatesAccount?: boolean;
  readonly nonce?: number;
};

const PROPOSALS = ["Propose", "Approve", "Test"];

/** Of typed data that was checked (`prepare`). */
export function typedRequest({ domain, primaryType, message }: TypedData, digest: Hex): Request {
  const { name, chainId, verifyingContract } = domain;
  const calls = callsOf(primaryType, name, message);
  return {
    kind: "typed",
    act: primaryType,
    ...(typeof name === "string" ? { domain: name } : {}),
    ...(chainId === undefined ? {} : { chain: BigInt(chainId as string | number | bigint) }),
    ...(typeof verifyingContract === "string" ? { contract: verifyingContract.toLowerCase() as Hex } : {}),
    digest,
    ...(calls === undefined ? {} : { calls }),
    ...(primaryType === "SafeTx" ? { refunds: countOf(message.gasPrice ?? 0) !== 0n } : {}),
  };
}

/** Of an account that is to be lent for transactions, each of which is asked for by itself. */
export const OPEN: Request = { kind: "open", act: "Transaction" };

/** Of a message in the form of EIP-191, of which nothing but the digest is judged. */
export function messageRequest(digest: Hex): Request {
  return { kind: "message", act: "Message", digest };
}

/** Of a transaction, as accounts are asked to sign it. */
export function transactionRequest(
  transaction: {
    readonly to?: Hex | null | undefined;
    readonly value?: bigint | undefined;
    readonly data?: Hex | undefined;
    readonly chainId?: number | undefined;
    readonly nonce?: number | undefined;
    readonly gas?: bigint | undefined;
    readonly gasPrice?: bigint | undefined;
    readonly maxFeePerGas?: bigint | undefined;
    readonly maxFeePerBlobGas?: bigint | undefined;
    readonly authorizationList?: readonly unknown[] | undefined;
  },
  digest: Hex,
): Request {
  const { to, value, data, chainId, nonce, gas, gasPrice, maxFeePerGas, authorizationList } = transaction;
  // Which price counts is for the transaction's type to say: of two, the higher is judged. Blobs are paid for besides.
  const prices = [maxFeePerGas, gasPrice].filter((one) => one !== undefined);
  const price = prices.reduce<bigint | undefined>((most = 0n, one) => (one > most ? one : most), undefined);
  const isBounded = transaction.maxFeePerBlobGas === undefined;
  return {
    kind: "transaction",
    act: "Transaction",
    ...(chainId === undefined ? {} : { chain: BigInt(chainId) }),
    ...(nonce === undefined ? {} : { nonce }),
    digest,
    calls: [
      {
        target: (to?.toLowerCase() ?? null) as Hex | null,
        value: value ?? 0n,
        data: data ?? "0x",
        delegate: false,
      },
    ],
    ...(gas === undefined || price === undefined || !isBounded ? {} : { fee: gas * price }),
    delegatesAccount: authorizationList !== undefined && authorizationList.length > 0,
  };
}

/** How the log tells a request. */
export function loggedAct(request: Request): LoggedAct {
  const { kind, act, domain, chain, contract, digest, calls, nonce } = request;
  const on = chain === undefined ? {} : { chainId: chain.toString() };
  if (digest === undefined || kind === "open") return { kind: "open" };
  if (kind === "message") return { kind, digest };
  const listed = (calls ?? []).slice(0, MAX_CALLS).map(loggedCall);
  if (kind === "transaction")
    return { kind, ...on, ...(nonce === undefined ? {} : { nonce }), digest, calls: listed };
  const count = calls?.length ?? 0;
  return {
    kind,
    type: cut(act),
    ...(domain === undefined ? {} : { name: cut(domain) }),
    ...on,
    ...(contract === undefined ? {} : { contract }),
    digest,
    ...(calls === undefined ? {} : { calls: listed }),
    ...(count > MAX_CALLS ? { more: count } : {}),
  };
}

/** The four bytes that choose a function; `0x` for a call without data. */
export function selectorOf(data: Hex): Hex {
  return size(data) < 4 ? data : slice(data, 0, 4);
}

function loggedCall({ target, value, data, delegate }: Call): LoggedCall {
  const selector = size(data) < 4 ? null : selectorOf(data);
  return { target, value: value.toString(), selector, ...(delegate ? { delegate: true } : {}) };
}

function callsOf(type: string, domain: unknown, message: TypedData["message"]): Call[] | undefined {
  if (PROPOSALS.includes(type) && domain === "Conclave") {
    const calls = (message.proposal as { calls?: unknown } | undefined)?.calls;
    return Array.isArray(calls) ? all(calls.map((call) => callOf(call, "target", false))) : undefined;
  }
  if (type !== "SafeTx" || domain !== undefined) return undefined;
  const outer = callOf(message, "to", countOf(message.operation) !== 0n);
  if (outer === undefined) return undefined;
  // What a batch does, its parts do; that it is run at all must be allowed too.
  const inner = readMultiSend(outer);
  return inner === undefined ? undefined : [outer, ...inner];
}

function callOf(call: unknown, field: "target" | "to", delegate: boolean): Call | undefined {
  if (typeof call !== "object" || call === null) return undefined;
  const { [field]: target, value: wei, data } = call as Record<string, unknown>;
  const value = countOf(wei);
  if (typeof target !== "string" || !isAddress(target) || !isHex(data) || value === undefined)
    return undefined;
  return { target: target.toLowerCase() as Hex, value, data: data.toLowerCase() as Hex, delegate };
}

/** A count in typed data; undefined for anything else, which a field of that name may hold in a type of somebody's own. */
function countOf(value: unknown): bigint | undefined {
  if (typeof value !== "bigint" && typeof value !== "number" && typeof value !== "string") return undefined;
  return /^\d{1,78}$/.test(String(value)) ? BigInt(value) : undefined;
}

function all(calls: readonly (Call | undefined)[]): Call[] | undefined {
  const known = calls.filter((call) => call !== undefined);
  return known.length === calls.length ? known : undefined;
}
