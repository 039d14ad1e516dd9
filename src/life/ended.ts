import { type Address, isAddressEqual } from "viem";
import { keyState, rosterOf } from "../chain/standing.ts";
import type { ChainState } from "../chain/state.ts";
import { KEY_STATES } from "../charter/model.ts";
import * as RosterCodec from "../charter/roster.ts";
import { BaseError } from "../errors.ts";

/** How a key can stand in a Conclave. `Ended`: it is tombstoned, and its place was given to another key since. */
export const STANDINGS = [...KEY_STATES, "Ended"] as const;
export type Standing = (typeof STANDINGS)[number];

/** That a key is done with, and who says so. */
export type Ended = {
  readonly chainId: number;
  readonly conclave: Address;
  readonly state: "Retired" | "Compromised" | "Ended";
  readonly block: number;
  readonly hash: string;
};

/** How a key stands in a Conclave; the state must have been read with its identity asked about. Null: it never was there. */
export function standingOf(state: ChainState, identity: Address): Standing | null {
  const roster = rosterOf(state);
  const index = roster.keys.findIndex(
    (key) => key !== null && isAddressEqual(RosterCodec.identity(key), identity),
  );
  const current = index === -1 ? null : keyState(state, roster, index);
  if (current === "Retired" || current === "Compromised") return current;
  if (state.tombstones.some((one) => isAddressEqual(one, identity))) return "Ended";
  return current;
}

/** @throws `Life.NotEnded` for a key that is in use, was never in the roster, or is still being retired */
export function assertEnded(state: ChainState, identity: Address, label: string): Ended {
  const current = standingOf(state, identity);
  const { domain, block } = state;
  if (current === "Retired" || current === "Compromised" || current === "Ended")
    return {
      chainId: domain.chainId,
      conclave: domain.verifyingContract,
      state: current,
      block: block.number,
      hash: block.hash,
    };
  throw new BaseError({
    code: "Life.NotEnded",
    message:
      current === null
        ? `the key of ${label} was never in the Conclave's roster`
        : `the key of ${label} is ${current}, not Retired`,
    fix:
      current === "Retiring"
        ? "sweep it, and run `hardhat key retire`"
        : "name the file of a key that is retired; one in use is rotated first",
    details: { label, identity, state: current },
  });
}
