import { readdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import * as ChainState from "../../src/chain/state.ts";
import type { Charter } from "../../src/charter/schema.ts";
import { BaseError } from "../../src/errors.ts";
import { readText, writeAtomic } from "../../src/files.ts";
import { type SafeFile, stringify } from "../../src/safe/file.ts";
import { type People, peopleOf, peopleOfCharter } from "../../src/safe/people.ts";
import type { Ground } from "../../src/safe/roster/diff.ts";
import { parse, type SafesFile } from "../../src/safe/roster/file.ts";
import * as Possession from "../../src/safe/roster/possession.ts";
import { readCharter } from "./charter.ts";
import { networkNamed } from "./networks.ts";
import { readSafeFile } from "./safe.ts";

export type RosterOptions = { readonly file: string };

/** What `safes.yaml` says, and who and where that is. */
export type Opened = { readonly safes: SafesFile; readonly ground: Ground };

/** Reads `safes.yaml` and its charter, and asks the Conclave where the file says on which network it is. */
export async function openSafes({ file }: RosterOptions, hre: HardhatRuntimeEnvironment): Promise<Opened> {
  const safes = parse(await readText(file), file);
  const { charter } = await readCharter(resolve(dirname(file), safes.charter));
  const people = await peopleFor(safes, charter, hre);
  return { safes, ground: { people, charter, nodes: (rpc, chainId) => networkNamed(rpc, hre, chainId) } };
}

async function peopleFor(
  safes: SafesFile,
  charter: Charter,
  hre: HardhatRuntimeEnvironment,
): Promise<People> {
  const rpc = safes["conclave-rpc"];
  if (rpc === undefined) return peopleOfCharter(charter, Math.floor(Date.now() / 1000));
  const { id, conclave } = charter.chain;
  if (conclave === undefined) {
    throw new BaseError({
      code: "Task.CharterWithoutConclave",
      message: "safes.yaml says where the Conclave is, but its charter names none",
      fix: "write `conclave:` under `chain:` in the charter, or take conclave-rpc out",
    });
  }
  return peopleOf(await ChainState.read(await networkNamed(rpc, hre, id), conclave), charter);
}

/** Every proof of possession in a folder; a missing folder has none. @throws `Possession.Malformed`, `Files.*` */
export async function readProofs(folder: string): Promise<Possession.Possession[]> {
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => name.endsWith(".json") && !name.startsWith("."));
  return Promise.all(files.map(async (name) => Possession.parse(await readText(join(folder, name)))));
}

/** The plan's file for a Safe; null if there is none. */
export async function plannedFile(folder: string, name: string): Promise<SafeFile | null> {
  try {
    return await readSafeFile(planPath(folder, name));
  } catch (error) {
    if (error instanceof BaseError && error.code === "Files.NotFound") return null;
    throw error;
  }
}

/** A plan to write, and the Safe's name. */
export type Planned = { readonly name: string; readonly file: SafeFile };

/**
 * Writes plans, all of them or none. The same plan as before stays, with its signatures; another one is only put in its place if
 * asked. Gives the names of those written.
 * @throws `Task.OtherPlan`
 */
export async function savePlans(
  folder: string,
  plans: readonly Planned[],
  replace: boolean,
): Promise<ReadonlySet<string>> {
  const fresh: Planned[] = [];
  for (const plan of plans) {
    const before = await plannedFile(folder, plan.name);
    if (before?.safeTxHash === plan.file.safeTxHash) continue;
    if (before !== null && !replace) throw otherPlan(planPath(folder, plan.name), before, plan.file);
    fresh.push(plan);
  }
  for (const { name, file } of fresh) await writeAtomic(planPath(folder, name), stringify(file));
  return new Set(fresh.map(({ name }) => name));
}

function otherPlan(path: string, before: SafeFile, now: SafeFile): BaseError {
  return new BaseError({
    code: "Task.OtherPlan",
    message: `${path} holds another plan, with ${before.signatures.length} signatures`,
    fix: "add --replace to put the new one in its place; what was signed is then of no use",
    details: { path, before: before.safeTxHash, now: now.safeTxHash },
  });
}

export function planPath(folder: string, name: string): string {
  return join(folder, `${name}.json`);
}
