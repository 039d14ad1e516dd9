/**
 * The long runs, which no commit waits for: the campaign of test/contracts/invariants, that around a guarded Safe, then every test that does more when
 * CONCLAVE_DEEP is set. Prints what the campaign did, by function, with each refusal by name. Exit code 1 if anything failed, or if a
 * function was never called, never succeeded or never refused: a hole in the campaign.
 *
 *   CONCLAVE_DEEP=3 npm run test:deep     three times as many runs
 */
import { spawnSync } from "node:child_process";
import { globSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { artifacts } from "./artifacts.ts";
import { errorSelectors } from "./generate-abi.ts";

const CAMPAIGN = "test/contracts/invariants/Invariants.t.sol";
/** Keeps no counts: it judges every call when it is made. */
const GUARD_CAMPAIGN = "test/contracts/safe/campaign/Campaign.t.sol";
/** The contracts of the campaign leave the counts of each run here (Tally.sol). */
const FOLDER = "cache/campaign";
const SUCCESS = "0x00000000";

/** Calls of a function by outcome: `0x00000000`, or the selector of the error. */
export type Counts = Map<string, Map<string, number>>;

export function count(texts: readonly string[]): Counts {
  const counts: Counts = new Map();
  for (const line of texts.flatMap((text) => text.split("\n"))) {
    const [, name, outcome, times] = /^(.+) (0x[0-9a-f]{8}) (\d+)$/.exec(line) ?? [];
    if (name === undefined || outcome === undefined) continue;
    const outcomes = counts.get(name) ?? new Map<string, number>();
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + Number(times));
    counts.set(name, outcomes);
  }
  return counts;
}

/** What the campaign does besides, by the names it gives it. */
const OTHERS = [
  "consent of an EOA",
  "consent of a wallet",
  "consent of a P-256 key",
  "consent on-chain",
  "schedule at once",
  "recovery",
  "reenter",
  "trespass",
];

/** Functions that never succeeded or were never refused. */
export function holes(counts: Counts, functions: readonly string[]): string[] {
  return functions.flatMap((name) => {
    const { succeeded, refused } = split(counts.get(name));
    if (succeeded + refused === 0) return [`${name} was never called`];
    if (succeeded === 0) return [`${name} never succeeded`];
    return refused === 0 ? [`${name} was never refused`] : [];
  });
}

function split(outcomes: ReadonlyMap<string, number> = new Map()): { succeeded: number; refused: number } {
  const succeeded = outcomes.get(SUCCESS) ?? 0;
  return { succeeded, refused: total(outcomes) - succeeded };
}

function total(outcomes: ReadonlyMap<string, number>): number {
  return [...outcomes.values()].reduce((sum, times) => sum + times, 0);
}

/** What changes state, by the interface, and plain ETH. */
function functionsOf(root: string): string[] {
  const abi = artifacts(root).find(({ name }) => name === "IConclave")?.abi ?? [];
  const names = abi.flatMap((item) =>
    item.type === "function" && item.stateMutability === "nonpayable" ? [item.name] : [],
  );
  return [...names, "receive"].sort();
}

function show(counts: Counts, root: string): void {
  const names = new Map(errorSelectors(root).map(({ selector, signature }) => [selector, nameOf(signature)]));
  const seen = new Set<string>();
  for (const [name, outcomes] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const { succeeded, refused } = split(outcomes);
    console.log(`${name.padEnd(18)} ${succeeded} succeeded, ${refused} refused`);
    const refusals = [...outcomes].filter(([outcome]) => outcome !== SUCCESS).sort(([, a], [, b]) => b - a);
    for (const [outcome, times] of refusals) {
      seen.add(outcome);
      console.log(`${String(times).padStart(10)} ${names.get(outcome) ?? outcome}`);
    }
  }
  const unseen = [...names].filter(([selector]) => !seen.has(selector)).map(([, name]) => name);
  console.log(`refusals not met: ${unseen.join(", ") || "none"}`);
}

function nameOf(signature: string): string {
  return /(\w+)\(/.exec(signature)?.[1] ?? signature;
}

function run(command: string, ...args: string[]): boolean {
  const { CONCLAVE_DEEP } = process.env;
  const env = { ...process.env, CONCLAVE_DEEP: CONCLAVE_DEEP || "1" };
  return spawnSync(command, args, { stdio: "inherit", env }).status === 0;
}

if (import.meta.main) {
  const root = dirname(import.meta.dirname);
  const folder = join(root, FOLDER);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });

  const held = run("hardhat", "test", "solidity", CAMPAIGN);
  const runs = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
  const counts = count(runs);
  const calls = [...counts.values()].reduce((sum, outcomes) => sum + total(outcomes), 0);
  console.log(`\n${runs.length} different runs, ${calls} calls`);
  show(counts, root);
  const missing = OTHERS.filter((name) => !counts.has(name)).map((name) => `${name}: never`);
  const found = [...holes(counts, functionsOf(root)), ...missing];
  console.log(`holes: ${found.join("; ") || "none"}\n`);

  const deeper = globSync("test/**/*.ts", { cwd: root }).filter((path) =>
    readFileSync(join(root, path), "utf8").includes("CONCLAVE_DEEP"),
  );
  const tests = new Set([
    "test/audit/differential.test.ts",
    ...deeper.filter((path) => path.endsWith(".test.ts")),
  ]);
  const guarded = run("hardhat", "test", "solidity", GUARD_CAMPAIGN);
  const agreed = run("vitest", "run", ...tests);
  if (!held || !guarded || !agreed || found.length > 0) process.exitCode = 1;
}
