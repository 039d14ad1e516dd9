import { join } from "node:path";
import { type ParsedCharter, parse } from "../../src/charter/parse.ts";
import { readText, writeAtomic } from "../../src/files.ts";

/** What stands for the names in double braces: addresses, and one public key. */
export type Names = Readonly<Record<string, string>>;

const TEMPLATE = join(import.meta.dirname, "charter.yaml");
const PLACEHOLDER = /\{\{(\w+)\}\}/g;

/**
 * The demo's charter with the names that are known so far, as people would write it: also to `folder/<name>.yaml`.
 * @throws `Charter.*` if a name that is needed is not known yet.
 */
export async function write(folder: string, name: string, names: Names): Promise<ParsedCharter> {
  const file = `${name}.yaml`;
  const text = fill(await readText(TEMPLATE), names);
  await writeAtomic(join(folder, file), text);
  return parse(text, file);
}

/** Fills the names in; a commented line comes into force when its names are known. */
function fill(template: string, names: Names): string {
  return template
    .split("\n")
    .map((line) => {
      const wanted = [...line.matchAll(PLACEHOLDER)].map(([, name = ""]) => name);
      if (wanted.length === 0 || wanted.some((name) => names[name] === undefined)) return line;
      return line.replace(/^(\s*)# /, "$1").replace(PLACEHOLDER, (_, name: string) => names[name] ?? "");
    })
    .join("\n");
}
