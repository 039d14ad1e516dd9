import * as Edit from "../../charter/edit.ts";
import { parse } from "../../charter/parse.ts";
import type { Charter } from "../../charter/schema.ts";
import { formatDate } from "../../time.ts";

/** What is done with the keys of somebody who leaves, by their labels. */
export type Fate = {
  /** They stand on some chain, where their place stays theirs until long after retirement: they expire. */
  readonly expire: ReadonlySet<string>;
  /** No chain ever had them in use: they go. */
  readonly drop: ReadonlySet<string>;
};

/**
 * The charter without a person's powers: memberships of roles and of the catalogue taken out, keys that never were in use taken out, the
 * others made to expire. The person stays: a holder number is never given to somebody else.
 * @param until UNIX seconds.
 * @throws `Charter.CannotEdit`
 */
export function withoutPowers(text: string, file: string, person: string, fate: Fate, until: number): string {
  const minute = Math.ceil(until / 60) * 60;
  let now = text;
  const each = (change: (charter: Charter) => ((text: string) => string) | null) => {
    // Places shift with each change, so each is found in the text as it is by then.
    for (;;) {
      const next = change(parse(now, file).charter);
      if (next === null) return;
      now = next(now);
    }
  };
  const labels = new Set(
    parse(text, file).charter.keys.flatMap(({ label, owner }) => (owner === person ? [label] : [])),
  );
  each(({ roles }) => {
    for (const [role, { members }] of roles.entries()) {
      const member = members.findIndex(({ key }) => key !== undefined && labels.has(key));
      if (member !== -1) return (one) => Edit.remove(one, file, ["roles", role, "members"], member);
    }
    return null;
  });
  each(({ catalogue }) => {
    for (const [entry, { members }] of catalogue.entries()) {
      const member = members.findIndex((name) => labels.has(name));
      if (member !== -1) return (one) => Edit.remove(one, file, ["catalogue", entry, "members"], member);
    }
    return null;
  });
  each(({ keys }) => {
    const index = keys.findIndex(({ label }) => labels.has(label) && fate.drop.has(label));
    return index === -1 ? null : (one) => Edit.remove(one, file, ["keys"], index);
  });
  each(({ keys }) => {
    const index = keys.findIndex(
      ({ label, expires }) => labels.has(label) && fate.expire.has(label) && expires > minute,
    );
    if (index === -1) return null;
    return (one) => Edit.replace(one, file, ["keys", index, "expires"], formatDate(minute));
  });
  return now;
}
