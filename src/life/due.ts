import type { KeyState } from "../charter/model.ts";
import { eventsOf, scheduleOf } from "../charter/rotation.ts";
import type { Charter, CharterKey } from "../charter/schema.ts";
import { BaseError } from "../errors.ts";
import { formatDuration } from "../time.ts";

export type DueKind = "activation" | "ceremony" | "drill" | "event" | "expiry" | "retirement" | "rotation";

/** One thing that is due of one key. */
export type Due = {
  /** ISO, UTC. */
  readonly date: string;
  readonly overdue: boolean;
  readonly kind: DueKind;
  /** Its label in the charter. */
  readonly key: string;
  readonly person?: string;
  readonly why: string;
  readonly todo: string;
};

/** What is known of a key besides what the charter says. Times in UNIX seconds. */
export type KeyFacts = {
  /** When it was made, as its file tells. The charter's `made` comes first. */
  readonly made?: number;
  /** What the chain says, if it was asked. */
  readonly state?: KeyState;
  /** When it expires on-chain, if that was asked. */
  readonly expires?: number;
};

/** The longest time that a date can be away from the epoch in JavaScript, in seconds. */
const LAST = 8_640_000_000_000;

/**
 * What the charter's schedule and events, the expiries and the keys' states on-chain ask for. What cannot be told is due now: a key whose
 * age nobody knows is not a young one. KU-08.
 * @param facts by the key's label
 * @param now UNIX seconds
 */
export function duties(charter: Charter, facts: ReadonlyMap<string, KeyFacts>, now: number): Due[] {
  return charter.keys.flatMap((key) => dutiesOf(charter, key, facts.get(key.label) ?? {}, now));
}

function dutiesOf(charter: Charter, key: CharterKey, facts: KeyFacts, now: number): Due[] {
  const about = { key: key.label, person: key.owner };
  const item = (kind: DueKind, at: number, why: string, todo: string, overdue = at <= now): Due => ({
    date: new Date(Math.min(at, LAST) * 1000).toISOString(),
    overdue,
    kind,
    ...about,
    why,
    todo,
  });
  switch (facts.state) {
    case "Retired":
    case "Compromised":
      return [];
    case "Retiring":
      return [
        item(
          "retirement",
          now,
          "its successor is in use",
          `sweep it, and \`key retire ${key.label}\``,
          false,
        ),
      ];
    case "Pending":
      return [
        ...expiry(),
        item("activation", now, "it is not in use yet", `\`key activate ${key.label}\``, false),
      ];
    default:
      return [...rotations(), ...events(), ...expiry()];
  }

  function rotations(): Due[] {
    const { every, ceremony } = scheduleOf(charter, key);
    const made = key.made ?? facts.made;
    const replace = `\`key rotate ${key.label}\`${successor()}`;
    return (
      [
        ["rotation", every, "rotated every"],
        ["ceremony", ceremony, "its ceremony may be no older than"],
      ] as const
    ).flatMap(([kind, period, words]) => {
      if (period === undefined) return [];
      if (made === undefined)
        return [
          item(
            kind,
            now,
            `${words} ${formatDuration(period)}, and nobody knows when it was made`,
            "write `made` beside the key in the charter",
          ),
        ];
      return [item(kind, made + period, `${words} ${formatDuration(period)}`, replace)];
    });
  }

  function events(): Due[] {
    const made = key.made ?? facts.made;
    return eventsOf(charter, key)
      .filter((event) => event.key !== undefined || made === undefined || made <= event.on)
      .map(({ what, on, note }) =>
        item(
          "event",
          on,
          `${what}${note === undefined ? "" : `: ${note}`}`,
          `\`key rotate ${key.label}\`${successor()}, or take the event back if it was none`,
        ),
      );
  }

  function expiry(): Due[] {
    const expires = Math.min(key.expires, facts.expires ?? Number.POSITIVE_INFINITY);
    return [item("expiry", expires, "it expires", `\`key rotate ${key.label}\`${successor()}`)];
  }

  function successor(): string {
    const next = charter.keys.find((one) => one["successor-of"] === key.label);
    return next === undefined ? "" : ` (${next.label} is entered already: bring its amendment through)`;
  }
}

/** What is overdue, or will be within a time (seconds), the most urgent first. */
export function pressing(items: readonly Due[], now: number, within: number): Due[] {
  const last = Math.min(now + within, LAST) * 1000;
  return items
    .filter(({ date, overdue }) => overdue || Date.parse(date) <= last)
    .toSorted(
      (a, b) =>
        // Dates beyond the year 9999 are written with a sign, so they are compared as times.
        Date.parse(a.date) - Date.parse(b.date) ||
        compare(a.key, b.key) ||
        compare(a.kind, b.kind) ||
        compare(a.why, b.why),
    );
}

/** The error for what is overdue, for cron and CI; undefined if nothing is. */
export function overdueError(items: readonly Due[]): BaseError | undefined {
  const late = items.filter(({ overdue }) => overdue);
  if (late.length === 0) return undefined;
  return new BaseError({
    code: "Life.Overdue",
    message: `overdue: ${late.map(({ key, kind }) => `${key} (${kind})`).join(", ")}`,
    fix: "do what the list says beside each, the oldest first",
    details: { overdue: late.map(({ key, kind, date }) => ({ key, kind, date })) },
  });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
