import type { Need, Power, World } from "../world.ts";
import { oneLine } from "./line.ts";

/** How many of a kind are told one by one. */
const MOST = 200;

/**
 * Privileges outside of the RoleManager: no reviewer decides over them, so whoever reviews is to know of them. The Conclave's own tiers are not
 * among them, for its roster is amended, not reviewed.
 */
export function outside(world: World): string[] {
  const powers = world.powers.filter(({ source }) => source !== "role-manager" && source !== "conclave");
  const told = powers.slice(0, MOST).map((power) => outsideWords(world, power));
  const rest = powers.length - told.length;
  const unread = world.unread.map(({ on, what, why }) => `not read: ${what} of ${nameOf(world, on)}: ${why}`);
  return [...told, ...(rest > 0 ? [`and ${rest} more privileges that nobody reviews`] : []), ...unread].map(
    oneLine,
  );
}

function outsideWords(world: World, { name, on, need, source }: Power): string {
  return `nobody reviews: ${name} of ${nameOf(world, on)} (${source}): ${needWords(world, need)}`;
}

function needWords(world: World, need: Need): string {
  if (need.kind === "everybody") return "everybody";
  if (need.kind === "quorum") return `a quorum of tier ${need.tier}`;
  const names = need.of.map(({ account }) => nameOf(world, account));
  if (names.length === 0) return "nobody";
  return need.atLeast === 1 ? names.join(", ") : `${need.atLeast} of ${names.join(", ")}`;
}

/** Person and label of a key, else the account's label, else the address. */
function nameOf({ keys, people, accounts }: World, account: string): string {
  const key = keys.find((one) => one.account === account);
  const person = people.find(({ holder }) => holder === key?.holder)?.name;
  const label = key?.label ?? accounts.find(({ address }) => address === account)?.label ?? account;
  return person === undefined ? label : `${person} (${label})`;
}
