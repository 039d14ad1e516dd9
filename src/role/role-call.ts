import type { Address, Hex } from "viem";

/** One call of a RoleManager, as part of a proposal of its Conclave. */
export type RoleCall = {
  readonly target: Address;
  readonly value: 0n;
  readonly data: Hex;
  /** What it does, for people: `revokes pauser from k4 (Eve)`. */
  readonly words: string;
  /** Whether somebody can do more afterwards than before, or does it with less delay or oversight: tier 0's business. */
  readonly loosens: boolean;
  /**
   * Calls with the same text stand side by side, and belong into one proposal in this order: such as a grant of a role whose admin is another
   * role, for which the Conclave makes itself its admin and then gives that back.
   */
  readonly together?: string;
};
