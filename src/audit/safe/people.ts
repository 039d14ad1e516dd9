import { type Address, isAddressEqual } from "viem";
import type { Roster } from "../../charter/model.ts";
import type { Charter } from "../../charter/schema.ts";
import type { Words } from "../../charter/words.ts";
import type { Link, Place } from "../link.ts";
import type { Audit } from "../verify.ts";

/**
 * Who an address was at a moment. `roster`: by the Conclave's roster in force then; `charter`: by the charter file, which says how things
 * are now, not how they were.
 */
export type Person = { readonly name: string; readonly key: string; readonly by: "roster" | "charter" };

export type People = (address: Address, at: Place) => Person | null;

/** People by the Conclave's own history where it was audited, else by the charter alone. */
export function peopleOf(audit: Audit | null, charter: Charter | undefined, words: Words): People {
  const rosters = audit === null ? [] : rostersOf(audit);
  return (address, at) => {
    const roster = rosters.findLast(({ from }) => !isAfter(from, at))?.roster;
    const index = roster?.keys.findIndex(
      (key) => key !== null && key.kind !== "ERC7913" && isAddressEqual(key.signer, address),
    );
    const held = index === undefined || index < 0 ? null : roster?.keys[index];
    if (index !== undefined && held)
      return { name: words.person(held.holder), key: words.key(index), by: "roster" };
    const listed = charter?.keys.find(
      (key) => key.address !== undefined && isAddressEqual(key.address, address),
    );
    return listed === undefined ? null : { name: listed.owner, key: listed.label, by: "charter" };
  };
}

/** Rosters by when they took effect. */
export function rostersOf({ links, rosters }: Audit): { readonly from: Place; readonly roster: Roster }[] {
  return links.flatMap(({ link }) => {
    if (!takesEffect(link)) return [];
    const roster = rosters.get(link.args.generation);
    return roster === undefined ? [] : [{ from: link.at, roster }];
  });
}

function takesEffect(
  link: Link,
): link is Extract<Link, { readonly eventName: "RosterAmended" | "RosterRenewed" }> {
  return link.eventName === "RosterAmended" || link.eventName === "RosterRenewed";
}

/** Whether a log stands behind another on the chain. */
export function isAfter(one: Place, other: Place): boolean {
  return one.block === other.block ? one.index > other.index : one.block > other.block;
}

/** `Ana (ana-laptop), 0x…`, or the bare address of somebody nobody has named. */
export function personWords(address: Address, person: Person | null): string {
  if (person === null) return address;
  return `${person.name} (${person.key}${person.by === "charter" ? ", by the charter of today" : ""})`;
}
