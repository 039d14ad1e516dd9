import { describe, expect, test } from "vitest";
import { type Checklist, carriedOver, due, type Item, overdue } from "../../../src/role/holder/file.ts";
import { measure } from "../../../src/role/respond/measure.ts";

const item = (id: string, state: Item["state"], chainId: number | null = 1): Item => ({
  ...measure({ id, kind: "consent", what: id, state }),
  chainId,
  by: 100,
});
const listOf = (...items: Item[]) => ({ items }) as unknown as Checklist;
const states = (items: readonly Item[]) => items.map(({ id, state }) => [id, state]);

describe("a checklist that is made again", () => {
  test("what a person ticked off stays so where nothing can tell, and only there", () => {
    const old = listOf(item("consent", "done"), item("revoke", "done"), item("other", "unknown"));
    const now = [item("consent", "unknown"), item("revoke", "open"), item("other", "unknown")];
    expect(states(carriedOver(old, now, new Set([1])))).toEqual([
      ["consent", "done"],
      ["revoke", "open"],
      ["other", "unknown"],
    ]);
  });

  test("what nothing shows any more is done on chains that were looked at, and as it was on others", () => {
    const old = listOf(item("here", "open"), item("there", "open", 10));
    expect(states(carriedOver(old, [], new Set([1])))).toEqual([
      ["here", "done"],
      ["there", "open"],
    ]);
    expect(carriedOver(null, [], new Set([1]))).toEqual([]);
  });

  test("a tier that waits longer than there is time gets a day more than its delay, and a suspension an hour", () => {
    const class_ = { begun: 1_000, due: 1_000 + 48 * 3_600 };
    const by = (delay: number) => due(measure({ id: "a", kind: "key", what: "a", delay }), 1, class_).by;
    expect(by(48 * 3_600 - 1)).toBe(class_.due);
    expect(by(48 * 3_600)).toBe(class_.due + 86_400);
    expect(due(measure({ id: "a", kind: "suspend", what: "a" }), 1, class_).by).toBe(1_000 + 3_600);
  });

  test("what is due now and not known to be done is overdue", () => {
    const items = [item("open", "open"), item("unknown", "unknown"), item("done", "done")];
    expect(overdue({ items }, 99)).toEqual([]);
    expect(overdue({ items }, 100).map(({ id }) => id)).toEqual(["open", "unknown"]);
  });
});
