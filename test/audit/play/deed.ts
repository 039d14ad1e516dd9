import { type Address, type Hex, size, slice, zeroHash } from "viem";
import { entryAt, holderRecord, keyRecord, laneWord } from "../../../src/audit/model/state.ts";
import type { Operation, State } from "../../../src/audit/model.ts";
import type { Key } from "../../../src/charter/model.ts";
import * as RosterCodec from "../../../src/charter/roster.ts";
import * as Documents from "../../../src/proposal/documents.ts";
import * as Proposal from "../../../src/proposal/proposal.ts";
import type { SelfCallName } from "../../../src/proposal/self-call.ts";
import { encodeSignatures, type SignatureEntry } from "../../../src/proposal/signatures.ts";
import * as Stamp from "../../../src/proposal/stamp.ts";
import * as TypedData from "../../../src/proposal/typed-data.ts";

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

/** The contract's function. */
export function functionOf(deed: Deed): string {
  if (deed.name === "schedule") return "scheduleProposal";
  return deed.name === "execute" && deed.documents.length > 0 ? "amend" : deed.name;
}

/** The arguments of the contract's function. */
export function argsOf(deed: Deed): readonly unknown[] {
  switch (deed.name) {
    case "schedule":
      return [Proposal.pack(deed.proposal, deed.report), packed(deed)];
    case "execute": {
      const documents = deed.documents.map(Documents.encode);
      return [...handed(deed.operation), ...(documents.length === 0 ? [] : [documents])];
    }
    case "approve":
      return [deed.id, deed.key];
    case "cancel":
      return [deed.lane, deed.word, deed.guardian, deed.deadline, deed.signature];
    case "cancelProtected":
      return [...handed(deed.operation), deed.guardian, deed.deadline, deed.signature];
    case "clear":
      return handed(deed.operation);
    case "stop":
      return [deed.lane, deed.word, together(deed.entries)];
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
  return size(together(entries.slice(0, index)));
}

/** Most that can take the plain form take it, the others the long one, which must come to the same. */
function together(entries: readonly SignatureEntry[]): Hex {
  return encodeSignatures(
    entries.map((entry) => {
      const { signature } = entry;
      const isPlain = size(signature) === 65 && /(1b|1c)$/.test(signature);
      return { ...entry, plain: isPlain && BigInt(slice(signature, 0, 1)) % 4n !== 0n };
    }),
  );
}

function packed({ entries, cut }: DeedOf<"schedule">): Hex {
  const bytes = together(entries);
  return cut ? slice(bytes, 0, offsetOf(entries, 1) - 1) : bytes;
}

function handed({ proposal, stamp, report }: Operation): readonly unknown[] {
  return [Proposal.pack(proposal, report), Stamp.encode(stamp)];
}
