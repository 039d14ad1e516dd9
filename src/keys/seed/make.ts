import type { Cost } from "../keystore.ts";
import type { Secret } from "../secret.ts";
import { type Contents, seal } from "./box.ts";
import { countOf, type Header, type SeedDescription, type SeedFile } from "./format.ts";
import { seedOf } from "./mnemonic.ts";
import { fingerprintOf } from "./tree.ts";

export type Draft = { readonly description: SeedDescription; readonly cost: Cost };
/** How the seed came here, and in which language its words are. */
export type Origin = Pick<Header, "origin" | "language">;

/** A seed as a file: its fingerprint is computed, and the contents are wiped. In the strongroom alone. */
export async function make(
  contents: Contents,
  password: Secret,
  { description, cost }: Draft,
  { origin, language }: Origin,
): Promise<SeedFile> {
  const { entropy, passphrase } = contents;
  const root = await seedOf(entropy, passphrase, language);
  try {
    const header: Header = {
      format: "conclave-seed",
      version: 1,
      kind: "bip39-entropy",
      ...description,
      origin,
      language,
      words: countOf(entropy) as Header["words"],
      passphrase: passphrase.length > 0,
      fingerprint: fingerprintOf(root),
    };
    return seal(contents, password, header, cost);
  } finally {
    for (const secret of [root, entropy, passphrase]) secret.wipe();
  }
}
