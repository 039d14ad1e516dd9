import type { Address, Hex } from "viem";
import type { Roster, Rulebook } from "../charter/model.ts";
import * as RulebookCodec from "../charter/rulebook.ts";
import { itemWords, joinWords, type Words } from "../charter/words.ts";
import { CEREMONY, DRILL, LOG_HEAD, RETIREMENT } from "../execution/attestation.ts";
import { formatDate } from "../time.ts";
import type { Link } from "./link.ts";

/** What a sentence about a link needs to know: the documents in force when it was made, and how people call things. */
export type Scene = {
  readonly words: Words;
  readonly roster: Roster;
  readonly rulebooks: ReadonlyMap<number, Rulebook>;
};

const TIER_ZERO = 255;
const NO_KEY = 255;
/** What an attestation of each kind says. */
const ATTESTED: Readonly<Record<number, (subject: Hex) => string>> = {
  [RETIREMENT]: (subject) => `that the key with hash ${subject} is done with`,
  [CEREMONY]: (subject) => `that the key with hash ${subject} was made at a ceremony`,
  [DRILL]: (subject) => `that the key with hash ${subject} was recovered in a drill`,
  [LOG_HEAD]: (subject) => `how far the usage log ${subject} had come`,
};

/** `Ana (k0)`: the person who held the key by the roster in force. */
export function personWords(index: number, { roster, words }: Scene): string {
  const key = roster.keys[index];
  return key ? `${words.person(key.holder)} (${words.key(index)})` : `key ${words.key(index)}`;
}

/**
 * What a link says, as a sentence without its full stop.
 * @param waiting Id of the operation that was pending in the link's lane; null if that is not known.
 */
export function sentence(link: Link, waiting: Hex | null, scene: Scene): string {
  const { words } = scene;
  const person = (index: number) => personWords(index, scene);
  switch (link.eventName) {
    case "RosterAmended":
      if (link.args.generation === 1) return "the Conclave is founded with roster 1";
      return `roster ${link.args.serial} takes effect`;
    case "RosterRenewed":
      return `roster ${link.args.serial} takes effect, with later expiries`;
    case "RulebookAmended":
      return `rulebook ${link.args.serial} takes effect`;
    case "KeyActivated": {
      const { key, predecessor, opened } = link.args;
      const before = predecessor === NO_KEY ? "" : `, and key ${words.key(predecessor)} out of use`;
      return `${person(key)} takes the key into use${before}${opened ? "; scheduling is open" : ""}`;
    }
    case "KeyRetiring":
      return `tier 0 takes the key of ${person(link.args.key)} out of use`;
    case "KeyRetired":
      return `the key of ${person(link.args.key)} is retired for good`;
    case "KeyCompromised": {
      const { key, byItself, epoch } = link.args;
      const who = byItself
        ? `${person(key)} declares the own key`
        : `tier 0 declares the key of ${person(key)}`;
      return `${who} compromised; epoch ${epoch} begins`;
    }
    case "HolderSuspended": {
      const { holder, guardian, until, epoch } = link.args;
      const end = formatDate(until);
      return `${person(guardian)} suspends ${words.person(holder)} until ${end}; epoch ${epoch} begins`;
    }
    case "SuspensionLifted": {
      const { holder, guardian } = link.args;
      const who = guardian === TIER_ZERO ? "tier 0" : person(guardian);
      return `${who} lifts the suspension of ${words.person(holder)}`;
    }
    case "Voided":
      return `${person(link.args.guardian)} voids all consent given so far; epoch ${link.args.epoch} begins`;
    case "PreApproved":
      return `${person(link.args.key)} approves proposal ${shortHash(link.args.id)} by transaction`;
    case "Attested": {
      const { kind, subject, hash, witness } = link.args;
      const what = ATTESTED[kind]?.(subject) ?? `kind ${kind} about ${subject}`;
      return `${person(witness)} attests ${what} (${hash})`;
    }
    case "ItemWaived":
      return `tier 0 waives, for the key of ${person(link.args.key)}, ${itemName(link.args.item, scene)}`;
    case "MessageApproved":
      return `tier 0 approves the message ${link.args.hash} until ${formatDate(link.args.expiry)}`;
    case "Closed":
      return `the Conclave closes; its successor is ${words.place(link.args.successor)}`;
    default:
      return laneSentence(link, waiting, scene);
  }
}

/** How an operation ended: `refused by Gus (k5)`. */
export function endWords(link: Link, scene: Scene): string {
  switch (link.eventName) {
    case "Executed":
      return `executed, sent by ${senderWords(link.args.executor, scene)}`;
    case "Cancelled":
      return `cancelled by ${personWords(link.args.guardian, scene)}`;
    case "Cleared":
      return `cleared as dead, by ${senderWords(link.args.by, scene)}`;
    case "Stopped":
      return `stopped by ${joinWords(keysIn(link.args.approvers).map((key) => personWords(key, scene)))}`;
    default:
      return "scheduled over, after it had expired";
  }
}

/** The first ten characters, which are enough to tell two apart. */
export function shortHash(hash: Hex): string {
  return `${hash.slice(0, 10)}…`;
}

function laneSentence(link: Link, waiting: Hex | null, scene: Scene): string {
  if (link.eventName === "Scheduled") return `proposal ${shortHash(link.args.id)} is scheduled`;
  const operation = waiting === null ? "an unknown operation" : `operation ${shortHash(waiting)}`;
  return `${operation} is ${endWords(link, scene)}`;
}

/** Somebody by an address: the holder of the key with it, if there is one. */
function senderWords(address: Address, scene: Scene): string {
  const index = scene.roster.keys.findIndex(
    (key) => key?.kind !== "ERC7913" && key?.signer.toLowerCase() === address.toLowerCase(),
  );
  return index < 0 ? scene.words.place(address) : personWords(index, scene);
}

function itemName(id: Hex, { rulebooks, words }: Scene): string {
  if (BigInt(id) === 0n) return "the whole gate";
  for (const { items } of rulebooks.values()) {
    const item = items.find((candidate) => RulebookCodec.itemId(candidate) === id);
    if (item !== undefined) return itemWords(item, words);
  }
  return `the item ${id}`;
}

function keysIn(bitmap: bigint): number[] {
  return Array.from({ length: 64 }, (_, key) => key).filter((key) => ((bitmap >> BigInt(key)) & 1n) === 1n);
}
