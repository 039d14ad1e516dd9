/**
 * Measures Conclave's gas beside what people use today, all of it in one run on the local network.
 *
 *   node scripts/bench/gas.ts            tables
 *   node scripts/bench/gas.ts --json     JSON on stdout and nothing else
 *   node scripts/bench/gas.ts --check    exit code 1 if a figure is more than 1 % above gas-snapshot.json
 *   node scripts/bench/gas.ts --update   writes gas-snapshot.json and the tables of docs/benchmarks.md
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { report as failure } from "../../src/errors.ts";
import { compare, describe, holds } from "./compare.ts";
import { derive } from "./derive.ts";
import { intoPage, printed } from "./print.ts";
import { run } from "./report.ts";
import { type Snapshot, snapshotOf, widest } from "./snapshot.ts";
import { tables } from "./tables.ts";

const root = dirname(dirname(import.meta.dirname));
const SNAPSHOT = join(root, "gas-snapshot.json");
const PAGE = join(root, "docs", "benchmarks.md");

const { values: options } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
    update: { type: "boolean", default: false },
  },
});
const say = (line: string) => console.error(line);

const report = await run((what) => say(`measuring ${what}`)).catch((error: unknown) => {
  // The network's errors carry the sources of every contract on the way.
  say(failure(error).text);
  process.exit(1);
});
const snapshot = snapshotOf(report);
const { name, spread } = widest(report);
say(`most between repetitions: ${spread} gas (${name})`);

if (options.json) console.log(JSON.stringify({ ...snapshot, ...derive(snapshot) }, null, 2));
else if (!options.check) console.log(tables(snapshot).map(printed).join("\n\n"));
if (options.update) update(snapshot);
if (options.check && !check(snapshot)) process.exitCode = 1;

function update(current: Snapshot): void {
  writeFileSync(SNAPSHOT, `${JSON.stringify(current, null, 2)}\n`);
  writeFileSync(PAGE, intoPage(readFileSync(PAGE, "utf8"), tables(current)));
  say("gas-snapshot.json and docs/benchmarks.md written");
}

function check(current: Snapshot): boolean {
  const kept: unknown = existsSync(SNAPSHOT) ? JSON.parse(readFileSync(SNAPSHOT, "utf8")) : {};
  const comparison = compare(kept, current);
  for (const line of describe(comparison)) say(line);
  const good = holds(comparison);
  if (!good) say("if that is meant: npm run bench:gas -- --update, and commit it with the reason");
  else if (comparison.falls.length > 0)
    say("gas fell: npm run bench:gas -- --update keeps it from rising again");
  else say("no figure is more than 1 % off gas-snapshot.json");
  return good;
}
