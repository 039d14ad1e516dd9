/**
 * Measures which lines and branches of contracts/ the tests reach: `npm run coverage` (docs/coverage.md). Works on a copy in a
 * temporary folder; prints a table and what was missed, writes coverage/lcov.info, and fails below the limits or if a test fails.
 *
 *   node scripts/coverage.ts [--json] [--solidity] [--keep]
 *
 * --solidity leaves out the TypeScript tests; --keep leaves the copy where it is and names it.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { lcov, missing, percent, report, table, totals } from "./coverage/report.ts";
import { copy, hits, mark, run } from "./coverage/tree.ts";

/** In percent. */
const LEAST = { lines: 98, branches: 98 };

/** The helpers alone first: their code hashes go into the Conclave, which takes longest to build. */
const HELPERS = ["CharterValidator", "RetirementGate", "ConclaveLens"].map((name) => `contracts/${name}.sol`);

const flags = new Set(process.argv.slice(2));
const root = dirname(import.meta.dirname);
const folder = copy(root);
try {
  process.exitCode = measure();
} finally {
  if (flags.has("--keep")) console.error(`kept ${folder}`);
  else rmSync(folder, { recursive: true });
}

function measure(): number {
  const marked = mark(folder);
  const built =
    run(folder, "hardhat", "build", "--no-tests", ...HELPERS) ||
    run(folder, "node", "scripts/generate-helper-code.ts") ||
    run(folder, "hardhat", "build", "--no-tests") ||
    run(folder, "node", "scripts/generate-helper-code.ts");
  if (built !== 0) return built;
  const solidity = run(folder, "hardhat", "test", "solidity");
  const typescript = flags.has("--solidity") ? 0 : run(folder, "vitest", "run");

  const files = report(marked, hits(folder));
  mkdirSync(join(root, "coverage"), { recursive: true });
  writeFileSync(join(root, "coverage", "lcov.info"), lcov(files));
  const all = totals(files);
  const missed = files.flatMap(missing);
  const unmeasured = files.flatMap(({ path, unmeasured: lines }) => lines.map((line) => `${path}:${line}`));
  if (flags.has("--json")) {
    const perFile = files.map((file) => ({ path: file.path, ...totals([file]), missed: missing(file) }));
    console.log(JSON.stringify({ least: LEAST, totals: all, unmeasured, files: perFile }, null, 2));
  } else {
    for (const line of missed) console.log(line);
    for (const place of unmeasured) console.log(`${place}: branch in assembly, not measured`);
    console.log(table(files));
  }
  const enough = percent(all.lines) >= LEAST.lines && percent(all.branches) >= LEAST.branches;
  if (!enough) console.error(`below ${LEAST.lines} % of lines or ${LEAST.branches} % of branches`);
  if (solidity + typescript !== 0) console.error("tests failed under measurement");
  return enough && solidity + typescript === 0 ? 0 : 1;
}
