import type { Link } from "../../audit/link.ts";
import type { Audit } from "../../audit/verify.ts";
import type { Key, Roster } from "../../charter/model.ts";
import { keyHash } from "../../charter/roster.ts";
import { joinWords, roleWords, type Words } from "../../charter/words.ts";
import { formatDate } from "../../time.ts";
import type { Change } from "./schema.ts";

const EMPTY: Roster = { serial: 0, cooldown: 0, tiers: [], keys: [] };

/**
 * Who joined, moved, left, was suspended or came back since a moment, by the Conclave's own record: amendments of the roster, and what became of
 * keys. Believe it as far as `audit.ok`. @param since UNIX seconds
 */
export function changesSince(audit: Pick<Audit, "links" | "rosters">, since: number, words: Words): Change[] {
  const changes: Change[] = [];
  let roster = EMPTY;
  for (const { link } of audit.links) {
    const next = rosterAfter(link, audit.rosters) ?? roster;
    if (link.at.time > since) changes.push(...changesBy(link, roster, next, words));
    roster = next;
  }
  return changes;
}

function rosterAfter(link: Link, rosters: Audit["rosters"]): Roster | undefined {
  if (link.eventName !== "RosterAmended" && link.eventName !== "RosterRenewed") return undefined;
  return rosters.get(link.args.generation);
}

function changesBy(link: Link, before: Roster, after: Roster, words: Words): Change[] {
  const { time } = link.at;
  const change = (kind: Change["kind"], holder: number, what: string): Change => ({
    at: time,
    kind,
    holder,
    person: words.person(holder),
    what,
  });
  const ofKey = (index: number, kind: Change["kind"], what: string): Change[] => {
    const key = after.keys[index];
    return key ? [change(kind, key.holder, `${words.key(index)} ${what} on ${formatDate(time)}`)] : [];
  };
  switch (link.eventName) {
    case "RosterAmended":
      return amended(before, after).map(({ kind, holder, what }) =>
        change(kind, holder, `${what} on ${formatDate(time)}`),
      );
    case "KeyRetiring":
    case "KeyRetired":
      return ofKey(
        link.args.key,
        "moved",
        link.eventName === "KeyRetired" ? "was retired" : "is being retired",
      );
    case "KeyCompromised":
      return ofKey(link.args.key, "moved", "was compromised");
    case "HolderSuspended":
      return [change("suspended", link.args.holder, `was suspended on ${formatDate(time)}`)];
    case "SuspensionLifted":
      return [change("returned", link.args.holder, `came back from a suspension on ${formatDate(time)}`)];
    default:
      return [];
  }
}

type Amended = Pick<Change, "kind" | "holder" | "what">;

/** What an amendment did to people: a renewal, which only extends expiries, does nothing. */
function amended(before: Roster, after: Roster): Amended[] {
  const holders = new Set(
    [...before.keys, ...after.keys].flatMap((key) => (key === null ? [] : [key.holder])),
  );
  return [...holders]
    .sort((a, b) => a - b)
    .flatMap((holder): Amended[] => {
      const [old, now] = [keysOf(before, holder), keysOf(after, holder)];
      if (old.length === 0) return [{ kind: "joined", holder, what: `joined as ${rolesOf(now)}` }];
      if (now.length === 0) return [{ kind: "left", holder, what: "left the roster" }];
      const what = [...movedRoles(old, now), ...newKeys(old, now)];
      return what.length === 0 ? [] : [{ kind: "moved", holder, what: joinWords(what) }];
    });
}

function movedRoles(old: readonly Key[], now: readonly Key[]): string[] {
  const [was, is] = [rolesOf(old), rolesOf(now)];
  return was === is ? [] : [`became ${is}, having been ${was}`];
}

function newKeys(old: readonly Key[], now: readonly Key[]): string[] {
  const known = new Set(old.map(keyHash));
  const count = now.filter((key) => !known.has(keyHash(key))).length;
  return count === 0 ? [] : [`got ${count === 1 ? "a new key" : `${count} new keys`}`];
}

function keysOf({ keys }: Roster, holder: number): Key[] {
  return keys.filter((key): key is Key => key?.holder === holder);
}

function rolesOf(keys: readonly Key[]): string {
  return roleWords(keys.reduce((mask, { roles }) => mask | roles, 0));
}
