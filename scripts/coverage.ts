/**
 * Measures which lines and branches of contracts/ the Solidity tests reach: `npm run coverage` (docs/coverage.md). Works on a copy in
 * a temporary folder; prints what was missed and a table, writes coverage/lcov.info, and fails below the limits or if a test fails.
 *
 *   node scripts/coverage.ts [--json] [--keep]
 *
 * --keep leaves the copy where it is and names it.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { unexpected } from "./coverage/gas-tests.ts";
import { type FileReport, lcov, missing, percent, report, table, totals } from "./coverage/report.ts";
import { copy, hits, mark, run } from "./coverage/tree.ts";

/** In percent. */
const LEAST = { lines: 98, branches: 98 };

/** First, since their code hashes go into the Conclave, which takes longest to build. */
const HELPERS = ["CharterValidator", "RetirementGate", "ConclaveLens"].map((name) => `contracts/${name}.sol`);

/** The second time the hashes must stand: building writes them anew only if they changed. */
const BUILD = [
  ["hardhat", "build", "--no-tests", ...HELPERS],
  ["node", "scripts/generate-helper-code.ts"],
  ["hardhat", "build", "--no-tests"],
  ["node", "scripts/generate-helper-code.ts"],
] as const;

const flags = new Set(process.argv.slice(2));
const root = dirname(import.meta.dirname);
const folder = copy(root);
try {
  process.exitCode = await measure();
} finally {
  if (flags.has("--keep")) console.error(`kept ${folder}`);
  else rmSync(folder, { recursive: true });
}

async function measure(): Promise<number> {
  const marked = mark(folder);
  for (const [name, ...args] of BUILD) {
    const { code } = await run(folder, name, ...args);
    if (code !== 0) return code;
  }
  const { code, printed } = await run(folder, "hardhat", "test", "solidity");
  const files = report(marked, hits(folder));
  mkdirSync(join(root, "coverage"), { recursive: true });
  writeFileSync(join(root, "coverage", "lcov.info"), lcov(files));
  show(files);
  const { lines, branches } = totals(files);
  const enough = percent(lines) >= LEAST.lines && percent(branches) >= LEAST.branches;
  if (!enough) console.error(`below ${LEAST.lines} % of lines or ${LEAST.branches} % of branches`);
  const surprises = unexpected(printed, code);
  for (const surprise of surprises) console.error(surprise);
  return enough && surprises.length === 0 ? 0 : 1;
}

function show(files: FileReport[]): void {
  const unmeasured = files.flatMap(({ path, unmeasured: lines }) => lines.map((line) => `${path}:${line}`));
  if (flags.has("--json")) {
    const perFile = files.map((file) => ({ path: file.path, ...totals([file]), missed: missing(file) }));
    console.log(JSON.stringify({ least: LEAST, totals: totals(files), unmeasured, files: perFile }, null, 2));
    return;
  }
  for (const missed of files.flatMap(missing)) console.log(missed);
  for (const place of unmeasured) console.log(`${place}: branch in assembly, not measured`);
  console.log(table(files));
}
