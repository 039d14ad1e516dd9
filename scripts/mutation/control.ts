/** Before any mutant: do the tests pass without one, and does what must die die? A broken runner makes every mutant look the same. */
import { child, type Node, span, toBytes, walk } from "./ast.ts";
import { type Base, DEPLOYED, linked } from "./builds.ts";
import { trees } from "./compiler.ts";
import type { Mutant } from "./mutant.ts";
import type { Control } from "./questions.ts";
import { source } from "./sources.ts";
import type { Engine, Outcome } from "./suites.ts";

/** Tests that measure the optimised build (its gas, its code) fail with the quick one. More than these few is no such thing. */
const MOST_LEFT_OUT = 0.02;

export type Checked = { control: Control; leftOut: string[] };

export async function check(base: Base, tests: Engine): Promise<Checked> {
  const outcomes = await tests.run(tests.suites, linked(base.codes));
  return judge(outcomes, tests.suites);
}

export function judge(outcomes: readonly Outcome[], suites: readonly string[]): Checked {
  const silent = suites.find((name) => !outcomes.some(({ suite }) => suite === name));
  if (silent !== undefined) throw new Error(`${silent} gave no answer`);
  const leftOut = outcomes.flatMap(({ suite, failed }) =>
    failed.map((test) => `${suite.split(":").at(-1)}#${test}`),
  );
  const count = outcomes.reduce((sum, { passed, failed }) => sum + passed.length + failed.length, 0);
  if (count === 0) throw new Error("there are no tests");
  const brokenSetUp = leftOut.find((name) => name.endsWith("#set-up"));
  if (brokenSetUp !== undefined || leftOut.length > MOST_LEFT_OUT * count) {
    throw new Error(`${leftOut.length} of ${count} tests fail without a mutant: ${leftOut.join(", ")}`);
  }
  const control = Object.fromEntries(
    outcomes.map(({ suite, passed, millis }) => [suite, { passed, millis }]),
  );
  return { control, leftOut };
}

/** For each contract that is deployed, one mutant that no test suite worth the name lets live: it reverts where it is used. */
export function planted(): Mutant[] {
  const found = trees(DEPLOYED);
  return DEPLOYED.flatMap((file) => {
    const tree = found.get(file);
    return tree === undefined ? [] : [reverting(file, tree)];
  });
}

function reverting(file: string, tree: Node): Mutant {
  const functions = [...walk(tree)]
    .map(([node]) => node)
    .filter(({ nodeType }) => nodeType === "FunctionDefinition");
  const use =
    functions.find(({ kind }) => kind === "constructor") ??
    functions.find(({ visibility, body }) => visibility === "external" && body !== null);
  const body = use === undefined ? undefined : child(use, "body");
  if (body === undefined) throw new Error(`${file} has no function to break`);
  const start = span(body)[0] + 1;
  // A constructor that always reverts does not compile if there are immutables.
  const text = use?.kind === "constructor" ? " if (gasleft() != 0) revert();" : " revert();";
  const line = toBytes(source(file)).slice(0, start).split("\n").length;
  return {
    operator: "planted",
    start,
    end: start,
    text,
    file,
    line,
    within: "",
    before: "",
    after: text.trim(),
  };
}
