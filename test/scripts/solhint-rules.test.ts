import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { expect, test } from "vitest";

/** Parts of solhint's folder of rules that are no rules. */
const NO_RULES = new Set(["index", "base-deprecation"]);

const rules = globSync("node_modules/solhint/lib/rules/*/*.js")
  .map((path) => basename(path, ".js"))
  .filter((name) => !NO_RULES.has(name));
const on: Record<string, unknown> = JSON.parse(readFileSync(".solhint.json", "utf8")).rules;
const section = readFileSync("docs/static-analysis.md", "utf8")
  .split(/^## /m)
  .find((text) => text.startsWith("solhint"));
const explained = [...(section ?? "").matchAll(/^\| (`[^|]*) \|/gm)].flatMap(([, cell = ""]) =>
  [...cell.matchAll(/`([\w-]+)`/g)].map(([, name = ""]) => name),
);

test("every rule of solhint is on or explained, and none is both", () => {
  expect(rules.length).toBeGreaterThan(50);
  expect([...Object.keys(on), ...explained].toSorted()).toEqual(rules.toSorted());
});
