import { formatDate, formatDuration } from "../time.ts";
import { type Located, meant } from "./located.ts";
import { Role } from "./model.ts";
import type { Plain } from "./plain.ts";
import type { CharterRotation, RotationEvent, RotationRule, RotationTrigger } from "./rotation-schema.ts";
import type { Charter, CharterKey } from "./schema.ts";

/** What the rules come to for one key: the shortest of their periods, in seconds, and all their triggers. */
export type Schedule = {
  readonly every?: number;
  readonly ceremony?: number;
  readonly triggers: readonly RotationTrigger[];
};

/** The schedule of a key. A rule that names neither roles nor keys holds for all. */
export function scheduleOf({ rotation }: Pick<Charter, "rotation">, key: CharterKey): Schedule {
  const rules = (rotation?.rules ?? []).filter((rule) => concerns(rule, key));
  const every = shortest(rules.map((rule) => rule.every));
  const ceremony = shortest(rules.map((rule) => rule["ceremony-older-than"]));
  return {
    ...(every === undefined ? {} : { every }),
    ...(ceremony === undefined ? {} : { ceremony }),
    triggers: [...new Set(rules.flatMap(({ triggers }) => triggers))].sort(),
  };
}

function shortest(periods: readonly (number | undefined)[]): number | undefined {
  const known = periods.filter((period) => period !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** What happened that makes a key due, by its own rules. */
export function eventsOf(charter: Pick<Charter, "rotation">, key: CharterKey): readonly RotationEvent[] {
  const { triggers } = scheduleOf(charter, key);
  return (charter.rotation?.events ?? []).filter(
    (event) => hits(event, key) && triggers.includes(event.what),
  );
}

function concerns({ roles, keys }: RotationRule, key: CharterKey): boolean {
  if (keys !== undefined) return keys.includes(key.label);
  if (roles === undefined) return true;
  return roles.some((role) => (key.roles & Role[role.toUpperCase() as Uppercase<typeof role>]) !== 0);
}

function hits(event: RotationEvent, key: CharterKey): boolean {
  if (event.key !== undefined) return event.key === key.label;
  if (event.person !== undefined) return event.person === key.owner;
  if (event.device !== undefined) return event.device === key.device;
  return event.vendor !== undefined && event.vendor === key.vendor;
}

/** That the names in the section are explained. */
export function* checkRotation({ rotation, keys, people }: Charter): Generator<Located> {
  const labels = keys.map(({ label }) => label);
  const names = people.map(({ name }) => name);
  for (const [index, rule] of (rotation?.rules ?? []).entries()) {
    for (const [position, named] of (rule.keys ?? []).entries())
      if (!labels.includes(named))
        yield unknown(["rotation", "rules", index, "keys", position], "keys", named, labels);
  }
  const devices = keys.flatMap(({ device }) => device ?? []);
  const vendors = keys.flatMap(({ vendor }) => vendor ?? []);
  for (const [index, event] of (rotation?.events ?? []).entries()) {
    const path = ["rotation", "events", index];
    if (event.key !== undefined && !labels.includes(event.key))
      yield unknown([...path, "key"], "keys", event.key, labels);
    if (event.person !== undefined && !names.includes(event.person))
      yield unknown([...path, "person"], "people", event.person, names);
    if (event.device !== undefined && !devices.includes(event.device))
      yield unknown([...path, "device"], "devices of keys", event.device, devices);
    if (event.vendor !== undefined && !vendors.includes(event.vendor))
      yield unknown([...path, "vendor"], "vendors of keys", event.vendor, vendors);
  }
}

function unknown(path: Located["path"], list: string, named: string, known: readonly string[]): Located {
  return {
    code: "Charter.RotationUnknown",
    path,
    message: `"${named}" is not among the ${list}${meant(named, known)}`,
    fix: "correct the name",
  };
}

/** What would be taken, but is seldom meant. `now` is UNIX seconds. */
export function* remarksOnRotation(charter: Charter, now: number): Generator<Located> {
  const { rotation, keys } = charter;
  if (rotation === undefined) return;
  for (const [index, key] of keys.entries()) {
    const { every, ceremony, triggers } = scheduleOf(charter, key);
    const period = shortest([every, ceremony]);
    if (period === undefined && triggers.length === 0) {
      yield {
        code: "Charter.KeyNeverRotated",
        path: ["keys", index],
        message: `${key.label} of ${key.owner} is under no rule of rotation`,
        fix: "name its role or its label in a rule",
      };
      continue;
    }
    // Whatever its age: it was made by now at the latest.
    const latest = period === undefined ? undefined : (key.made ?? now) + period;
    if (latest !== undefined && key.expires > latest) {
      yield {
        code: "Charter.ExpiresAfterRotation",
        path: ["keys", index, "expires"],
        message: `${key.label} of ${key.owner} expires ${formatDate(key.expires)}, later than its rotation is due (${formatDate(latest)})`,
        fix: "let it expire with its rotation, so that a forgotten one ends by itself",
      };
    }
  }
}

/** The section as it stands in a file; what concerns none of these keys is left out, since the file would not explain it. */
export function rotationPartOf(
  rotation: CharterRotation | undefined,
  entries: readonly Pick<CharterKey, "label" | "device" | "vendor">[],
): Plain | undefined {
  if (rotation === undefined) return undefined;
  const labels = new Set(entries.map(({ label }) => label));
  const rules = rotation.rules.flatMap(({ roles, keys, every, triggers, ...rest }): Plain[] => {
    const kept = keys?.filter((label) => labels.has(label));
    if (kept?.length === 0) return [];
    const ceremony = rest["ceremony-older-than"];
    return [
      {
        roles,
        keys: kept,
        every: every === undefined ? undefined : formatDuration(every),
        "ceremony-older-than": ceremony === undefined ? undefined : formatDuration(ceremony),
        triggers: triggers.length === 0 ? undefined : triggers,
      },
    ];
  });
  if (rules.length === 0) return undefined;
  const events = rotation.events
    .filter(
      ({ key, device, vendor, person }) =>
        person !== undefined ||
        entries.some(
          (one) =>
            one.label === key ||
            (device !== undefined && one.device === device) ||
            (vendor !== undefined && one.vendor === vendor),
        ),
    )
    .map(({ on, ...event }) => ({ ...event, on: formatDate(on) }));
  return { rules, events: events.length === 0 ? undefined : events };
}
