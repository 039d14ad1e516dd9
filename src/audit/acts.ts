import { type Hex, isAddressEqual, slice, zeroAddress } from "viem";
import * as Proposal from "../proposal/proposal.ts";
import * as Word from "../proposal/word.ts";
import { type Link, type LinkOf, readScheduled } from "./link.ts";
import { takesDocument } from "./model/perform.ts";
import { addressOf, entryAt, laneWord } from "./model/state.ts";
import type { Act, Consent, RefusalName, State, Supplied } from "./model.ts";

/** The calls that may have made a link, likeliest first; or why no call can have. */
export type Reading = { readonly acts: readonly Act[] } | { readonly impossible: RefusalName };

const SELF_ONLY: readonly Link["eventName"][] = [
  "RosterAmended",
  "RosterRenewed",
  "RulebookAmended",
  "KeyRetiring",
  "ItemWaived",
  "MessageApproved",
  "Closed",
];
const TIER_ZERO = 255;

/**
 * Reads off the logs which call was made of a Conclave in `state`. A link that only an execution can have made never comes first
 * here: the model makes those itself. Signatures and deadlines are not logged; they are taken to have been right.
 * @param links The link, and those behind it.
 * @param documents Documents by hash.
 */
export function actsBehind(
  state: State,
  links: readonly [Link, ...Link[]],
  documents: ReadonlyMap<Hex, Hex>,
): Reading {
  const [link, ...rest] = links;
  const time = link.at.time;
  const nobody = { time, sender: zeroAddress } as const;
  const signed = { deadline: time, onChain: false } as const;
  if (SELF_ONLY.includes(link.eventName)) return { impossible: "OnlySelf" };
  switch (link.eventName) {
    case "Scheduled":
      return scheduled(link, rest);
    case "Executed":
    case "Cleared":
    case "Cancelled":
      return ended(state, link, rest, documents);
    case "Stopped": {
      const word = laneWord(state, link.lane);
      const signatures = keysIn(link.args.approvers);
      return { acts: [{ ...nobody, act: "stop", lane: link.lane, word, signatures }] };
    }
    case "PreApproved": {
      const { id, key } = link.args;
      const entry = entryAt(state, key);
      const sender = (entry && addressOf(entry)) ?? zeroAddress;
      return { acts: [{ time, sender, act: "approve", id, key }] };
    }
    case "KeyActivated":
      return { acts: [{ ...nobody, act: "activate", key: link.args.key, deadline: time }] };
    case "KeyRetired":
      // Whether it was empty is the gate's word at that moment; nothing in the logs says it again.
      return { acts: [{ ...nobody, act: "retire", key: link.args.key, notClear: [] }] };
    case "KeyCompromised":
      if (!link.args.byItself) return { impossible: "OnlySelf" };
      return { acts: [{ ...nobody, ...signed, act: "compromiseOwn", key: link.args.key }] };
    case "HolderSuspended": {
      const { holder, guardian } = link.args;
      return { acts: [{ ...nobody, ...signed, act: "suspend", holder, guardian }] };
    }
    case "SuspensionLifted": {
      const { holder, guardian } = link.args;
      if (guardian === TIER_ZERO) return { impossible: "OnlySelf" };
      return { acts: [{ ...nobody, ...signed, act: "liftOwn", holder, guardian }] };
    }
    case "Voided":
      return { acts: [{ ...nobody, ...signed, act: "voidAll", guardian: link.args.guardian }] };
    case "Attested": {
      const { kind, subject, hash, witness } = link.args;
      return { acts: [{ ...nobody, ...signed, act: "attest", kind, subject, hash, witness }] };
    }
    default:
      return { impossible: "OnlySelf" };
  }
}

function scheduled(link: LinkOf<"Scheduled">, rest: readonly Link[]): Reading {
  const { args, at, lane } = link;
  const read = readScheduled(link);
  if (read === null) return { impossible: "TermsMalformed" };
  const { proposal, stamp } = read;
  const { proposer, tester, approvers } = stamp;
  const signatures = [proposer, ...(tester === null ? [] : [tester]), ...approvers].map(signedBy);
  const next = rest[0];
  // Without delay the same call executes; who made it is in that link.
  const runs = next?.eventName === "Executed" && next.lane === lane && next.at.block === at.block;
  const sender = runs ? next.args.executor : zeroAddress;
  const report = Proposal.reportOf(args.proposal);
  return { acts: [{ time: at.time, sender, act: "schedule", proposal, report, signatures }] };
}

function ended(
  state: State,
  link: LinkOf<"Executed" | "Cleared" | "Cancelled">,
  rest: readonly Link[],
  documents: ReadonlyMap<Hex, Hex>,
): Reading {
  const { lane, at } = link;
  const operation = state.operations.get(lane);
  if (operation === undefined) return { impossible: "LaneNotPending" };
  const { time } = at;
  if (link.eventName === "Cleared")
    return { acts: [{ time, sender: link.args.by, act: "clear", operation }] };
  if (link.eventName === "Cancelled") {
    const signed = {
      guardian: link.args.guardian,
      deadline: time,
      onChain: false,
      time,
      sender: zeroAddress,
    };
    const word = laneWord(state, lane);
    if (Word.decode(word).protected) return { acts: [{ ...signed, act: "cancelProtected", operation }] };
    return { acts: [{ ...signed, act: "cancel", lane, word }] };
  }
  const execute = { time, sender: link.args.executor, act: "execute", operation } as const;
  const supplied = suppliedTo(state, operation.proposal.calls, rest, at.block, documents);
  const bare = supplied.map(({ document }) => ({ document, activations: [] }));
  // Activations behind the last amendment may as well have been calls of their own in the same block.
  const isPlain = supplied.every(({ activations }) => activations.length === 0);
  return {
    acts: [{ ...execute, documents: supplied }, ...(isPlain ? [] : [{ ...execute, documents: bare }])],
  };
}

/** The documents an execution was handed, and the activations that came with them, from the links it made. */
function suppliedTo(
  state: State,
  calls: readonly Proposal.Call[],
  rest: readonly Link[],
  block: number,
  documents: ReadonlyMap<Hex, Hex>,
): readonly Supplied[] {
  const own = calls.filter(({ target }) => isAddressEqual(target, state.setting.domain.verifyingContract));
  let cursor = 0;
  return own.flatMap(({ data }) => {
    if (!takesDocument(data)) return [];
    const hash = slice(data, 4);
    const at = rest.findIndex(
      (link, index) => index >= cursor && "generation" in link.args && link.args.hash === hash,
    );
    const document = documents.get(hash);
    if (at < 0 || document === undefined) return [];
    const activations: { key: number; deadline: number }[] = [];
    for (cursor = at + 1; cursor < rest.length; cursor++) {
      const next = rest[cursor] as Link;
      if (next.eventName !== "KeyActivated" || next.at.block !== block) break;
      activations.push({ key: next.args.key, deadline: next.at.time });
    }
    return [{ document, activations }];
  });
}

function keysIn(bitmap: bigint): Consent[] {
  return Array.from({ length: 64 }, (_, key) => key)
    .filter((key) => ((bitmap >> BigInt(key)) & 1n) === 1n)
    .map(signedBy);
}

function signedBy(key: number): Consent {
  return { key, onChain: false };
}
