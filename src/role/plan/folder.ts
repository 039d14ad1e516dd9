import { unlink } from "node:fs/promises";
import { join } from "node:path";
import { BaseError } from "../../errors.ts";
import { readJson, writeAtomic } from "../../files.ts";
import { entriesOf, jsonIn } from "../../folder.ts";
import { stringify } from "../../proposal/file.ts";
import { type Proposals, proposalsIn } from "../../proposal/folder.ts";
import { type ActivationFile, activationSchema } from "../activation.ts";
import type { ChainPlan } from "./chain.ts";
import { type PlanFile, planSchema, stringify as planText } from "./file.ts";

export const PLAN = "plan.json";
const ACTIVATIONS = "activations";

/** What lies in a chain's folder: its plan, proposals, proofs, and files that cannot be read, with why. */
export type Folder = {
  readonly path: string;
  readonly plan: PlanFile | null;
  readonly proposals: Proposals;
  readonly activations: readonly ActivationFile[];
  readonly unreadable: readonly string[];
};

export function chainFolder(folder: string, chainId: number): string {
  return join(folder, String(chainId));
}

/** The chains that a folder has plans for, in order of their ids. */
export async function chainsIn(folder: string): Promise<readonly number[]> {
  const names = await entriesOf(folder);
  return names
    .filter((name) => /^[1-9]\d{0,15}$/.test(name))
    .map(Number)
    .sort((a, b) => a - b);
}

/** Reads a chain's folder; a missing one is empty. @throws `Files.*` for a plan that is none */
export async function readFolder(folder: string, chainId: number): Promise<Folder> {
  const path = chainFolder(folder, chainId);
  const proposals = await proposalsIn(path);
  const unreadable = proposals.broken.map(({ name, why }) => `${join(path, name)}: ${why}`);
  const activations: ActivationFile[] = [];
  for (const name of await jsonIn(join(path, ACTIVATIONS))) {
    const at = join(path, ACTIVATIONS, name);
    try {
      activations.push(await readJson(at, activationSchema));
    } catch (error) {
      if (!(error instanceof BaseError)) throw error;
      unreadable.push(error.message);
    }
  }
  const plan = (await jsonIn(path)).includes(PLAN) ? await readJson(join(path, PLAN), planSchema) : null;
  return { path, plan, proposals, activations, unreadable };
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
