import { type Address, getAddress } from "viem";
import { formatDuration } from "../time.ts";
import type { Control } from "./control.ts";
import type { Power, World } from "./world.ts";

/** Names for people: what is in the world, by the names that the charter gives. */

/** A contract's or account's label, else what it is, with its address shortened. */
export function accountName({ accounts, keys }: Pick<World, "accounts" | "keys">, account: Address): string {
  const address = getAddress(account);
  const key = keys.find((one) => one.account !== null && getAddress(one.account) === address);
  if (key !== undefined) return key.label ?? `key ${key.index}`;
  const entry = accounts.find((one) => getAddress(one.address) === address);
  if (entry?.label) return entry.label;
  const short = shortAddress(address);
  return entry?.is[0] === undefined ? short : `${shortened({ accounts, keys }, entry.is[0])} ${short}`;
}

/** A text with labels for the addresses in it, or at least shorter ones. */
export function shortened({ accounts, keys }: Pick<World, "accounts" | "keys">, text: string): string {
  return text.replace(/0x[0-9a-fA-F]{40}/g, (found) => {
    const isIt = (address: string | null) => address?.toLowerCase() === found.toLowerCase();
    const label = keys.find(({ account }) => isIt(account))?.label;
    return label ?? accounts.find(({ address }) => isIt(address))?.label ?? shortAddress(found);
  });
}

function shortAddress(address: string): string {
  return `${address.slice(0, 8)}…${address.slice(-4)}`;
}

/** A leaf: `Ana's k0`, or the account. */
export function leafName({ world, leaves }: Control, index: number): string {
  const leaf = leaves[index];
  if (leaf === undefined) return `leaf ${index}`;
  if (leaf.kind === "outsider") return `outsider ${accountName(world, leaf.account)}`;
  const key = world.keys.find((one) => one.index === leaf.key);
  const person = world.people.find(({ holder }) => holder === key?.holder);
  const label = key?.label ?? `key ${leaf.key}`;
  return person === undefined || label === person.name ? label : `${person.name}'s ${label}`;
}

/** `owner of vault`. */
export function powerName(world: World, { name, on }: Power): string {
  return `${shortened(world, name)} of ${accountName(world, on)}`;
}

/** What a power takes: `2 of 3`, `tier 1: 2 approvals and a tester`; empty where one member suffices. */
export function needWords({ need }: Power): string {
  if (need.kind === "everybody") return "open to anybody";
  if (need.kind === "members") {
    return need.atLeast > 1 || need.of.length > 1 ? `${need.atLeast} of ${need.of.length}` : "";
  }
  const { approvals, testers } = need;
  if (approvals === 0 && testers === null) return "any one";
  const approving = `${approvals} ${approvals === 1 ? "approval" : "approvals"}`;
  return `a proposer, ${testers === null ? "" : "a tester, "}${approving}`;
}

/** `at once`, or `after 2 days`. */
export function after(seconds: number): string {
  return seconds === 0 ? "at once" : `after ${formatDuration(seconds)}`;
}
