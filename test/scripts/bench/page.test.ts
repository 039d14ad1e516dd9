import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { intoPage, markdown, printed } from "../../../scripts/bench/print.ts";
import { snapshotOf } from "../../../scripts/bench/snapshot.ts";
import { tables } from "../../../scripts/bench/tables.ts";

const table = { id: "one", title: "One", head: ["what", "gas"], rows: [["a", "1,000"]] };

describe("intoPage", () => {
  test("replaces what is between a table's marks and nothing else", () => {
    const page =
      "before\n<!-- table: one -->\nold\n<!-- end -->\nafter\n<!-- table: two -->\nkept\n<!-- end -->\n";
    expect(intoPage(page, [table])).toBe(
      `before\n<!-- table: one -->\n${markdown(table)}\n<!-- end -->\nafter\n<!-- table: two -->\nkept\n<!-- end -->\n`,
    );
  });

  test("changes nothing the second time", () => {
    const page = intoPage("<!-- table: one -->\n<!-- end -->\n", [table]);
    expect(intoPage(page, [table])).toBe(page);
  });

  test("refuses a page without a place for a table", () => {
    expect(() => intoPage("nothing", [table])).toThrow("no marks for the table one");
  });
});

test("a table reads the same in the terminal and on the page", () => {
  expect(markdown(table)).toBe("| what | gas |\n|---|--:|\n| a | 1,000 |");
  expect(printed(table)).toContain("1,000");
});

test("a snapshot keeps wholes, transactions and where the floor binds", () => {
  const one = { total: 3, transactions: { schedule: 1, execute: 2 }, spread: 0, atFloor: ["execute"] };
  const report = {
    flows: { conclave: { "3": one } },
    rotation: {},
    batch10: {},
    cancel: {},
    emergency: {},
    amendment: {},
    payload: { "1024": { conclave: one } },
    safeGuard: {},
    roles: {},
    signerKinds: {},
  };
  expect(snapshotOf(report)).toEqual({
    ...report,
    flows: { conclave: { "3": 3 } },
    payload: { "1024": { conclave: 3 } },
    transactions: { "flows.conclave.3": one.transactions, "payload.1024.conclave": one.transactions },
    atFloor: ["flows.conclave.3.execute", "payload.1024.conclave.execute"],
  });
});

test("docs/benchmarks.md shows the figures of gas-snapshot.json, and every figure has a name", () => {
  const page = readFileSync("docs/benchmarks.md", "utf8");
  const shown = tables(JSON.parse(readFileSync("gas-snapshot.json", "utf8")));
  expect(page === intoPage(page, shown), "run `npm run bench:gas -- --update`").toBe(true);
  const unnamed = shown
    .flatMap(({ rows }) => rows.map(([name = ""]) => name))
    .filter((name) => /^\w+\.\w/.test(name));
  expect(unnamed).toEqual([]);
});
