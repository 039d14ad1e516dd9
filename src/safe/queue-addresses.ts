import { type Address, getAddress, isAddress } from "viem";
import type { View } from "./decode.ts";
import type { SafeState } from "./state.ts";

/** The addresses that a call is about: whom it calls, and those among its arguments. */
export function addressesIn({ to, decoded }: View): readonly Address[] {
  const named =
    decoded?.args.flatMap(({ type, value }) => (type.startsWith("address") ? flat(value) : [])) ?? [];
  return [to, ...named];
}

function flat(value: unknown): Address[] {
  if (Array.isArray(value)) return value.flatMap(flat);
  return typeof value === "string" && isAddress(value) ? [getAddress(value)] : [];
}

/** Addresses of the Safe's own: nobody imitates them by chance. */
export function ownAddresses(state: SafeState): readonly Address[] {
  const { address, owners, modules, guard, moduleGuard, fallbackHandler, singleton } = state;
  return [
    address,
    singleton,
    ...owners,
    ...modules,
    ...[guard, moduleGuard, fallbackHandler].filter((one) => one !== null),
  ];
}

/** As many digits as wallets show of an address on either side. */
const SHOWN = 4;

/** Whether a wallet shows two addresses alike: what address poisoning goes for, by addresses searched for that purpose. */
export function looksLike(a: Address, b: Address): boolean {
  const [one, other] = [a.toLowerCase(), b.toLowerCase()];
  return (
    one !== other &&
    one.slice(2, 2 + SHOWN) === other.slice(2, 2 + SHOWN) &&
    one.slice(-SHOWN) === other.slice(-SHOWN)
  );
}
