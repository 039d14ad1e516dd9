import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach } from "vitest";
import type { Journal } from "../../../src/usage/log/journal.ts";
import { pathsOf } from "../../../src/usage/log/place.ts";
import { placesOf } from "../../../src/usage/log/places.ts";
import { sealHead } from "../../../src/usage/log/seal.ts";
import { temporaryFolder } from "../../keys/temporary-folder.ts";
import { begun, fill, password, textOf } from "./scene.ts";

/** A log with its key and three lines, and two places for its checkpoints, made anew before each test of a file that calls `setUpShelves`. */

export let folder: string;
export let journal: Journal & { verifier: string };
export let shelf: string;
export let disk: string;

export function setUpShelves(): void {
  beforeEach(async () => {
    folder = await temporaryFolder();
    journal = await begun(folder);
    [shelf, disk] = [join(folder, "shelf"), join(folder, "disk")];
    await Promise.all([mkdir(shelf), mkdir(disk)]);
    await fill(journal, 3);
  });
}

export async function seal(ask = password) {
  return sealHead(journal, await placesOf(journal.folder, [shelf, disk]), ask);
}

export async function kept(at: string): Promise<{ path: string; note: string }[]> {
  const names = (await readdir(at)).sort();
  return Promise.all(
    names.map(async (name) => ({ path: join(at, name), note: await readFile(join(at, name), "utf8") })),
  );
}

/** Changes lines as somebody would who can write to the folder, and removes what would give it away there. */
export async function rewrite(change: (text: string) => string): Promise<void> {
  const { lines, state, checkpoints } = pathsOf(journal.folder);
  await writeFile(lines, change(await textOf(journal)));
  await rm(state, { force: true });
  await rm(checkpoints, { recursive: true, force: true });
}
