import { type Address, type Hex, size, slice, zeroHash } from "viem";
import { entryAt, holderRecord, keyRecord, laneWord } from "../../../src/audit/model/state.ts";
import type { Act, Consent, Operation, Refusal, State } from "../../../src/audit/model.ts";
import type { Key } from "../../../src/charter/model.ts";
import * as RosterCodec from "../../../src/charter/roster.ts";
import * as Documents from "../../../src/proposal/documents.ts";
import * as Proposal from "../../../src/proposal/proposal.ts";
import type { SelfCallName } from "../../../src/proposal/self-call.ts";
import { encodeSignatures, type SignatureEntry } from "../../../src/proposal/signatures.ts";
import * as Stamp from "../../../src/proposal/stamp.ts";
import * as TypedData from "../../../src/proposal/typed-data.ts";
import type { Cast } from "./cast.ts";

type ByKey = { readonly deadline: number; readonly signature: Hex };
type ByGuardian = ByKey & { readonly guardian: number };

/** One signature for one act, apart from the signature. */
export type Single =
  | { readonly name: "cancel"; readonly lane: number; readonly word: Hex }
  | { readonly name: "cancelProtected"; readonly operation: Operation }
  | { readonly name: "suspend" | "liftOwn"; readonly holder: number }
  | { readonly name: "voidAll" };

/** What somebody sends to the Conclave, right or wrong. Nothing in it depends on how the Conclave stands when it arrives. */
export type Deed = {
  /** `msg.sender`. */
  readonly from: Address;
  /** Sent by somebody else, through the code at `from`. */
  readonly relayed?: boolean;
} & (
  | {
      readonly name: "schedule";
      readonly proposal: Proposal.Proposal;
      readonly report: Hex;
      readonly entries: readonly SignatureEntry[];
      /** Breaks off within the first entry. */
      readonly cut: boolean;
    }
  | {
      readonly name: "execute";
      readonly operation: Operation;
      readonly documents: readonly Documents.Supplied[];
    }
  | { readonly name: "approve"; readonly id: Hex; readonly key: number }
  | (Single & ByGuardian)
  | { readonly name: "clear"; readonly operation: Operation }
  | {
      readonly name: "stop";
      readonly lane: number;
      readonly word: Hex;
      readonly entries: readonly SignatureEntry[];
    }
  | ({ readonly name: "activate" | "compromiseOwn"; readonly key: number } & ByKey)
  | ({
      readonly name: "attest";
      readonly kind: number;
      readonly subject: Hex;
      readonly hash: Hex;
      readonly witness: number;
    } & ByKey)
  | { readonly name: "retire"; readonly key: number }
  | { readonly name: SelfCallName; readonly args: readonly unknown[] }
);

export type DeedOf<N extends Deed["name"]> = Extract<Deed, { readonly name: N }>;

/** The arguments of the contract's function. */
export function argsOf(deed: Deed): readonly unknown[] {
  switch (deed.name) {
    case "schedule":
      return [Proposal.toArgs(deed.proposal), deed.report, packed(deed)];
    case "execute":
      return [...handed(deed.operation), deed.documents.map(Documents.encode)];
    case "approve":
      return [deed.id, deed.key];
    case "cancel":
      return [deed.lane, deed.word, deed.guardian, deed.deadline, deed.signature];
    case "cancelProtected":
      return [...handed(deed.operation), deed.guardian, deed.deadline, deed.signature];
    case "clear":
      return handed(deed.operation);
    case "stop":
      return [deed.lane, deed.word, encodeSignatures(deed.entries)];
    case "activate":
    case "compromiseOwn":
      return [deed.key, deed.deadline, deed.signature];
    case "suspend":
    case "liftOwn":
      return [deed.holder, deed.guardian, deed.deadline, deed.signature];
    case "voidAll":
      return [deed.guardian, deed.deadline, deed.signature];
    case "attest":
      return [deed.kind, deed.subject, deed.hash, deed.witness, deed.deadline, deed.signature];
    case "retire":
      return [deed.key];
    default:
      return deed.args;
  }
}

/** The same for the model, which is told of each signature whether it holds; or what the deed is refused with in every state. */
export function actOf(
  cast: Cast,
  state: State,
  deed: Deed,
  time: number,
  notClear: (identity: Address) => readonly Hex[],
): Act | Refusal {
  const by = { time, sender: deed.from };
  const signed = (index: number, typed: TypedData.TypedData, signature: Hex): Omit<Consent, "key"> => {
    const key = entryAt(state, index);
    const onChain = size(signature) === 0;
    // Nobody speaks for an EOA through code that EIP-7702 put there.
    if (onChain) return { onChain, forged: deed.relayed === true && key?.kind === "EOA" };
    return { onChain, forged: key !== null && !cast.holds(key, typed, signature) };
  };
  const { domain } = state.setting;
  switch (deed.name) {
    case "schedule": {
      const typed = scheduleTypes(domain, deed.proposal, deed.report);
      const signatures = deed.entries.map(({ key, signature }, index) => ({
        key,
        ...signed(key, typed(index), signature),
      }));
      return { ...by, act: "schedule", ...deed, signatures: deed.cut ? [] : signatures };
    }
    case "execute": {
      const documents = deed.documents.map(({ document, activations }) => ({
        document,
        activations: activations.map(({ key, deadline, signature }) => {
          const entry = entryIn(document, key);
          const typed = entry && activationType(domain, entry, key, deadline);
          return { key, deadline, forged: !(entry && typed && cast.holds(entry, typed, signature)) };
        }),
      }));
      return { ...by, act: "execute", operation: deed.operation, documents };
    }
    case "approve": {
      const forged = deed.relayed === true && entryAt(state, deed.key)?.kind === "EOA";
      return { ...by, act: "approve", id: deed.id, key: deed.key, forged };
    }
    case "clear":
      return { ...by, act: "clear", operation: deed.operation };
    case "retire": {
      const entry = entryAt(state, deed.key);
      const left = entry === null ? [] : notClear(RosterCodec.identity(entry));
      return { ...by, act: "retire", key: deed.key, notClear: left };
    }
    case "stop": {
      const typed = TypedData.stop(domain, deed);
      const signatures = deed.entries.map(({ key, signature }) => ({
        key,
        ...signed(key, typed, signature),
      }));
      return { ...by, ...deed, act: "stop", signatures };
    }
    case "activate": {
      const entry = entryAt(state, deed.key);
      const typed = entry && activationType(domain, entry, deed.key, deed.deadline);
      const forged = !(entry && typed && cast.holds(entry, typed, deed.signature));
      return { ...by, act: "activate", key: deed.key, deadline: deed.deadline, forged };
    }
    case "compromiseOwn": {
      const typed = compromiseType(state, deed.key, deed.deadline);
      return { ...by, ...deed, act: "compromiseOwn", ...signed(deed.key, typed, deed.signature) };
    }
    case "attest":
      return {
        ...by,
        ...deed,
        act: "attest",
        ...signed(deed.witness, TypedData.attest(domain, deed), deed.signature),
      };
    case "cancel":
    case "cancelProtected":
    case "suspend":
    case "liftOwn":
    case "voidAll": {
      const typed = singleType(state, deed, deed.guardian, deed.deadline);
      return { ...by, ...deed, act: deed.name, ...signed(deed.guardian, typed, deed.signature) } as Act;
    }
    default:
      return { name: "OnlySelf", args: [deed.from] };
  }
}

/** What the proposer, the tester if there is a report, and the approvers sign, by their place. */
export function scheduleTypes(domain: Proposal.Domain, proposal: Proposal.Proposal, report: Hex) {
  return (index: number): TypedData.TypedData => {
    if (index === 0) return TypedData.propose(domain, proposal);
    return index === 1 && report !== zeroHash
      ? TypedData.test(domain, { proposal, report })
      : TypedData.approve(domain, proposal);
  };
}

/** What a guardian signs as things stand. */
export function singleType(state: State, act: Single, guardian: number, deadline: number) {
  const { domain } = state.setting;
  if (act.name === "cancel") return TypedData.cancel(domain, { ...act, guardian, deadline });
  if (act.name === "cancelProtected") {
    const { lane } = act.operation.proposal;
    return TypedData.cancel(domain, { lane, word: laneWord(state, lane), guardian, deadline });
  }
  if (act.name === "voidAll") {
    const { acts } = holderRecord(state, entryAt(state, guardian)?.holder ?? 0);
    return TypedData.void(domain, { act: acts, guardian, deadline });
  }
  const { changes: change } = holderRecord(state, act.holder);
  const value = { holder: act.holder, change, guardian, deadline };
  return act.name === "suspend" ? TypedData.suspend(domain, value) : TypedData.lift(domain, value);
}

export function compromiseType(state: State, key: number, deadline: number) {
  const entry = entryAt(state, key);
  const keyHash = entry === null ? zeroHash : RosterCodec.keyHash(entry);
  return TypedData.compromise(state.setting.domain, {
    key,
    keyHash,
    change: keyRecord(state, key).changes,
    deadline,
  });
}

export function activationType(domain: Proposal.Domain, entry: Key, key: number, deadline: number) {
  return TypedData.activate(domain, {
    key,
    keyHash: RosterCodec.keyHash(entry),
    since: entry.since,
    deadline,
  });
}

/** Where an entry begins among packed signatures. */
export function offsetOf(entries: readonly SignatureEntry[], index: number): number {
  return entries.slice(0, index).reduce((offset, { signature }) => offset + 3 + size(signature), 0);
}

function packed({ entries, cut }: DeedOf<"schedule">): Hex {
  const bytes = encodeSignatures(entries);
  return cut ? slice(bytes, 0, size(encodeSignatures(entries.slice(0, 1))) - 1) : bytes;
}

function handed({ proposal, stamp, report }: Operation): readonly unknown[] {
  return [Proposal.toArgs(proposal), Stamp.encode(stamp), report];
}

/** A garbled roster has no entries that matter: it is refused before they are. */
function entryIn(document: Hex, index: number): Key | null {
  try {
    return RosterCodec.decode(document).keys[index] ?? null;
  } catch {
    return null;
  }
}
