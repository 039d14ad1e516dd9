import type { Change, ReviewFile, ReviewGrant, ReviewRole } from "./schema.ts";
import { hasEnded } from "./suggest.ts";

/** A grant that somebody is to look at. */
export type Due = {
  readonly role: string;
  readonly name: string;
  readonly person: string | null;
  /** UNIX seconds. */
  readonly due: number;
  /** From when it stops counting for want of a review; null: never. */
  readonly lapses: number | null;
  readonly critical: boolean;
};

/** What waits for reviewers, at one block. */
export type ReviewList = {
  readonly format: "conclave-role-review-list/1";
  readonly domain: ReviewFile["domain"];
  readonly block: ReviewFile["block"];
  readonly overdue: readonly Due[];
  readonly due: readonly Due[];
  /** Grants that have ended and are still stored: `removeEnded` takes them away. */
  readonly ended: readonly Due[];
  readonly unused: readonly (Due & { readonly how: string })[];
  /** Of which nobody can tell whether they are used, and why. */
  readonly unknowable: readonly (Due & { readonly why: string })[];
  readonly conflicts: readonly (Due & { readonly with: readonly string[] })[];
  readonly changes: readonly Change[];
  readonly remarks: readonly string[];
};

/** What `--fail-on` takes, worst first: each includes those before it. */
export const FAILURES = ["overdue", "conflicts", "due", "unused"] as const;
export type Failure = (typeof FAILURES)[number];

/** Sorts a prepared review into what is to be done. @param within Seconds from now within which a review is called due. */
export function list(file: ReviewFile, within: number): ReviewList {
  const { domain, block, changes, remarks } = file;
  const all = file.roles.flatMap((role) => role.grants.map((grant) => ({ role, grant })));
  const standing = all.filter(({ grant }) => !hasEnded(grant, block.time));
  // Whether a critical role was used says nothing against it.
  const plain = standing.filter(({ role }) => !role.critical);
  const isOld = ({ since }: ReviewGrant) => since + file.unusedFor <= block.time;
  return {
    format: "conclave-role-review-list/1",
    domain,
    block,
    overdue: standing.filter(({ grant }) => grant.due <= block.time).map(dueOf),
    due: standing
      .filter(({ grant }) => grant.due > block.time && grant.due <= block.time + within)
      .map(dueOf),
    ended: all.filter(({ grant }) => hasEnded(grant, block.time)).map(dueOf),
    unused: plain.flatMap(({ role, grant }) =>
      grant.use.kind === "unused" && isOld(grant) ? [{ ...dueOf({ role, grant }), how: grant.use.how }] : [],
    ),
    unknowable: plain.flatMap(({ role, grant }) =>
      grant.use.kind === "unknowable" ? [{ ...dueOf({ role, grant }), why: grant.use.why }] : [],
    ),
    conflicts: standing.flatMap(({ role, grant }) =>
      grant.conflicts.length === 0 ? [] : [{ ...dueOf({ role, grant }), with: grant.conflicts }],
    ),
    changes,
    remarks,
  };
}

/** How many there are of what is as bad as `limit` or worse, by name; empty if there is nothing. */
export function failures(found: ReviewList, limit: Failure): readonly string[] {
  const bad = FAILURES.slice(0, FAILURES.indexOf(limit) + 1);
  return bad.filter((name) => found[name].length > 0).map((name) => `${found[name].length} ${name}`);
}

function dueOf({ role, grant }: { readonly role: ReviewRole; readonly grant: ReviewGrant }): Due {
  const { name, person, due, lapses } = grant;
  return { role: role.name, name, person, due, lapses, critical: role.critical };
}
