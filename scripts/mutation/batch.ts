/**
 * Mutants of one file tried together: compiled once (`together.ts`), told apart by a number in the code. Compiling takes ten seconds, and
 * the test that kills a tenth of one. Only what dies is judged here; a survivor gets a trial of its own.
 */
import { toBytes, toText } from "./ast.ts";
import { build, type Codes, DEPLOYED, linked } from "./builds.ts";
import { hasTypeErrors, trees } from "./compiler.ts";
import { hostsOf } from "./hosts.ts";
import type { Mutant } from "./mutant.ts";
import { type Control, firstFailure, isLong, ordered } from "./questions.ts";
import { relevant } from "./relevance.ts";
import { closure, source } from "./sources.ts";
import { type Hosted, isSwitched, NONE, switched, together } from "./together.ts";
import type { Court } from "./trial.ts";

/** Mutants with the code that holds them all. */
export type Batch = {
  file: string;
  mutants: Mutant[];
  deployed: Codes;
  inTests: Codes;
  /** Narrowed to what passes without any mutant at work, for the suites in `checked`. */
  control: Control;
  checked: Set<string>;
};

/** As many of `mutants` (of one file) as compile together, in as few batches as may be. */
export function batched(mutants: readonly Mutant[], court: Court): Batch[] {
  const file = mutants[0]?.file;
  const tree = file === undefined ? undefined : trees([file]).get(file);
  if (file === undefined || tree === undefined) return [];
  const text = toBytes(source(file));
  const hosts = hostsOf(mutants, tree, text);
  const hosted = mutants.flatMap((mutant): Hosted[] => {
    const host = hosts.get(mutant);
    return host === undefined ? [] : [{ mutant, host }];
  });
  const users = DEPLOYED.filter((name) => closure([name]).has(file));
  const written = (some: readonly Hosted[]): string => toText(together(text, some));
  return coded(typed(hosted));

  /** Without those that the type checker refuses. */
  function typed(some: readonly Hosted[]): Hosted[] {
    if (some.length === 0) return [];
    if (!hasTypeErrors(users, new Map([[file ?? "", written(some)]]))) return [...some];
    if (some.length === 1) return [];
    return halves(some).flatMap(typed);
  }

  /** The optimiser is not asked for help: it would take the switch out. */
  function coded(some: readonly Hosted[]): Batch[] {
    if (some.length === 0) return [];
    const suites = Object.keys(court.control);
    const { deployed, inTests, errors } = build(file ?? "", written(some), court.base, suites, [
      "legacy",
      "ir",
    ]);
    if (errors.length > 0) return some.length === 1 ? [] : halves(some).flatMap(coded);
    return [
      {
        file: file ?? "",
        mutants: some.map(({ mutant }) => mutant),
        deployed,
        inTests,
        control: court.control,
        checked: new Set(),
      },
    ];
  }
}

/** The test that kills it, if one does that is not among the longest. */
export async function killer(
  batch: Batch,
  mutant: Mutant,
  { base, engine }: Court,
  likely: readonly string[],
): Promise<string | undefined> {
  const number = batch.mutants.indexOf(mutant) + 1;
  const contracts = Object.entries(batch.deployed)
    .filter(([, code]) => isSwitched(code))
    .map(([name]) => name.split(":").at(-1) ?? name);
  const short = relevant(Object.keys(batch.control), batch.file, contracts).filter(
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
