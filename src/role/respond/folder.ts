import { join } from "node:path";
import * as Canonical from "../../canonical.ts";
import { readText, writeAtomic } from "../../files.ts";
import { stringify } from "../../proposal/file.ts";
import * as SafeFile from "../../safe/file.ts";
import { readme } from "./readme.ts";
import type { Made } from "./response.ts";

/** Writes what is new of a response, its README and its JSON. Gives the names of those written. */
export async function writeResponse(folder: string, made: Made): Promise<readonly string[]> {
  const written = [...(await writeFiles(folder, made))];
  for (const [name, text] of [
    ["README.md", readme(made.response)],
    ["response.json", Canonical.pretty(made.response)],
  ] as const) {
    const before = await readText(join(folder, name)).catch(() => null);
    if (before === text) continue;
    await writeAtomic(join(folder, name), text);
    written.push(name);
  }
  return written;
}

/** Writes what is new of the drafts; files with signatures over the same stay. Gives the names of those written. */
export async function writeFiles(
  folder: string,
  made: Pick<Made, "proposals" | "safes">,
): Promise<readonly string[]> {
  const written: string[] = [];
  const write = async (name: string, text: string) => {
    await writeAtomic(join(folder, name), text);
    written.push(name);
  };
  for (const { known, fresh } of made.proposals)
    if (known !== null && fresh) await write(known.name, stringify(known.file));
  for (const { name, file } of made.safes) {
    // The name follows from what is signed: what lies there is the same, perhaps with signatures.
    const before = await readText(join(folder, name)).catch(() => null);
    if (before === null) await write(name, SafeFile.stringify(file));
  }
  return written;
}
