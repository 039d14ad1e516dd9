import type { Address, Hex } from "viem";
import type { Proposal } from "../../proposal/proposal.ts";
import type { Operation } from "./state.ts";

/**
 * Set on a signature that does not hold, and on a caller whom somebody else made speak (EIP-7702). The model sees neither, and takes all
 * others to be true.
 */
type Signature = { readonly forged?: boolean };

/** One key's consent: a signature, or on-chain (an empty signature). */
export type Consent = Signature & { readonly key: number; readonly onChain: boolean };

/** Bytes that a self-call names by hash, and the activations that come with a roster. `deadline` is UNIX seconds. */
export type Supplied = {
  readonly document: Hex;
  readonly activations: readonly (Signature & { readonly key: number; readonly deadline: number })[];
};

/** `deadline` is UNIX seconds. */
type Signed = Signature & {
  readonly guardian: number;
  readonly deadline: number;
  readonly onChain: boolean;
};

/**
 * One call of the Conclave from outside, by the function's name; `schedule` is scheduleProposal, and `execute` stands for amend too. `time`
 * is the block's, UNIX seconds.
 */
export type Act = { readonly time: number; readonly sender: Address } & (
  | {
      readonly act: "schedule";
      readonly proposal: Proposal;
      readonly report: Hex;
      readonly signatures: readonly Consent[];
    }
  | { readonly act: "execute"; readonly operation: Operation; readonly documents: readonly Supplied[] }
  | (Signature & { readonly act: "approve"; readonly id: Hex; readonly key: number })
  | ({ readonly act: "cancel"; readonly lane: number; readonly word: Hex } & Signed)
  | ({ readonly act: "cancelProtected"; readonly operation: Operation } & Signed)
  | { readonly act: "clear"; readonly operation: Operation }
  | {
      readonly act: "stop";
      readonly lane: number;
      readonly word: Hex;
      readonly signatures: readonly Consent[];
    }
  | (Signature & { readonly act: "activate"; readonly key: number; readonly deadline: number })
  | (Signature & {
      readonly act: "compromiseOwn";
      readonly key: number;
      readonly deadline: number;
      readonly onChain: boolean;
    })
  | ({ readonly act: "suspend" | "liftOwn"; readonly holder: number } & Signed)
  | ({ readonly act: "voidAll" } & Signed)
  | (Signature & {
      readonly act: "attest";
      readonly kind: number;
      readonly subject: Hex;
      readonly hash: Hex;
      readonly witness: number;
      readonly deadline: number;
      readonly onChain: boolean;
    })
  | {
      readonly act: "retire";
      readonly key: number;
      /** Ids of watched items that the gate finds not clear. Balances are outside of the model. */
      readonly notClear: readonly Hex[];
    }
);

/** The act of one function. */
export type ActOf<N extends Act["act"]> = Extract<Act, { readonly act: N }>;
