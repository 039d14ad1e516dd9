import { readdir } from "node:fs/promises";
import { join } from "node:path";
import * as Canonical from "../../canonical.ts";
import { BaseError } from "../../errors.ts";
import { readText, writeAtomic } from "../../files.ts";
import { parse, stringify } from "../../proposal/file.ts";
import * as SafeFile from "../../safe/file.ts";
import type { Known } from "../plan/known.ts";
import { readme } from "./readme.ts";
import type { Made } from "./response.ts";

/** The proposal files of a folder; others are passed over. A missing folder has none. @throws `Respond.CannotList` */
export async function proposalsIn(folder: string): Promise<readonly Known[]> {
  const names = (await entriesOf(folder)).filter((name) => name.endsWith(".json"));
  const found: Known[] = [];
  for (const name of names.sort()) {
    try {
      found.push({ name, file: parse(await readText(join(folder, name))) });
    } catch (error) {
      // Transactions of Safes, plans and the response itself lie here as well.
      if (!(error instanceof BaseError)) throw error;
    }
  }
  return found;
}

async function entriesOf(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new BaseError({
      code: "Respond.CannotList",
      message: `${folder} cannot be read`,
      fix: "check the path and your permissions",
      details: { folder },
      cause,
    });
  }
}

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
