import type { SeedFile } from "../../src/keys/seed/format.ts";
import type { SavedSeed } from "../../src/keys/seed/store.ts";
import { command } from "./command.ts";
import { facts, sections, table } from "./table.ts";

export function seedText(label: string, { path, fingerprint, words }: SavedSeed): string {
  return sections(
    facts([
      ["seed", path],
      ["fingerprint", fingerprint],
      ["words", String(words)],
    ]),
    `It opens with its password. Back it up before anything depends on it: \`${command(`seed words ${label}`)}\` shows the words, ` +
      `\`${command(`seed check ${label}`)}\` proves that the paper has them.`,
  );
}

export function seedsText(folder: string, seeds: readonly { seed: SeedFile }[]): string {
  if (seeds.length === 0)
    return `no seeds in ${folder}: make one with \`${command("seed generate <label>")}\``;
  return table(
    ["seed", "fingerprint", "words", "language", "passphrase", "origin", "holder", "made"],
    seeds.map(({ seed }) => [
      seed.label,
      seed.fingerprint,
      String(seed.words),
      seed.language,
      seed.passphrase ? "yes" : "",
      seed.origin,
      seed.holder ?? "",
      seed.created.slice(0, 10),
    ]),
  );
}
