import { hash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { collect, type Kept, type Text } from "./collect.ts";
import { homeOf } from "./homes.ts";
import { type Search, searchFor } from "./search.ts";

/** Published, with keys and passwords: vectors, and what the sources hold, such as passwords that everybody knows. No secrets. */
const PUBLISHED = ["../vectors", "../../src"].map((folder) => join(import.meta.dirname, folder));

/** What the search found, for the end of the run. Never the secret itself. */
export type Verdict = {
  readonly leaks: readonly string[];
  readonly kept: number;
  readonly texts: number;
  readonly opened: number;
  readonly closed: number;
};

/** Searches all that could be read for all that must not be. */
export async function examine(heard: readonly Kept[], texts: readonly Text[]): Promise<Verdict> {
  const { kept, opened, closed } = await collect(heard, texts, (text) => homeOf(text)?.lines === true);
  const published = publishedOf(kept);
  const secrets = kept.filter((_, id) => !published.has(id));
  const search = onceEach(searchFor(secrets.map(({ bytes }) => bytes)));
  const leaks = new Map<string, Set<string>>();
  for (const text of texts) {
    if (homeOf(text) !== undefined) continue;
    const found = [...search(text.bytes)].map((id) => secrets[id]?.test ?? "");
    const where = `${text.by} of ${text.of}, in ${text.test}`;
    if (found.length > 0) leaks.set(where, new Set([...(leaks.get(where) ?? []), ...found]));
  }
  const told = [...leaks].map(
    ([where, of]) => `${where}: a secret that was met in ${[...of].sort().join(", ")}`,
  );
  return { leaks: told, kept: secrets.length, texts: texts.length, opened, closed };
}

/** Most of what there is to read is there several times: of the kit, which some tests build, each copy has five megabytes. */
function onceEach(search: Search): Search {
  const known = new Map<string, Set<number>>();
  return (bytes) => {
    const key = hash("sha1", bytes);
    const found = known.get(key) ?? search(bytes);
    known.set(key, found);
    return found;
  };
}

function publishedOf(kept: readonly Kept[]): ReadonlySet<number> {
  const search = searchFor(kept.map(({ bytes }) => bytes));
  const files = PUBLISHED.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()),
  );
  return new Set(files.flatMap(({ parentPath, name }) => [...search(readFileSync(join(parentPath, name)))]));
}
