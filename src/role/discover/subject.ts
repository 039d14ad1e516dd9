import type { Address, Hex } from "viem";
import type { Gatekeeper } from "./refusals.ts";

/** Asks for the pending owner, with the owner's error. */
const BY_SOMEBODY_ELSE: readonly Hex[] = ["0x79ba5097"];

/** A contract that is being examined. */
export type Subject = {
  readonly address: Address;
  /** Selectors of its own code and of the code it passes calls on to. */
  readonly selectors: ReadonlySet<Hex>;
  /** Whom its functions ask for, as far as their refusals tell. */
  readonly gates: ReadonlyMap<Hex, Gatekeeper>;
};

/** The functions that ask for the owner, the authority, or a role. */
export function functionsBehind(
  { gates }: Subject,
  by: "owner" | "authority" | { readonly role: Hex },
): readonly Hex[] {
  return [...gates]
    .filter(([selector]) => !BY_SOMEBODY_ELSE.includes(selector))
    .flatMap(([selector, gate]) => {
      const isIt = typeof by === "string" ? gate.by === by : gate.by === "role" && gate.role === by.role;
      return isIt ? [selector] : [];
    });
}

/** Whether the code may have a function. */
export function has({ selectors }: Subject, selector: Hex): boolean {
  return selectors.has(selector);
}
