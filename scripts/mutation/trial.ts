/** One mutant's trial: the contracts it changes compiled, put in the place of the others, and the tests run until one fails. */
import { basename } from "node:path";
import { type Hex, keccak256 } from "viem";
import { toBytes, toText } from "./ast.ts";
import { CODEGENS, type Code, type Codegen, type Compiled, compile, isStackTooDeep } from "./compiler.ts";
import { applied, type Mutant } from "./mutant.ts";
import { fetched, harnesses, relevant } from "./relevance.ts";
import { closure, source } from "./sources.ts";
import type { Engine, Outcome } from "./suites.ts";

/** What is deployed: all other code reaches the chain through these. */
const CONCLAVE = "contracts/Conclave.sol";
const HELPERS: Record<string, string> = {
  VALIDATOR: "contracts/CharterValidator.sol",
  GATE: "contracts/RetirementGate.sol",
  LENS: "contracts/ConclaveLens.sol",
};
export const DEPLOYED = [...Object.values(HELPERS), CONCLAVE];
const NAMES = DEPLOYED.map((file) => basename(file, ".sol"));
const HELPER_CODE = "contracts/libraries/HelperCode.sol";

export type Codes = Record<string, Code>;
/** The unchanged contracts, compiled as mutants are. */
export type Base = { codegens: Record<string, Codegen>; codes: Codes };
/** What the tests do with `Base`: by suite, the tests that pass, and how long they take. */
export type Control = Record<string, { passed: string[]; millis: number }>;

export type Verdict =
  | { status: "killed"; by: string }
  | { status: "survived" }
  /** Does not compile. */
  | { status: "stillborn"; why: string }
  /** The same code as without the change, to the byte. */
  | { status: "idle" };

export function base(): Base {
  const codegens: Record<string, Codegen> = {};
  const codes: Codes = {};
  for (const file of DEPLOYED) {
    const tried = compileSomehow(file, new Map(), "legacy");
    if (tried.errors.length > 0) throw new Error(`${file} does not compile: ${tried.errors[0]}`);
    codegens[file] = tried.codegen;
    Object.assign(codes, tried.codes);
  }
  return { codegens, codes };
}

/** Tries the likeliest suites first, a few at a time. `likely` are names of suites, the best first. */
export async function trial(
  mutant: Mutant,
  { codegens, codes }: Base,
  control: Control,
  engine: Engine,
  likely: readonly string[],
): Promise<Verdict> {
  const instead = new Map([[mutant.file, toText(applied(toBytes(source(mutant.file)), mutant))]]);
  const mutated: Codes = {};
  for (const file of DEPLOYED.filter((name) => closure([name]).has(mutant.file))) {
    const tried = compileSomehow(file, instead, codegens[file] ?? "legacy");
    if (tried.errors.length > 0) return { status: "stillborn", why: tried.errors[0] ?? "" };
    Object.assign(mutated, tried.codes);
  }
  const suites = Object.keys(control);
  const carriers = harnesses(suites, mutant.file, DEPLOYED);
  const inTests = compile(carriers, "legacy", instead);
  if (inTests.errors.length > 0) return { status: "stillborn", why: inTests.errors[0] ?? "" };
  const changed = Object.entries(mutated).filter(([name, code]) => !isSame(code, codes[name]));
  if (carriers.length === 0 && changed.length === 0) return { status: "idle" };
  const placed = { ...linked({ ...codes, ...mutated }), ...inTests.codes };
  const contracts = changed.map(([name]) => name.split(":").at(-1) ?? name);
  const concerned = relevant(suites, mutant.file, contracts);
  for (const batch of batches(ordered(concerned, control, likely))) {
    const by = failure(await engine.run(batch, placed), batch, control);
    if (by !== undefined) return { status: "killed", by };
  }
  return { status: "survived" };
}

/** The Conclave pins its helpers by code hash, which `npm run build` wrote for the optimised ones: put in those of `codes`. */
export function linked(codes: Codes): Codes {
  const name = `${CONCLAVE}:Conclave`;
  let creation = codes[name]?.creation ?? "";
  const pinned = source(HELPER_CODE);
  for (const [constant, file] of Object.entries(HELPERS)) {
    const hash = new RegExp(`${constant} = 0x(\\w{64});`).exec(pinned)?.[1];
    const helper = Object.entries(codes).find(([key]) => key.startsWith(`${file}:`))?.[1];
    if (hash === undefined || helper === undefined || !creation.includes(hash)) {
      throw new Error(`the Conclave does not pin ${file} as ${HELPER_CODE} says`);
    }
    creation = creation.replaceAll(hash, keccak256(`0x${helper.runtime}` as Hex).slice(2));
  }
  return { ...codes, [name]: { creation, runtime: codes[name]?.runtime ?? "" } };
}

/**
 * The test that failed. Fewer answers than in the control are no verdict but a broken run: a mutant must neither be killed nor
 * survive by it.
 */
export function failure(
  outcomes: readonly Outcome[],
  batch: readonly string[],
  control: Control,
): string | undefined {
  for (const name of batch) {
    const outcome = outcomes.find(({ suite }) => suite === name);
    const expected = control[name]?.passed ?? [];
    const failed = outcome?.failed.find((test) => test === "set-up" || expected.includes(test));
    if (failed !== undefined) return `${name.split(":").at(-1)}#${failed}`;
    const missing = expected.find((test) => !outcome?.passed.includes(test));
    if (missing !== undefined) throw new Error(`${name} gave no answer for ${missing}`);
  }
  return undefined;
}

/** First what killed before, then what runs the fewest contracts: it asks them the most. A search that takes a quarter of all time is last. */
function ordered(suites: readonly string[], control: Control, likely: readonly string[]): string[] {
  const millis = (suite: string): number => control[suite]?.millis ?? 0;
  const all = Object.values(control).reduce((sum, suite) => sum + suite.millis, 0);
  const breadth = (suite: string): number =>
    4 * millis(suite) > all ? Number.POSITIVE_INFINITY : fetched(suite, NAMES).length;
  const rest = suites.toSorted((a, b) => breadth(a) - breadth(b) || millis(a) - millis(b));
  return [...new Set([...likely.filter((name) => suites.includes(name)), ...rest])];
}

/** Two, four, eight...: most mutants die at once, and a run has a price of its own. */
function* batches(names: string[]): Generator<string[]> {
  let size = 2;
  for (let at = 0; at < names.length; size = Math.min(2 * size, 16)) {
    yield names.slice(at, at + size);
    at += size;
  }
}

function compileSomehow(
  file: string,
  instead: ReadonlyMap<string, string>,
  from: Codegen,
): Compiled & { codegen: Codegen } {
  let codegen: Codegen = from;
  let tried = compile([file], codegen, instead);
  for (const next of CODEGENS.slice(CODEGENS.indexOf(from) + 1)) {
    if (!isStackTooDeep(tried.errors)) break;
    codegen = next;
    tried = compile([file], codegen, instead);
  }
  return { ...tried, codegen };
}

function isSame(a: Code, b: Code | undefined): boolean {
  return a.creation === b?.creation && a.runtime === b.runtime;
}
