import { type Hex, hashDomain, hashStruct, hashTypedData } from "viem";
import { COMPARISONS } from "./conditions.ts";
import type { Domain, Proposal } from "./proposal.ts";

type Field = { readonly name: string; readonly type: string };
type Types = Readonly<Record<string, readonly Field[]>>;

/** EIP-712 typed data as wallets take it; `types` holds what `primaryType` reaches and nothing else. */
export type TypedData = {
  readonly domain: {
    readonly name: string;
    readonly version: string;
    readonly chainId: number;
    readonly verifyingContract: Hex;
  };
  readonly types: Record<string, readonly Field[]>;
  readonly primaryType: string;
  readonly message: Record<string, unknown>;
};

/** The three hashes a hardware wallet may show. `digest = keccak256(0x1901 ‖ domain ‖ message)`. */
export type Hashes = { readonly domain: Hex; readonly message: Hex; readonly digest: Hex };

/** Name and version of the EIP-712 domain. */
export const DOMAIN = { name: "Conclave", version: "1" } as const;

const PROPOSAL: Types = {
  Proposal: fields(
    "uint16 lane,bytes32 prev,uint32 epoch,uint40 created,uint40 deadline,uint8 approvals,Call[] calls,Condition[] conditions,bytes32 note",
  ),
  Call: fields("address target,uint256 value,bytes data,uint256 minGas"),
  Condition: fields("address target,bytes data,uint8 comparison,bytes32 expected"),
};

/** Every type people sign, in the words of docs/formats.md, 4. One per act, so that none passes for another. */
const ACTS = {
  Propose: "Proposal proposal",
  Approve: "Proposal proposal",
  Test: "Proposal proposal,bytes32 report",
  Activate: "uint8 key,bytes32 keyHash,uint16 since,uint40 deadline",
  Compromise: "uint8 key,bytes32 keyHash,uint32 change,uint40 deadline",
  Suspend: "uint8 holder,uint32 change,uint8 guardian,uint40 deadline",
  Lift: "uint8 holder,uint32 change,uint8 guardian,uint40 deadline",
  Void: "uint32 act,uint8 guardian,uint40 deadline",
  Cancel: "uint16 lane,bytes32 word,uint8 guardian,uint40 deadline",
  Stop: "uint16 lane,bytes32 word",
  Attest: "uint16 kind,bytes32 subject,bytes32 hash,uint8 witness,uint40 deadline",
} as const;

export type Activate = { key: number; keyHash: Hex; since: number; deadline: number };
export type Compromise = { key: number; keyHash: Hex; change: number; deadline: number };
export type Suspend = { holder: number; change: number; guardian: number; deadline: number };
export type Void = { act: number; guardian: number; deadline: number };
export type Cancel = { lane: number; word: Hex; guardian: number; deadline: number };
export type Stop = { lane: number; word: Hex };
export type Attest = { kind: number; subject: Hex; hash: Hex; witness: number; deadline: number };

/** The bare proposal, whose digest is its id. Nobody signs it. */
export function proposal(domain: Domain, value: Proposal): TypedData {
  return {
    domain: { ...DOMAIN, ...domain },
    types: PROPOSAL,
    primaryType: "Proposal",
    message: message(value),
  };
}

export function propose(domain: Domain, value: Proposal): TypedData {
  return act(domain, "Propose", { proposal: message(value) });
}

export function approve(domain: Domain, value: Proposal): TypedData {
  return act(domain, "Approve", { proposal: message(value) });
}

/** A tester's signature over the proposal and the hash of the simulation report. */
export function test(domain: Domain, value: { proposal: Proposal; report: Hex }): TypedData {
  return act(domain, "Test", { proposal: message(value.proposal), report: value.report });
}

/** Proof of possession by the key itself. `since` is the serial of the roster with which it entered. KD-3. */
export function activate(domain: Domain, value: Activate): TypedData {
  return act(domain, "Activate", value);
}

/** The key declares itself compromised. `change` is the key's change counter. */
export function compromise(domain: Domain, value: Compromise): TypedData {
  return act(domain, "Compromise", value);
}

/** `change` is the holder's change counter, `guardian` the index of the signing key. */
export function suspend(domain: Domain, value: Suspend): TypedData {
  return act(domain, "Suspend", value);
}

export function lift(domain: Domain, value: Suspend): TypedData {
  return act(domain, "Lift", value);
}

/** A guardian voids all consent. `act` counts the guardian's acts. Exported as `void`, which no declaration may be called. */
function voidAll(domain: Domain, value: Void): TypedData {
  return act(domain, "Void", value);
}

export { voidAll as void };

export function cancel(domain: Domain, value: Cancel): TypedData {
  return act(domain, "Cancel", value);
}

export function stop(domain: Domain, value: Stop): TypedData {
  return act(domain, "Stop", value);
}

export function attest(domain: Domain, value: Attest): TypedData {
  return act(domain, "Attest", value);
}

/** What is signed: keccak256(0x1901 ‖ domain separator ‖ hashStruct). */
export function digest(typed: TypedData): Hex {
  return hashTypedData(typed);
}

/** Domain, message and digest hashes, to compare on a hardware wallet. */
export function hashes(typed: TypedData): Hashes {
  return {
    domain: domainSeparator(typed.domain),
    message: hashStruct({ data: typed.message, types: typed.types, primaryType: typed.primaryType }),
    digest: digest(typed),
  };
}

/** The EIP-712 domain separator of a Conclave. */
export function domainSeparator(domain: Domain): Hex {
  const { chainId, verifyingContract } = domain;
  const types: Record<string, Field[]> = {
    EIP712Domain: fields("string name,string version,uint256 chainId,address verifyingContract"),
  };
  return hashDomain({ domain: { ...DOMAIN, chainId, verifyingContract }, types });
}

function act(domain: Domain, primaryType: keyof typeof ACTS, value: Record<string, unknown>): TypedData {
  const own = fields(ACTS[primaryType]);
  const types = own.some((field) => field.type === "Proposal")
    ? { [primaryType]: own, ...PROPOSAL }
    : { [primaryType]: own };
  return { domain: { ...DOMAIN, ...domain }, types, primaryType, message: value };
}

/** The message as wallets show it: comparisons as the numbers the type demands. */
function message(value: Proposal): Record<string, unknown> {
  return {
    lane: value.lane,
    prev: value.prev,
    epoch: value.epoch,
    created: value.created,
    deadline: value.deadline,
    approvals: value.approvals,
    calls: value.calls.map(({ target, value: wei, data, minGas }) => ({
      target,
      value: wei,
      data,
      minGas: BigInt(minGas),
    })),
    conditions: value.conditions.map(({ target, data, comparison, expected }) => ({
      target,
      data,
      comparison: COMPARISONS.indexOf(comparison),
      expected,
    })),
    note: value.note,
  };
}

function fields(list: string): Field[] {
  return list.split(",").map((item) => {
    const [type = "", name = ""] = item.split(" ");
    return { name, type };
  });
}
