import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { controlOf } from "../../src/role/control.ts";
import { netOf } from "../../src/role/net.ts";
import { smallest } from "../../src/role/search.ts";
import { unitsOf } from "../../src/role/units.ts";
import { HARD_WORLDS, type HardWorld } from "./collusion-worlds.ts";
import { intoPage, printed } from "./print.ts";
import type { Table } from "./tables.ts";

/**
 * How long the smallest sets take to find, on worlds that are harder than any that exist: `npm run bench:collusion`; `--update` writes the table
 * in docs/role-analysis.md. Times are this machine's; sizes, counts and states are the same everywhere.
 */
const PAGE = join(import.meta.dirname, "..", "..", "docs", "role-analysis.md");

function row({ title, world, goals }: HardWorld): string[][] {
  return (["reach", "block"] as const).map((mode) => {
    const control = controlOf(world, { given: mode === "reach" });
    const chosen = mode === "reach" ? goals : goals.slice(0, 1);
    const began = performance.now();
    const gates = chosen.map((id) => control.exercised.get(id) ?? -1);
    const found = smallest(netOf(control, unitsOf(control, "people"), gates), mode);
    const seconds = (performance.now() - began) / 1000;
    process.stderr.write(`${title}, ${mode}: ${seconds.toFixed(1)} s\n`);
    const [size, count, states] = [found?.size, found?.count, found?.states].map((one) =>
      (one ?? 0).toLocaleString("en"),
    );
    return [title, mode, size ?? "", count ?? "", states ?? "", seconds.toFixed(1)];
  });
}

const table: Table = {
  id: "collusion",
  title: "The smallest sets, exactly",
  head: ["world", "", "size", "sets of that size", "states", "seconds"],
  rows: HARD_WORLDS.flatMap(row),
};
console.log(printed(table));
if (process.argv.includes("--update")) {
  writeFileSync(PAGE, intoPage(readFileSync(PAGE, "utf8"), [table]));
}
