import { type Address, getAddress } from "viem";
import { type Control, counting } from "./control.ts";
import { powerName } from "./words.ts";
import type { Power, Source } from "./world.ts";

/**
 * How a power is taken from a member: by a role's admin, by a Safe's owners (an owner swapped, a module taken off), by whoever is owner or
 * admin handing it on, or by the Conclave's guardians at once and its tier 0 for good.
 */
export type Removal = "revoke-role" | "swap-owner" | "hand-on" | "suspend-and-amend";

/** A power that a key or account holds directly: as a member, or as a key of a quorum. */
export type Holding = {
  readonly power: string;
  readonly name: string;
  readonly on: Address;
  readonly source: Source;
  /** Role id, selector or name, as the world has it. */
  readonly raw: string;
  /** The account that is a member; null for keys of a quorum. */
  readonly account: Address | null;
  /** Index in the roster; null for accounts that are no key's. */
  readonly key: number | null;
  /** UNIX seconds from when it counts; later than the world's block: it does not yet. */
  readonly since: number;
  readonly ends: number | null;
  readonly removal: Removal;
  /** Ids of powers by which it can be taken away; none: by whoever holds it alone. */
  readonly by: readonly string[];
};

const REMOVAL: Readonly<Record<Source, Removal>> = {
  ownable: "hand-on",
  proxy: "hand-on",
  "access-control": "revoke-role",
  "access-manager": "revoke-role",
  "role-manager": "revoke-role",
  timelock: "revoke-role",
  safe: "swap-owner",
  conclave: "suspend-and-amend",
};

/** What some keys and accounts hold directly, in the order of the world's powers. */
export function holdingsOf(control: Control, inHand: ReadonlySet<number>): readonly Holding[] {
  const { world, leaves, now } = control;
  const held = [...inHand].map((leaf) => leaves[leaf]);
  const indices = new Set(held.flatMap((leaf) => (leaf?.kind === "key" ? [leaf.key] : [])));
  const accounts = new Map<Address, number | null>();
  for (const leaf of held) if (leaf?.kind === "outsider") accounts.set(leaf.account, null);
  for (const { index, account } of world.keys) {
    if (account !== null && indices.has(index)) accounts.set(getAddress(account), index);
  }
  return world.powers.flatMap((power): Holding[] => {
    const { need } = power;
    if (need.kind === "everybody") return [];
    const base = holding(control, power);
    if (need.kind === "members") {
      return counting(need, now).flatMap(({ account, since, ends }) => {
        const key = accounts.get(getAddress(account));
        return key === undefined ? [] : [{ ...base, account: getAddress(account), key, since, ends }];
      });
    }
    const keys = new Set([...need.proposers, ...(need.testers ?? []), ...need.approvers]);
    return [...keys]
      .filter((key) => indices.has(key))
      .map((key) => ({ ...base, account: null, key, since: 0, ends: null }));
  });
}

function holding({ world }: Control, power: Power) {
  const { id, on, source, raw, given, need } = power;
  const removal = need.kind === "quorum" ? "suspend-and-amend" : REMOVAL[source];
  // A Safe's owners are changed in its own name, the Conclave's roster in the Conclave's; all else by who can give it.
  const changed = removal === "swap-owner" ? on : removal === "suspend-and-amend" ? world.conclave : null;
  const acting = world.powers.filter(
    (other) =>
      changed !== null && getAddress(other.on) === getAddress(changed) && other.effects.includes("act"),
  );
  const givers = removal === "suspend-and-amend" ? [] : given.map((one) => one.by);
  const by = [...new Set([...givers, ...acting.map((one) => one.id)])];
  return { power: id, name: powerName(world, power), on: getAddress(on), source, raw, removal, by };
}
