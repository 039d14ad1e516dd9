import { describe, expect, it } from "vitest";
import { parse } from "../../src/charter/parse.ts";
import { duties, type KeyFacts, overdueError, pressing } from "../../src/life/due.ts";
import { parseDate } from "../../src/time.ts";
import { EXAMPLE } from "../charter/example.ts";

const RULES = `
rotation:
  rules:
    - { keys: [k1, k2], every: 365 days, triggers: [compromise-suspected, holder-left] }
    - { keys: [k1], ceremony-older-than: 700 days }
  events:
    - { what: compromise-suspected, on: 2026-06-01, key: k1, note: a laptop was stolen }
`;
const { charter } = parse(EXAMPLE + RULES);
const NOW = parseDate("2027-01-10");
const at = (date: string) => parseDate(date);

function dueOf(facts: Record<string, KeyFacts>, labels = ["k1", "k2"], now = NOW) {
  return duties(charter, new Map(Object.entries(facts)), now).filter(({ key }) => labels.includes(key));
}
const brief = (items: ReturnType<typeof dueOf>) =>
  items.map(({ key, kind, date, overdue }) => [key, kind, date.slice(0, 10), overdue]);

describe("what is due of a key", () => {
  it("is its rotation by the schedule, from the day it was made, and its ceremony's age", () => {
    const items = dueOf({ k1: { made: at("2025-06-01") }, k2: { made: at("2026-06-01") } });
    expect(brief(items.filter(({ kind }) => kind === "rotation" || kind === "ceremony"))).toEqual([
      ["k1", "rotation", "2026-06-01", true],
      ["k1", "ceremony", "2027-05-02", false],
      ["k2", "rotation", "2027-06-01", false],
    ]);
  });

  it("is its rotation now, given that nobody knows when it was made", () => {
    const [item] = dueOf({}, ["k2"]);
    expect(item).toMatchObject({ kind: "rotation", overdue: true, date: "2027-01-10T00:00:00.000Z" });
    expect(item?.todo).toContain("`made`");
  });

  it("is its rotation since something happened, whatever its age", () => {
    const items = dueOf({ k1: { made: at("2026-12-01") } }, ["k1"]);
    expect(items.find(({ kind }) => kind === "event")).toMatchObject({
      date: "2026-06-01T00:00:00.000Z",
      overdue: true,
      why: "compromise-suspected: a laptop was stolen",
    });
  });

  it("is nothing of a person's key that was made after what happened to the person's keys", () => {
    const owner = charter.keys.find(({ label }) => label === "k2")?.owner ?? "";
    const text = EXAMPLE + RULES.replace("key: k1, note: a laptop was stolen", `person: ${owner}`);
    const { charter: other } = parse(text);
    const events = (made: string) =>
      duties(other, new Map([["k2", { made: at(made) }]]), NOW).filter(
        ({ kind, key }) => kind === "event" && key === "k2",
      );
    expect(events("2026-05-01")).toHaveLength(1);
    expect(events("2026-07-01")).toHaveLength(0);
  });

  it.each([
    ["Retired", []],
    ["Compromised", []],
    ["Retiring", ["retirement"]],
    ["Pending", ["expiry", "activation"]],
    ["Active", ["rotation", "expiry"]],
  ] as const)("follows its state on-chain, given %s", (state, kinds) => {
    expect(dueOf({ k2: { state, made: NOW } }, ["k2"]).map(({ kind }) => kind)).toEqual(kinds);
  });

  it("is its expiry on-chain where that is earlier than the charter's", () => {
    const items = dueOf({ k2: { made: NOW, state: "Active", expires: at("2027-01-09") } }, ["k2"]);
    expect(items.find(({ kind }) => kind === "expiry")).toMatchObject({ overdue: true });
  });

  it("names the successor that is entered already", () => {
    const label = charter.keys[0]?.label ?? "";
    const next = {
      ...charter,
      keys: charter.keys.map((key, i) => (i === 1 ? { ...key, "successor-of": label } : key)),
    };
    const items = duties(next, new Map(), NOW).filter(({ key, kind }) => key === label && kind === "expiry");
    expect(items[0]?.todo).toContain(`${charter.keys[1]?.label} is entered already`);
  });
});

describe("the list of what is due", () => {
  const items = dueOf({ k1: { made: at("2025-06-01") }, k2: { made: at("2026-06-01") } });

  it("has what is overdue and what falls within the time, the most urgent first", () => {
    const dates = pressing(items, NOW, 200 * 86_400).map(({ date }) => date);
    expect(dates).toEqual([...dates].sort());
    expect(pressing(items, NOW, 0).every(({ overdue }) => overdue)).toBe(true);
    expect(pressing(items, NOW, 142 * 86_400).map(({ key, kind }) => `${key} ${kind}`)).toContain(
      "k2 rotation",
    );
    expect(pressing(items, NOW, 141 * 86_400).map(({ key, kind }) => `${key} ${kind}`)).not.toContain(
      "k2 rotation",
    );
  });

  it("has what is due on one day by the names of the keys, also where these could be read as dates", () => {
    const [item = expect.fail()] = items;
    const named = ["ben-1", "ana-2", "ana-1"].map((key) => ({ ...item, key }));
    expect(pressing(named, NOW, 0).map(({ key }) => key)).toEqual(["ana-1", "ana-2", "ben-1"]);
  });

  it("is an error for cron if anything is overdue, and none else", () => {
    expect(overdueError(items)).toMatchObject({
      code: "Life.Overdue",
      details: {
        overdue: [
          { key: "k1", kind: "rotation" },
          { key: "k1", kind: "event" },
        ],
      },
    });
    expect(overdueError(items.filter(({ overdue }) => !overdue))).toBeUndefined();
  });
});
