import { particulars } from "../../src/keys/particulars.ts";
import { readPassword } from "../../src/keys/password.ts";
import { deriveToKeystore, readSeed } from "../../src/keys/seed/store.ts";
import { assertLabel } from "../../src/keys/store.ts";
import { cardFromSeed } from "../../src/signer/hd.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { passwordSource, type RenewedOptions, renewed, withNewPassword } from "../ports/secret.ts";
import { keyPath } from "../ports/signer.ts";
import { toldKey, withUntold } from "../ports/watch.ts";
import { cardJson, cardText } from "../ui/card.ts";
import { savedText } from "../ui/key.ts";

type Options = Spoken &
  RenewedOptions & {
    readonly seed: string;
    readonly label: string;
    readonly path: string;
    readonly unhardened: boolean;
    readonly keystore: boolean;
    readonly holder: string | undefined;
    readonly purpose: string | undefined;
    readonly light: boolean;
  };

/** Writes the card of a seed's key, which then signs by the seed; or with `--keystore` a keystore of its own. */
export default answering(async (options: Options) => {
  const { seed, label, keys: folder, path, unhardened, holder, purpose } = options;
  assertLabel(label);
  const told = {
    label,
    folder,
    ...particulars({ holder, purpose }),
  };
  await readSeed(keyPath(folder, seed));
  const password = await readPassword(passwordSource(options), `the seed ${seed}`);
  try {
    if (!options.keystore) {
      const saved = await cardFromSeed(told, { seed, path, unhardened }, password);
      const failure = await toldKey(saved.path, "made", { note: `of the seed ${seed}` });
      return withUntold({ json: cardJson(saved), text: cardText(saved), notes: notes(unhardened) }, failure);
    }
    const known = [label, holder, purpose];
    const saved = await withNewPassword(renewed(options), `the new key ${label}`, known, (fresh) =>
      deriveToKeystore({ seed: keyPath(folder, seed), path, unhardened }, password, {
        ...told,
        password: fresh,
        cost: options.light ? "light" : "standard",
      }),
    );
    const failure = await toldKey(saved.path, "made", { note: `of the seed ${seed}` });
    return withUntold({ json: saved, text: savedText(label, saved), notes: notes(unhardened) }, failure);
  } finally {
    password.wipe();
  }
});

function notes(unhardened: boolean): string[] {
  if (!unhardened) return [];
  return [
    "not hardened: whoever gets this key and the extended public key above it has that one's private key, and all beside it",
  ];
}
