/**
 * Mutants tried together: compiled once (`together.ts`), told apart by a number in the code. Compiling takes ten seconds, and the test that
 * kills a tenth of one. Only what dies is judged here; a survivor gets a trial of its own.
 */
import { toBytes, toText } from "./ast.ts";
import { build, type Codes, DEPLOYED, linked } from "./builds.ts";
import { trees, typeErrors } from "./compiler.ts";
import { hostsOf } from "./hosts.ts";
import type { Mutant } from "./mutant.ts";
import { type Control, firstFailure, isLong, ordered } from "./questions.ts";
import { relevant } from "./relevance.ts";
import { closure, source } from "./sources.ts";
import { type Hosted, isSwitched, NONE, numbersNear, switched, together } from "./together.ts";
import type { Court } from "./trial.ts";

/** Mutants with the code that holds them all. */
export type Batch = {
  /** A mutant's number is its place here, from 1. */
  mutants: Mutant[];
  deployed: Codes;
  inTests: Codes;
  /** Narrowed to what passes without any mutant at work, for the suites in `checked`. */
  control: Control;
  checked: Set<string>;
};

/** As many of `mutants` as compile together, in as few batches as may be. */
export function batched(mutants: readonly Mutant[], { base, control }: Court): Batch[] {
  const files = Map.groupBy(mutants, ({ file }) => file);
  const found = trees([...files.keys()]);
  return coded(
    [...files].flatMap(([file, some]) => {
      const tree = found.get(file);
      if (tree === undefined) return [];
      const hosts = hostsOf(some, tree, toBytes(source(file)));
      const hosted = some.flatMap((mutant): Hosted[] => {
        const host = hosts.get(mutant);
        return host === undefined ? [] : [{ mutant, host }];
      });
      return typed(file, hosted);
    }),
  );

  /** The optimiser is not asked for help: it would take the switch out. */
  function coded(hosted: readonly Hosted[]): Batch[] {
    if (hosted.length === 0) return [];
    const { deployed, inTests, errors } = build(written(hosted), base, Object.keys(control), [
      "legacy",
      "ir",
    ]);
    if (errors.length > 0) return hosted.length === 1 ? [] : halves(hosted).flatMap(coded);
    return [{ mutants: hosted.map(({ mutant }) => mutant), deployed, inTests, control, checked: new Set() }];
  }
}

/** Without those that the type checker refuses. */
function typed(file: string, hosted: readonly Hosted[]): Hosted[] {
  const text = written(hosted).get(file);
  if (text === undefined) return [];
  const places = typeErrors(file, text);
  if (places.length === 0) return [...hosted];
  if (hosted.length === 1) return [];
  const suspects = new Set(places.flatMap((place) => numbersNear(toBytes(text), place)));
  const [bad, good] = [true, false].map((is) => hosted.filter((_, at) => suspects.has(at + 1) === is));
  const isSplit = bad?.length !== hosted.length && good?.length !== hosted.length;
  return (isSplit ? [bad ?? [], good ?? []] : halves(hosted)).flatMap((some) => typed(file, some));
}

/** Their sources by file, numbered as they stand in the list. */
function written(hosted: readonly Hosted[]): Map<string, string> {
  const files = Map.groupBy(
    hosted.map((one, at) => ({ ...one, number: at + 1 })),
    ({ mutant }) => mutant.file,
  );
  return new Map([...files].map(([file, some]) => [file, toText(together(toBytes(source(file)), some))]));
}

/** The test that kills it, if one does that is not among the longest. */
export async function killer(
  batch: Batch,
  mutant: Mutant,
  { base, engine }: Court,
  likely: readonly string[],
): Promise<string | undefined> {
  const number = batch.mutants.indexOf(mutant) + 1;
  const holders = DEPLOYED.filter((name) => closure([name]).has(mutant.file));
  const contracts = Object.entries(batch.deployed)
    .filter(([name, code]) => isSwitched(code) && holders.some((file) => name.startsWith(`${file}:`)))
    .map(([name]) => name.split(":").at(-1) ?? name);
  const short = relevant(Object.keys(batch.control), mutant.file, contracts).filter(
    (suite) => !isLong(suite, batch.control),
  );
  for (;;) {
    const suites = ordered(short, batch.control, likely);
    const by = await firstFailure(suites, codes(number), batch.control, engine);
    const suite = by && suites.find((name) => name.endsWith(`:${by.split("#")[0]}`));
    if (suite === undefined || batch.checked.has(suite)) return by;
    await check(suite);
  }

  function codes(active: number): Codes {
    const on = (some: Codes): Codes =>
      Object.fromEntries(Object.entries(some).map(([name, code]) => [name, switched(code, active)]));
    return { ...linked({ ...base.codes, ...on(batch.deployed) }), ...on(batch.inTests) };
  }

  /** The switch costs gas. A test that fails without any mutant at work says nothing, and is not asked again. */
  async function check(suite: string): Promise<void> {
    const [outcome] = await engine.run([suite], codes(NONE));
    const { passed = [], millis = 0 } = batch.control[suite] ?? {};
    if (outcome === undefined || outcome.failed.includes("set-up"))
      throw new Error(`${suite} gave no answer`);
    const still = passed.filter((test) => outcome.passed.includes(test));
    batch.control = { ...batch.control, [suite]: { passed: still, millis } };
    batch.checked.add(suite);
  }
}

function halves<T>(list: readonly T[]): T[][] {
  const middle = Math.ceil(list.length / 2);
  return [list.slice(0, middle), list.slice(middle)];
}
