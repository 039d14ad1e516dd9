/** Which mutants a run tries, from its options. */
import { globSync } from "node:fs";
import { matchesGlob } from "node:path";
import { parseArgs } from "node:util";
import { toBytes } from "./ast.ts";
import { trees } from "./compiler.ts";
import { lot, type Mutant, mutantsOf } from "./mutant.ts";
import { source } from "./sources.ts";

/** Interfaces say, mocks are not ours to test, and the helpers' code hashes are written by the build. */
const LEFT_ALONE = ["contracts/interfaces/**", "contracts/mocks/**", "contracts/libraries/HelperCode.sol"];

export type Choice = {
  files: string;
  /** Only those that match, written as `before → after`. */
  grep: string;
  /** At most so many. */
  sample: number;
  /** Part `index` (from 1) of `of`. */
  shard: { index: number; of: number };
  seed: string;
};
export type Options = Choice & {
  minutes: number;
  workers: number;
  /** Survivors are not confirmed. */
  quick: boolean;
  /** Where verdicts are kept, and looked up. */
  record: string;
  /** Of those recorded, only what survived, once more. */
  again: boolean;
  json: boolean;
  list: boolean;
};

export function options(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      files: { type: "string", default: "contracts/**/*.sol" },
      grep: { type: "string", default: "" },
      sample: { type: "string", default: "Infinity" },
      minutes: { type: "string", default: "Infinity" },
      shard: { type: "string", default: "1/1" },
      seed: { type: "string", default: "conclave" },
      workers: { type: "string", default: "2" },
      quick: { type: "boolean", default: false },
      record: { type: "string", default: "" },
      again: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      list: { type: "boolean", default: false },
    },
  });
  const [index = Number.NaN, of = Number.NaN] = values.shard.split("/").map(Number);
  const [sample, minutes, workers] = [Number(values.sample), Number(values.minutes), Number(values.workers)];
  if (!(sample > 0 && minutes > 0 && workers >= 1 && index >= 1 && index <= of)) {
    throw new Error("--sample, --minutes and --workers take a number, --shard takes one like 1/4");
  }
  if (values.again && values.record === "") throw new Error("--again needs --record");
  return { ...values, sample, minutes, workers, shard: { index, of } };
}

export function everyMutant(pattern: string): Mutant[] {
  const files = globSync("contracts/**/*.sol")
    .filter((file) => matchesGlob(file, pattern) && !LEFT_ALONE.some((other) => matchesGlob(file, other)))
    .sort();
  const found = trees(files);
  return files.flatMap((file) => {
    const tree = found.get(file);
    return tree === undefined ? [] : mutantsOf(file, tree, toBytes(source(file)));
  });
}

/** In the order of their lots, so that a sample, a shard and a run cut short are each a fair picture of all. */
export function chosen(all: readonly Mutant[], { grep, sample, shard, seed }: Choice): Mutant[] {
  return all
    .filter(({ before, after }) => new RegExp(grep).test(`${before} → ${after}`))
    .map((mutant) => ({ mutant, drawn: lot(mutant, seed) }))
    .sort((a, b) => (a.drawn < b.drawn ? -1 : 1))
    .filter((_, at) => at % shard.of === shard.index - 1)
    .slice(0, Math.min(sample, all.length))
    .map(({ mutant }) => mutant);
}
