import { type Address, type Hex, isAddressEqual, size } from "viem";
import { callWords } from "../approval/words.ts";
import type { Charter } from "../charter/schema.ts";
import { type Words, wordsFrom } from "../charter/words.ts";
import { formatAmount } from "../yaml/amount.ts";
import { format } from "./address.ts";
import { isBatchContract } from "./batch.ts";
import { decode, flatten, type View } from "./decode.ts";
import { check, type SafeFile } from "./file.ts";
import type { Simulation } from "./simulate.ts";
import { DELEGATECALL, type Hashes, hashes } from "./transaction.ts";
import { type Warning, warnings } from "./warnings.ts";

/** Everything somebody must see before signing that the file alone can tell, recomputed. */
export type Review = {
  readonly safeTxHash: Hex;
  /** The Safe with its chain's short name, if that has one. */
  readonly safe: string;
  readonly chainId: number;
  readonly version: string;
  readonly title: string;
  readonly note: string;
  readonly nonce: bigint;
  /** In order, those of a batch numbered within it. */
  readonly calls: readonly { readonly place: string; readonly sentence: string }[];
  readonly warnings: readonly Warning[];
  /** Compare them with what the signing device shows. */
  readonly hashes: Hashes;
};

/** Reviews a file by itself, without a chain or a key. @throws `SafeFile.*`, `SafeSignature.*`, `Interfaces.BadSignature` */
export async function review(file: SafeFile, words: Words = wordsFrom(null)): Promise<Review> {
  check(file);
  const { domain, transaction, context, version } = file;
  const view = decode(file);
  const calls = flatten(view).map(({ place, view: one }) => ({ place, sentence: sentenceOf(one, words) }));
  return {
    safeTxHash: file.safeTxHash,
    safe: await format(domain.verifyingContract, domain.chainId),
    chainId: domain.chainId,
    version,
    title: context.title,
    note: context.note,
    nonce: transaction.nonce,
    calls,
    warnings: warnings(file, view),
    hashes: hashes(domain, transaction),
  };
}

/** Words in which a charter's keys and contracts have their names, and all else its address. */
export function wordsOf(charter: Charter | undefined): Words {
  const words = wordsFrom(charter ?? null);
  return { ...words, place: (address) => nameOf(charter, address) ?? words.place(address) };
}

/** `ana (Ana)` for a key of the charter; null for an address it does not know. */
export function nameOf(charter: Charter | undefined, address: Address): string | null {
  const key = charter?.keys.find(
    (one) => "address" in one && one.address !== undefined && isAddressEqual(one.address as Address, address),
  );
  return key === undefined ? null : `${key.label} (${key.owner}, ${address})`;
}

function sentenceOf(view: View, words: Words): string {
  const { operation, to, value, data, decoded, claimed, inner } = view;
  if (operation === DELEGATECALL) {
    if (inner.length > 0 && isBatchContract(to)) return `a batch of ${inner.length} calls, all or none`;
    return `delegatecall to ${words.place(to)}: ${callWords({ target: to, value: 0n, data, decoded }, words)}`;
  }
  const sent = size(data) === 0 && value > 0n ? `sends ${formatAmount(value)} to ${words.place(to)}` : null;
  const sentence = sent ?? callWords({ target: to, value, data, decoded }, words);
  return claimed ? `${sentence} (named so by the file)` : sentence;
}

/** What a simulation found, one sentence each. */
export function findings(
  simulation: Simulation,
  file: SafeFile,
  words: Words = wordsFrom(null),
): readonly string[] {
  const { failure, balances, events, storage, code, assumed } = simulation;
  const { nonce } = file.transaction;
  const skipped = `as if the ${assumed.skipped} transactions before it had been executed and done nothing (nonce ${nonce})`;
  return [
    ...(assumed.skipped > 0n ? [skipped] : []),
    ...(failure === null ? [] : [failure.sentence]),
    ...balances.map(({ account, asset, id, change }) => {
      const amount = change < 0n ? -change : change;
      const what =
        asset === "native"
          ? formatAmount(amount)
          : `${amount} of ${words.place(asset)}${id === null ? "" : ` #${id}`}`;
      return `${words.place(account)} ${change < 0n ? "loses" : "gains"} ${what}`;
    }),
    ...events.map(({ address, decoded }) => `${words.place(address)} emits ${eventWords(decoded)}`),
    ...storage.map(
      ({ address, slot, before, after }) => `${words.place(address)} storage ${slot}: ${before} → ${after}`,
    ),
    ...code.map(
      ({ address, after }) => `code ${after === null ? "goes from" : "is put at"} ${words.place(address)}`,
    ),
  ];
}

function eventWords(decoded: Simulation["events"][number]["decoded"]): string {
  if (decoded === null) return "an event nobody decoded";
  return `${decoded.name}(${decoded.args.map(({ name, value }) => `${name}: ${JSON.stringify(value)}`).join(", ")})`;
}
