import { type AbiEvent, type Hex, numberToHex, pad, size, slice } from "viem";
import * as RosterCodec from "../charter/roster.ts";
import { conclaveAbi } from "../generated/abi.ts";
import * as Proposal from "../proposal/proposal.ts";
import type { Library } from "./documents.ts";
import { argsOf, FIELDS, type Link, type LinkOf, readScheduled, type Trial } from "./link.ts";
import type { Setting } from "./model.ts";

/** Values that a log may have said before somebody altered it. */
export type Suspects = {
  /** 32-byte words seen anywhere in the history: ids, hashes, identities. */
  readonly words: readonly Hex[];
  readonly addresses: readonly Hex[];
  readonly numbers: readonly number[];
};

/** One field of a log, as it may have been. */
export type FieldTrial = Trial & { readonly field: string; readonly value: unknown };

const SMALL = 256;

/** Gathers what the rest of the history gives away. */
export function suspectsOf(links: readonly Link[], library: Library, setting: Setting): Suspects {
  const words = new Set<Hex>(library.hashes.values());
  const numbers = new Set<number>();
  for (const roster of library.rosters.values()) {
    for (const key of roster.keys) {
      if (key === null) continue;
      words.add(RosterCodec.keyHash(key));
      words.add(pad(RosterCodec.identity(key).toLowerCase() as Hex));
    }
  }
  for (const link of links) {
    numbers.add(link.at.time).add(link.at.time + setting.suspension);
    for (const value of Object.values(argsOf(link))) {
      if (typeof value === "number") numbers.add(value);
      // Not the proposal, which is no word.
      if (typeof value === "string" && size(value as Hex) <= 32) words.add(pad(value.toLowerCase() as Hex));
    }
    if (link.eventName === "Scheduled") for (const word of wordsOf(link, setting)) words.add(word);
  }
  for (const word of words) if (BigInt(word) < 2n ** 40n) numbers.add(Number(BigInt(word)));
  const addresses = [...words].filter((word) => word.startsWith(`0x${"00".repeat(12)}`));
  return {
    words: [...words],
    addresses: addresses.map((word) => slice(word, 12)),
    numbers: [...numbers],
  };
}

/** Everything one field of the log may have been: what the history knows, small numbers, and single bits the other way. */
export function* trials(link: Link, suspects: Suspects): Generator<FieldTrial> {
  const event = conclaveAbi.find((item) => item.type === "event" && item.name === link.eventName) as AbiEvent;
  for (const field of FIELDS[link.eventName]) {
    const type = event.inputs.find((input) => input.name === field)?.type;
    // The chain id is no input, and what a whole proposal said cannot be guessed: that it does not hash to its id shows instead.
    if (type === undefined || type === "bytes") continue;
    for (const value of candidates(field === "stamp" ? "stamp" : type, argsOf(link)[field], suspects))
      yield { field, value, args: { [field]: value } };
  }
}

function* candidates(type: string, value: unknown, suspects: Suspects): Generator<unknown> {
  if (type === "bool") yield !value;
  else if (type === "bytes32") yield* suspects.words;
  else if (type === "stamp") yield* flips(value as Hex);
  else if (type === "address") yield* suspects.addresses;
  else {
    const bits = Number(type.replace("uint", ""));
    const original = BigInt(value as number | bigint);
    const numeric = (found: bigint) => (typeof value === "bigint" ? found : Number(found));
    for (let bit = 0; bit < bits; bit++) yield numeric(original ^ (1n << BigInt(bit)));
    for (let small = 0; small < SMALL; small++) yield numeric(BigInt(small));
    for (const number of suspects.numbers) yield numeric(BigInt(number));
  }
}

/** A stamp is one word of many fields: each bit the other way. */
function* flips(word: Hex): Generator<Hex> {
  const original = BigInt(word);
  for (let bit = 0; bit < 256; bit++) yield numberToHex(original ^ (1n << BigInt(bit)), { size: 32 });
}

/** The proposal's id, its report, and the arguments of its calls word by word: self-calls come back in the register's logs. */
function wordsOf(link: LinkOf<"Scheduled">, { domain }: Setting): Hex[] {
  const read = readScheduled(link);
  if (read === null) return [];
  const args = read.proposal.calls.flatMap(({ data }) => {
    const count = Math.floor((size(data) - 4) / 32);
    return Array.from({ length: Math.max(0, count) }, (_, index) =>
      slice(data, 4 + 32 * index, 36 + 32 * index),
    );
  });
  return [Proposal.id(domain, read.proposal), Proposal.reportOf(link.args.proposal), ...args];
}
