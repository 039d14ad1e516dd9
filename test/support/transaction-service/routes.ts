import { type Address, getAddress, type Hex, isAddress, zeroAddress } from "viem";
import { safeAbi } from "../../../src/generated/safe-abi.ts";
import type { TestChain } from "../chain.ts";
import {
  type Body,
  checkConfirmation,
  checkDelegate,
  checkDeletion,
  checkProposal,
  Invalid,
  nonceOf,
  ownersOf,
} from "./checks.ts";
import { type Confirmation, executions } from "./signatures.ts";

export type Stored = {
  readonly safe: Address;
  readonly fields: Body;
  readonly safeTxHash: Hex;
  readonly proposer: Address;
  readonly proposedByDelegate: Address | null;
  readonly origin: string;
  readonly created: Date;
  readonly confirmations: Confirmation[];
};
export type Delegate = { safe: Address | null; delegate: Address; delegator: Address; label: string };
export type Store = {
  readonly chain: TestChain;
  readonly transactions: Map<Hex, Stored>;
  readonly delegates: Delegate[];
};
export type Answer = { readonly status: number; readonly body: unknown; readonly location?: string };
type Call = { readonly store: Store; readonly url: URL; readonly body: Body; readonly parts: string[] };
type Route = {
  readonly method: string;
  readonly pattern: RegExp;
  readonly handle: (call: Call) => Promise<Answer>;
};

const LIMIT = 100;
const MAX_LIMIT = 200;

export const routes: readonly Route[] = [
  route("GET", /^\/v1\/about\/$/, async () => ({
    status: 200,
    body: { name: "Safe Transaction Service", version: "6.10.1", apiVersion: "v1", secure: false },
  })),
  route("GET", /^\/v1\/safes\/([^/]+)\/$/, async ({ store, parts }) => {
    const safe = checksummed(parts[0]);
    const { client } = store.chain;
    const owners = await ownersOf(store.chain, safe).catch(() => undefined);
    if (owners === undefined) return { status: 404, body: { detail: "Not found." } };
    const read = { address: safe, abi: safeAbi } as const;
    const threshold = await client.readContract({ ...read, functionName: "getThreshold" });
    const version = await client.readContract({ ...read, functionName: "VERSION" });
    const nonce = String(await nonceOf(store.chain, safe));
    const none = { masterCopy: zeroAddress, modules: [], fallbackHandler: zeroAddress, guard: zeroAddress };
    return {
      status: 200,
      body: { address: safe, nonce, threshold: Number(threshold), owners, ...none, version },
    };
  }),
  route("GET", /^\/v2\/safes\/([^/]+)\/multisig-transactions\/$/, list),
  route("POST", /^\/v2\/safes\/([^/]+)\/multisig-transactions\/$/, async ({ store, parts, body }) => {
    const safe = checksummed(parts[0]);
    try {
      const { fields, safeTxHash, proposer, proposedByDelegate, origin, confirmations } = await checkProposal(
        store,
        safe,
        body,
      );
      const known = store.transactions.get(safeTxHash);
      if (known !== undefined) add(known, confirmations);
      else {
        const made = { safe, fields, safeTxHash, proposer, proposedByDelegate, origin, created: new Date() };
        store.transactions.set(safeTxHash, { ...made, confirmations: [...confirmations] });
      }
      return { status: 201, body: undefined };
    } catch (error) {
      if (error instanceof Invalid) return { status: 422, body: error.body };
      throw error;
    }
  }),
  route("GET", /^\/v[12]\/multisig-transactions\/(0x[0-9a-f]{64})\/$/, async ({ store, parts }) => {
    const stored = store.transactions.get(parts[0] as Hex);
    if (stored === undefined) return missing();
    return { status: 200, body: await shown(store, stored) };
  }),
  route("DELETE", /^\/v[12]\/multisig-transactions\/(0x[0-9a-f]{64})\/$/, async ({ store, parts, body }) => {
    const stored = store.transactions.get(parts[0] as Hex);
    if (stored === undefined) return missing();
    await checkDeletion(store, stored, body);
    store.transactions.delete(stored.safeTxHash);
    return { status: 204, body: undefined };
  }),
  route(
    "GET",
    /^\/v1\/multisig-transactions\/(0x[0-9a-f]{64})\/confirmations\/$/,
    async ({ store, parts }) => {
      const confirmations = store.transactions.get(parts[0] as Hex)?.confirmations ?? [];
      return {
        status: 200,
        body: page(confirmations.map(shownConfirmation), confirmations.length, null, null),
      };
    },
  ),
  route("POST", /^\/v1\/multisig-transactions\/(0x[0-9a-f]{64})\/confirmations\/$/, async (call) => {
    const { store, parts, body } = call;
    const stored = store.transactions.get(parts[0] as Hex);
    if (stored === undefined) {
      const detail = `Multisig transaction with safe-tx-hash=${parts[0]} was not found`;
      return { status: 404, body: { detail } };
    }
    add(stored, await checkConfirmation(store, stored, body));
    return { status: 201, body: { signature: body.signature } };
  }),
  route("GET", /^\/v2\/delegates\/$/, async ({ store }) => {
    const results = store.delegates.map((one) => ({ ...one, expiryDate: null }));
    return { status: 200, body: page(results, results.length, null, null) };
  }),
  route("POST", /^\/v2\/delegates\/$/, async ({ store, body }) => {
    store.delegates.push(await checkDelegate(store, body));
    return { status: 201, body };
  }),
];

/** What is wrong with a request, as the service says it: 400 unless the view answers 422 itself. */
function route(method: string, pattern: RegExp, handle: Route["handle"]): Route {
  const safely = async (call: Call): Promise<Answer> => {
    try {
      return await handle(call);
    } catch (error) {
      if (error instanceof Invalid) return { status: error.status, body: error.body };
      throw error;
    }
  };
  return { method, pattern, handle: safely };
}

async function list({ store, url, parts }: Call): Promise<Answer> {
  const safe = checksummed(parts[0]);
  const query = url.searchParams;
  const shownAll = await Promise.all(
    [...store.transactions.values()].filter((one) => one.safe === safe).map((one) => shown(store, one)),
  );
  const nonce = (name: string) => (query.has(name) ? BigInt(query.get(name) ?? "") : undefined);
  const [exactly, least, most] = [nonce("nonce"), nonce("nonce__gte"), nonce("nonce__lte")];
  const chosen = shownAll.filter(
    (one) =>
      (!query.has("executed") || one.isExecuted === (query.get("executed") === "true")) &&
      (query.get("has_confirmations") !== "true" || one.confirmations.length > 0) &&
      (exactly === undefined || BigInt(one.nonce) === exactly) &&
      (least === undefined || BigInt(one.nonce) >= least) &&
      (most === undefined || BigInt(one.nonce) <= most) &&
      one.trusted,
  );
  const ordering = query.get("ordering") ?? "-nonce";
  const field = ordering.replace("-", "") === "nonce" ? "nonce" : "submissionDate";
  const key = (one: (typeof chosen)[number]) =>
    field === "nonce" ? BigInt(one.nonce) : BigInt(Date.parse(one.submissionDate));
  chosen.sort(
    (a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0) * (ordering.startsWith("-") ? -1 : 1),
  );
  const limit = Math.min(Number(query.get("limit") ?? LIMIT), MAX_LIMIT);
  const offset = Number(query.get("offset") ?? 0);
  const at = (start: number) => {
    const there = new URL(url);
    there.searchParams.set("offset", String(start));
    return there.toString();
  };
  const next = offset + limit < chosen.length ? at(offset + limit) : null;
  const previous = offset > 0 ? at(Math.max(0, offset - limit)) : null;
  const countUniqueNonce = new Set(chosen.map((one) => one.nonce)).size;
  const results = chosen.slice(offset, offset + limit);
  return { status: 200, body: { ...page(results, chosen.length, next, previous), countUniqueNonce } };
}

/** Version 2 of the interface has large numbers as strings. */
async function shown(store: Store, stored: Stored) {
  const { safe, fields, safeTxHash, proposer, proposedByDelegate, origin, created, confirmations } = stored;
  const executed = (await executions(store.chain, safe)).get(safeTxHash);
  const date = created.toISOString();
  const { to, value, data, operation, gasToken, safeTxGas, baseGas, gasPrice, refundReceiver, nonce } =
    fields;
  return {
    ...{ safe, to, value: String(value), data: data === "0x" ? null : data, operation, gasToken },
    ...{ safeTxGas: String(safeTxGas), baseGas: String(baseGas), gasPrice: String(gasPrice), refundReceiver },
    ...{ nonce: String(nonce), executionDate: executed === undefined ? null : date, submissionDate: date },
    ...{ modified: date, blockNumber: null, transactionHash: executed?.transactionHash ?? null, safeTxHash },
    ...{ proposer, proposedByDelegate, executor: null, isExecuted: executed !== undefined },
    ...{ isSuccessful: executed?.success ?? null, ethGasPrice: null, maxFeePerGas: null, gasUsed: null },
    ...{ fee: null, origin, dataDecoded: null, confirmationsRequired: null },
    confirmations: confirmations.map(shownConfirmation),
    trusted: confirmations.length > 0,
    signatures: null,
  };
}

function shownConfirmation({ owner, signature, type, created }: Confirmation) {
  const submissionDate = created.toISOString();
  return { owner, submissionDate, transactionHash: null, signature, signatureType: type };
}

/** One by owner: the first that came stays. */
function add(stored: Stored, confirmations: readonly Confirmation[]): void {
  for (const confirmation of confirmations) {
    if (stored.confirmations.every(({ owner }) => owner !== confirmation.owner))
      stored.confirmations.push(confirmation);
  }
}

function page(results: readonly unknown[], count: number, next: string | null, previous: string | null) {
  return { count, next, previous, results };
}

function missing(): Answer {
  return { status: 404, body: { detail: "No MultisigTransaction matches the given query." } };
}

function checksummed(text: string | undefined): Address {
  const address = text ?? "";
  if (isAddress(address, { strict: false }) && getAddress(address) === address) return address;
  throw new Invalid(422, { code: 1, message: "Checksum address validation failed", arguments: [address] });
}
