import { z } from "zod";
import * as Canonical from "../../canonical.ts";
import { textSchema, uintSchema } from "../../json.ts";
import { escaped } from "../../markdown.ts";
import { formatDate } from "../../time.ts";
import { type Measure, measureSchema } from "../respond/measure.ts";
import { measureText } from "../respond/readme.ts";

const line = textSchema({ lines: false });

/** Deadline classes, in seconds: compromise or dismissal, a leaver, a mover. */
export const URGENCY = { "48h": 48 * 3_600, "7d": 7 * 86_400, "14d": 14 * 86_400 } as const;
export type Urgency = keyof typeof URGENCY;

export function isUrgency(text: string): text is Urgency {
  return Object.hasOwn(URGENCY, text);
}

/** An item of a checklist: a measure on one chain (null: on none), with its deadline in UNIX seconds. */
const item = measureSchema.extend({
  chainId: uintSchema(53).nullable(),
  by: uintSchema(40),
});
export type Item = z.output<typeof item>;

/** All that somebody's coming or going takes, and where each item stood when the file was written. */
export const checklistSchema = z.strictObject({
  format: z.literal("conclave-holder/1"),
  act: z.enum(["onboard", "offboard"]),
  person: line,
  urgency: z.enum(["48h", "7d", "14d"]),
  reason: line,
  begun: uintSchema(40).describe("UNIX seconds; stays when the list is made again"),
  due: uintSchema(40),
  items: z.array(item),
  warnings: z.array(line),
  unread: z.array(line),
});
export type Checklist = z.output<typeof checklistSchema>;

export function stringify(list: Checklist): string {
  return Canonical.pretty(list);
}

/** Items that should have been done by `now` (UNIX seconds) and are not, as far as anybody can tell. */
export function overdue({ items }: Pick<Checklist, "items">, now: number): readonly Item[] {
  return items.filter(({ state, by }) => state !== "done" && by <= now);
}

/**
 * The new list with what the old one had and nothing shows any more: it was done. Only of chains that were looked at; of others the old items
 * stay as they were.
 */
export function carriedOver(
  before: Checklist | null,
  items: readonly Item[],
  lookedAt: ReadonlySet<number | null>,
): readonly Item[] {
  // What nothing can tell of, a person ticked off.
  const ticked = new Set((before?.items ?? []).flatMap(({ id, state }) => (state === "done" ? [id] : [])));
  const known = new Set(items.map(({ id }) => id));
  const gone = (before?.items ?? []).filter(({ id }) => !known.has(id));
  const old = gone.map((one) => (lookedAt.has(one.chainId) ? { ...one, state: "done" as const } : one));
  const now = items.map((one) =>
    one.state === "unknown" && ticked.has(one.id) ? { ...one, state: "done" as const } : one,
  );
  return [...now, ...old];
}

/** A measure with the deadline of its class; a tier that waits longer than that gets a day more than its delay. */
export function due(
  measure: Measure,
  chainId: number | null,
  { begun, due: by }: Pick<Checklist, "begun" | "due">,
): Item {
  const earliest = begun + (measure.delay ?? 0);
  if (measure.kind === "suspend") return { ...measure, chainId, by: begun + 3_600 };
  if (earliest < by) return { ...measure, chainId, by };
  const words = [
    ...measure.words,
    "its tier waits longer than there is time: submit it at once, a suspension bridges the rest",
  ];
  return { ...measure, words, chainId, by: earliest + 86_400 };
}

export function markdown(list: Checklist): string {
  const { act, person, urgency, reason, begun, items, warnings, unread } = list;
  const done = items.filter(({ state }) => state === "done").length;
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [`## ${title}`, lines.map((one) => `- ${escaped(one)}`).join("\n")];
  return `${[
    `# ${act === "offboard" ? "Offboarding" : "Onboarding"}: ${escaped(person)}`,
    `Begun ${formatDate(begun)}, within ${urgency}, by ${formatDate(list.due)}. ${done} of ${items.length} items are done.${reason === "" ? "" : ` Reason: ${escaped(reason)}.`}`,
    ...section("Before anything", warnings),
    "## In order",
    ...items.map((one, index) => {
      const where = one.chainId === null ? "" : `chain ${one.chainId}, `;
      const state = one.state === "unknown" ? ", to be ticked off by hand" : "";
      return `${measureText(one, index + 1)}\n   - ${where}by ${formatDate(one.by)}${state}`;
    }),
    ...section("Not looked at", unread),
  ].join("\n\n")}\n`;
}
