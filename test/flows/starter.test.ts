import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "../../src/charter/parse.ts";
import { review } from "../../src/charter/review.ts";
import type { Charter } from "../../src/charter/schema.ts";

const FILE = join(import.meta.dirname, "..", "..", "examples", "starter.yaml");
const NOW = Date.UTC(2027, 0, 1) / 1000;
const parsed = parse(readFileSync(FILE, "utf8"), "starter.yaml");

it("the starter charter of README is one the contract takes, without warnings", () => {
  const { problems, warnings } = review(parsed, { now: NOW });
  expect(problems).toEqual([]);
  expect(warnings).toEqual([]);
});

it("the starter charter is the smallest: without any one key somebody could not be lost", () => {
  for (const { label } of parsed.charter.keys) {
    // Its place stays vacant.
    const keys = parsed.charter.keys.filter((key) => key.label !== label);
    const charter: Charter = { ...parsed.charter, keys };
    const { findings } = review({ ...parsed, charter }, { now: NOW });
    expect([...new Set(findings.map(({ name }) => name))]).toEqual(["TierLockedOut"]);
  }
});
