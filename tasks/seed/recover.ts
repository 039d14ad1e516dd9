import { recoverSeed } from "../../src/backup/recover.ts";
import { BaseError } from "../../src/errors.ts";
import { readJson } from "../../src/files.ts";
import { Secret } from "../../src/keys/secret.ts";
import type { ExpectedSeed } from "../../src/keys/seed/shares.ts";
import { seedShareSet } from "../../src/keys/share-set.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { type PassphraseOptions, readPassphrase } from "../ports/passphrase.ts";
import { readLanguage } from "../ports/seed.ts";
import { otherExpected, type SourceOptions, withSource } from "../ports/share-source.ts";
import { toldKey, withUntold } from "../ports/watch.ts";
import { recoveredSeedText } from "../ui/shares.ts";
import { type NewSeedOptions, withTarget } from "./generate.ts";

type ExpectedOptions = { set: string | undefined; fingerprint: string | undefined; language: string };
type Options = Spoken & NewSeedOptions & PassphraseOptions & SourceOptions & ExpectedOptions;

/** Puts a seed together from shares. */
export default answering(async (options: Options) => {
  const expected = await readExpected(options);
  const asked = options.passphrase || expected.set?.passphrase === true;
  const passphrase = await readPassphrase({ ...options, passphrase: asked }, false);
  const extra = options.bip39Passphrase || expected.set?.bip39Passphrase === true;
  try {
    const saved = await withTarget({ ...options, bip39Passphrase: extra }, ({ passphrase: own, ...target }) =>
      withSource(options, (source) =>
        recoverSeed({ ...target, source, expected, passphrase, bip39Passphrase: own ?? Secret.text("") }),
      ),
    );
    const failure = await toldKey(saved.path, "recovered");
    return withUntold({ json: saved, text: recoveredSeedText(saved) }, failure);
  } finally {
    passphrase.wipe();
  }
});

/** @throws `Task.NoSeedExpected`, `Task.OtherExpected`, `Files.*` */
export async function readExpected({
  set: record,
  fingerprint,
  language,
}: ExpectedOptions): Promise<ExpectedSeed> {
  if (record !== undefined) {
    const set = await readJson(record, seedShareSet);
    if (fingerprint !== undefined && fingerprint !== set.fingerprint)
      throw otherExpected(record, fingerprint, set.fingerprint);
    return { fingerprint: set.fingerprint, language: set.language, set };
  }
  if (fingerprint !== undefined && /^[0-9a-f]{8}$/.test(fingerprint))
    return { fingerprint, language: readLanguage(language) };
  throw new BaseError({
    code: "Task.NoSeedExpected",
    message: "which seed? a wrong passphrase gives another seed, so it must be known which is wanted",
    fix: "name the set's record with --set, or the --fingerprint (8 hex digits), which wallets and the papers show",
  });
}
