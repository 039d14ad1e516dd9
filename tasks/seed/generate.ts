import { particulars } from "../../src/keys/particulars.ts";
import { generateSeed, type SeedTarget } from "../../src/keys/seed/store.ts";
import { assertLabel } from "../../src/keys/store.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { type NewSecretOptions, withNewPassword } from "../ports/secret.ts";
import { type ExtraOptions, readExtra } from "../ports/seed.ts";
import { toldKey, withUntold } from "../ports/watch.ts";
import { seedText } from "../ui/seed.ts";

export type NewSeedOptions = NewSecretOptions &
  ExtraOptions & {
    readonly label: string;
    readonly holder: string | undefined;
    readonly purpose: string | undefined;
    readonly light: boolean;
  };

export default answering(async (options: Spoken & NewSeedOptions) => {
  const saved = await withTarget(options, generateSeed);
  const failure = await toldKey(saved.path, "made");
  return withUntold({ json: saved, text: seedText(options.label, saved) }, failure);
});

/** Lends what a new seed is written under. */
export async function withTarget<T>(
  options: NewSeedOptions,
  use: (target: SeedTarget) => Promise<T>,
): Promise<T> {
  const { label, holder, purpose, keys: folder, light } = options;
  assertLabel(label);
  const passphrase = await readExtra(options);
  try {
    return await withNewPassword(options, `the new seed ${label}`, [label, holder, purpose], (password) =>
      use({
        label,
        folder,
        password,
        passphrase,
        cost: light ? "light" : "standard",
        ...particulars({ holder, purpose }),
      }),
    );
  } finally {
    passphrase.wipe();
  }
}
