import type { Due } from "../../src/life/due.ts";
import { formatDuration } from "../../src/time.ts";
import { table } from "./table.ts";

export function dueText(items: readonly Due[], within: number): string {
  if (items.length === 0) return `nothing is due within ${formatDuration(within)}`;
  return table(
    ["due", "key", "of", "what", "why", "to do"],
    items.map(({ date, overdue, key, person, kind, why, todo }) => [
      overdue ? `${dayOf(date)} overdue` : dayOf(date),
      key,
      person ?? "",
      kind,
      why,
      todo,
    ]),
  );
}

function dayOf(iso: string): string {
  return iso.replace(/T.*$/, "");
}
