/**
 * Proves what docs/proof.md says: `npm run prove` (minutes), `npm run prove -- --quick` (what the tests run), `--smt <folder>` writes
 * z3's questions there and asks nothing. Ends with 1 if anything came out otherwise than written.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { claims } from "./prove/claims.ts";
import { DEEP, QUICK, searches } from "./prove/searches.ts";
import { everySequence } from "./prove/sequences.ts";
import { open } from "./prove/solver.ts";
import { validator } from "./prove/validator.ts";

/** Of the Conclave in `test/charter/quorum-stage.ts`: holders with two keys, wallets, keys that are not usable. */
const SIGNERS = { quick: [0, 2, 4, 6, 15], deep: [0, 1, 2, 3, 4, 5, 6, 7, 9, 15] };

const { values } = parseArgs({
  options: { quick: { type: "boolean", default: false }, smt: { type: "string" } },
});
const depth = values.quick ? "quick" : "deep";
const asked = claims(depth);
let wrong = 0;

if (values.smt === undefined) {
  await byReasoning();
  await byTrying();
} else {
  write(values.smt);
  console.log(`${asked.length} questions written to ${values.smt}`);
  process.exit(0);
}
console.log(wrong === 0 ? "all as docs/proof.md says" : `${wrong} otherwise than docs/proof.md says`);
process.exit(wrong === 0 ? 0 : 1);

function write(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [index, { name, part, script, holds }] of asked.entries()) {
    const text = `; ${part}: ${name}\n; expected: ${holds ? "unsat" : "sat"}\n(set-logic ALL)\n${script}\n(check-sat)\n`;
    writeFileSync(join(folder, `${String(index).padStart(2, "0")}-${part}.smt2`), text);
  }
}

async function byReasoning(): Promise<void> {
  const solver = await open();
  for (const claim of asked) {
    const start = performance.now();
    const verdict = await solver.prove(claim);
    if (verdict.holds !== claim.holds) wrong++;
    say(verdict.holds ? "proved" : "refuted", `${claim.part}: ${claim.name}`, start);
    if (!verdict.holds)
      console.log(`          ${[...verdict.values].map((pair) => pair.join(" = ")).join(", ")}`);
  }
  await solver.close();
}

async function byTrying(): Promise<void> {
  const { judge, stop } = await validator();
  try {
    for (const { name, run } of searches(values.quick ? QUICK : DEEP))
      tell(name, performance.now(), await run(judge));
  } finally {
    await stop();
  }
  const signers = SIGNERS[depth];
  const start = performance.now();
  tell(
    `every sequence of proposer, tester, two approvers of ${signers.length} keys`,
    start,
    await everySequence(signers),
  );
}

function tell(
  name: string,
  start: number,
  { checked, accepted, counterexample }: Awaited<ReturnType<typeof everySequence>>,
): void {
  if (counterexample !== null) wrong++;
  say(counterexample === null ? "agree" : "DIFFER", `${name}: ${checked} tried, ${accepted} accepted`, start);
  if (counterexample !== null) console.log(`          ${counterexample}`);
}

function say(verdict: string, what: string, start: number): void {
  console.log(`${verdict.padEnd(8)}${what} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
}
