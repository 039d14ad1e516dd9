/**
 * Changes the contracts in one place at a time and runs the Solidity tests: a change that no test notices is a test that is missing.
 *
 *   npm run mutation -- [--files 'contracts/libraries/*.sol'] [--grep 'RulesUnsorted'] [--sample 50] [--minutes 30] [--shard 1/4] [--seed x]
 *                       [--workers 2] [--quick] [--record file [--again]] [--json] [--list]
 *
 * Exit code 1 if a mutant survives that docs/mutation.json does not explain, 2 if the run itself cannot be trusted.
 */
import { dirname } from "node:path";
import hre from "hardhat";
import { base } from "./mutation/builds.ts";
import { check, planted } from "./mutation/control.ts";
import { explanations, outdated } from "./mutation/explained.ts";
import { chosen, everyMutant, options } from "./mutation/plan.ts";
import { type Tried, tryAll } from "./mutation/pool.ts";
import { recorded, write } from "./mutation/record.ts";
import { report, show } from "./mutation/report.ts";
import { type Effort, engine } from "./mutation/suites.ts";

/** Not infinity, which does not survive the way to another process. */
const NEVER = Number.MAX_SAFE_INTEGER;
const EXPLAINED = "docs/mutation.json";

const say = (line: string): void => console.error(`mutation: ${line}`);

async function main(): Promise<void> {
  const asked = options(process.argv.slice(2));
  const began = Date.now();
  const deadline = Math.min(began + asked.minutes * 60_000, NEVER);
  const all = everyMutant(asked.files);
  const drawn = chosen(all, asked);
  const known = recorded(asked.record, drawn);
  const isAlive = ({ verdict }: Tried): boolean => ["survived", "unconfirmed"].includes(verdict.status);
  const mutants = asked.again
    ? known.filter(isAlive).map(({ mutant }) => mutant)
    : drawn.filter((mutant) => !known.some((entry) => entry.mutant === mutant));
  if (asked.list) {
    for (const { file, line, operator, before, after } of mutants) {
      console.log(`${file}:${line} (${operator})\n  - ${before}\n  + ${after}`);
    }
    return;
  }
  if (mutants.length === 0) throw new Error("there is nothing to change");

  const root = dirname(import.meta.dirname);
  const { fuzz, invariant } = hre.config.test.solidity.profiles.default ?? {};
  const effort = { fuzz, invariant } as Effort;
  const unchanged = base();
  say(`code by ${JSON.stringify(unchanged.codegens)}`);
  const { control, leftOut } = await check(unchanged, await engine(root, effort));
  say(`control passes; left out, since they fail with the quick build: ${leftOut.join(", ") || "none"}`);
  const start = { root, effort, base: unchanged, control };
  const broken = planted();
  const onCanary = { ...asked, quick: false, deadline: NEVER, onTried: () => {} };
  const canary = await tryAll(broken, start, onCanary);
  for (const { file } of broken) {
    const verdict = canary.find(({ mutant }) => mutant.file === file)?.verdict;
    if (verdict?.status === "killed") continue;
    throw new Error(`what was broken on purpose in ${file}: ${JSON.stringify(verdict ?? "not tried")}`);
  }
  say(
    `planted mutants die; ${mutants.length} to try, of ${all.length}; ${Math.round((Date.now() - began) / 1000)} s so far`,
  );

  let count = 0;
  const onTried = (entry: Tried): void => {
    const { mutant, verdict, seconds } = entry;
    write(asked.record, entry);
    const by = verdict.status === "killed" ? ` by ${verdict.by}` : "";
    say(
      `${++count}/${mutants.length} ${verdict.status}${by} ${mutant.file}:${mutant.line} ${mutant.after} (${seconds} s)`,
    );
  };
  const tried = await tryAll(mutants, start, { ...asked, deadline, onTried });
  const explained = explanations(EXPLAINED);
  const before = known.filter((entry) => !tried.some(({ mutant }) => mutant === entry.mutant));
  const result = report([...before, ...tried], explained, drawn.length);
  const files = [...new Set(all.map(({ file }) => file))];
  const gone = outdated(explained, all, files);
  console.log(asked.json ? JSON.stringify({ ...result, leftOut, outdated: gone }, null, 2) : show(result));
  for (const { file, after } of gone) say(`${EXPLAINED} explains what is no longer there: ${file} ${after}`);
  say(`${Math.round((Date.now() - began) / 1000)} s in all`);
  if (result.total.survived > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  say(`refused: ${error instanceof Error ? error.message : error}`);
  process.exit(2);
});
