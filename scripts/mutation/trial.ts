/** One mutant's trial: the contracts it changes compiled, put in the place of the others, and the tests run until one fails. */
import { toBytes, toText } from "./ast.ts";
import { type Base, build, linked } from "./builds.ts";
import type { Code } from "./compiler.ts";
import { applied, type Mutant } from "./mutant.ts";
import { type Control, firstFailure, ordered } from "./questions.ts";
import { relevant } from "./relevance.ts";
import { source } from "./sources.ts";
import type { Engine } from "./suites.ts";

export type Verdict =
  | { status: "killed"; by: string }
  | { status: "survived" }
  /** Survived the quicker trial alone (--quick). */
  | { status: "unconfirmed" }
  /** Does not compile. */
  | { status: "stillborn"; why: string }
  /** The same code as without the change, to the byte. */
  | { status: "idle" };

/** What all trials of a run have in common. */
export type Court = { base: Base; control: Control; engine: Engine };

/** Tries the likeliest suites first. `likely` are names of suites, the best first. */
export async function trial(
  mutant: Mutant,
  { base, control, engine }: Court,
  likely: readonly string[],
): Promise<Verdict> {
  const suites = Object.keys(control);
  const text = toText(applied(toBytes(source(mutant.file)), mutant));
  const { deployed, inTests, errors } = build(new Map([[mutant.file, text]]), base, suites);
  if (errors.length > 0) return { status: "stillborn", why: errors[0] ?? "" };
  const changed = Object.entries(deployed).filter(([name, code]) => !isSame(code, base.codes[name]));
  if (Object.keys(inTests).length === 0 && changed.length === 0) return { status: "idle" };
  const contracts = changed.map(([name]) => name.split(":").at(-1) ?? name);
  const concerned = ordered(relevant(suites, mutant.file, contracts), control, likely);
  const codes = { ...linked({ ...base.codes, ...deployed }), ...inTests };
  const by = await firstFailure(concerned, codes, control, engine);
  return by === undefined ? { status: "survived" } : { status: "killed", by };
}

function isSame(a: Code, b: Code | undefined): boolean {
  return a.creation === b?.creation && a.runtime === b.runtime;
}
