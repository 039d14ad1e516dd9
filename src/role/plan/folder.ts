import { readdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import { BaseError } from "../../errors.ts";
import { readJson, readText, writeAtomic } from "../../files.ts";
import { parse, stringify } from "../../proposal/file.ts";
import { type ActivationFile, activationSchema } from "../activation.ts";
import type { ChainPlan } from "./chain.ts";
import { type PlanFile, planSchema, stringify as planText } from "./file.ts";
import type { Known } from "./known.ts";

export const PLAN = "plan.json";
const ACTIVATIONS = "activations";

/** What lies in a chain's folder: its plan, proposals, proofs, and files that cannot be read, with why. */
export type Folder = {
  readonly path: string;
  readonly plan: PlanFile | null;
  readonly known: readonly Known[];
  readonly activations: readonly ActivationFile[];
  readonly unreadable: readonly string[];
};

export function chainFolder(folder: string, chainId: number): string {
  return join(folder, String(chainId));
}

/** The chains that a folder has plans for, in order of their ids. */
export async function chainsIn(folder: string): Promise<readonly number[]> {
  const names = await entries(folder);
  return names
    .filter((name) => /^[1-9]\d{0,15}$/.test(name))
    .map(Number)
    .sort((a, b) => a - b);
}

/** Reads a chain's folder; a missing one is empty. @throws `Files.*` for a plan that is none */
export async function readFolder(folder: string, chainId: number): Promise<Folder> {
  const path = chainFolder(folder, chainId);
  const names = jsonOf(await entries(path));
  const unreadable: string[] = [];
  const read = async <T>(name: string, open: (path: string) => Promise<T>): Promise<T[]> => {
    try {
      return [await open(join(path, name))];
    } catch (error) {
      if (!(error instanceof BaseError)) throw error;
      unreadable.push(`${join(path, name)}: ${error.message}`);
      return [];
    }
  };
  const known: Known[] = [];
  for (const name of names) {
    if (name === PLAN) continue;
    known.push(...(await read(name, async (at) => ({ name, file: parse(await readText(at)) }))));
  }
  const activations: ActivationFile[] = [];
  for (const name of jsonOf(await entries(join(path, ACTIVATIONS)))) {
    activations.push(...(await read(join(ACTIVATIONS, name), (at) => readJson(at, activationSchema))));
  }
  const plan = names.includes(PLAN) ? await readJson(join(path, PLAN), planSchema) : null;
  return { path, plan, known, activations, unreadable };
}

/** Where a key's proof lies. */
export function activationPath(folder: string, chainId: number, label: string): string {
  return join(chainFolder(folder, chainId), ACTIVATIONS, `${label}.json`);
}

/**
 * Writes what is new of a chain's plan, proposals first, and takes away what an earlier plan wrote, this one does not need, and nobody has
 * signed. Interrupted half-way, it is done again. Gives the names that were written.
 */
export async function writeChain(before: Folder, made: ChainPlan): Promise<readonly string[]> {
  const written: string[] = [];
  for (const { name, file, outcome } of made.files) {
    if (outcome === "kept") continue;
    await writeAtomic(join(before.path, name), stringify(file));
    written.push(name);
  }
  const text = planText(made.plan);
  if (before.plan === null || planText(before.plan) !== text) {
    await writeAtomic(join(before.path, PLAN), text);
    written.push(PLAN);
  }
  const ours = new Set(before.plan?.steps.flatMap((step) => (step.kind === "proposal" ? [step.file] : [])));
  for (const { name, precious } of made.beside) {
    if (!precious && ours.has(name)) await unlink(join(before.path, name));
  }
  return written;
}

function jsonOf(names: readonly string[]): string[] {
  return names.filter((name) => name.endsWith(".json") && !name.startsWith(".")).sort();
}

async function entries(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new BaseError({
      code: "Plan.CannotList",
      message: `${folder} cannot be read`,
      fix: "check the path and your permissions",
      details: { folder },
      cause,
    });
  }
}
