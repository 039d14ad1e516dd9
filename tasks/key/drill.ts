import { type DrillSource, drill } from "../../src/backup/drill.ts";
import { backedKey, noteDrill } from "../../src/backup/note.ts";
import { hash } from "../../src/canonical.ts";
import { BaseError } from "../../src/errors.ts";
import { readPassword } from "../../src/keys/password.ts";
import { lend } from "../../src/signer/keystore.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { type PassphraseOptions, readPassphrase } from "../ports/passphrase.ts";
import { passwordSource, type SecretOptions } from "../ports/secret.ts";
import {
  descriptorsOf,
  type ExpectedOptions,
  needsPassphrase,
  readExpected,
  withSource as withShareSource,
} from "../ports/share-source.ts";
import { keyPath } from "../ports/signer.ts";
import { handled } from "../ports/watch.ts";
import { drilledText } from "../ui/backup.ts";

type Options = Spoken &
  SecretOptions &
  PassphraseOptions &
  ExpectedOptions & {
    label: string;
    keys: string;
    sources: string[];
    shareFds: string | undefined;
    manifest: string;
    copy: string | undefined;
    sealed: string | undefined;
    drills: string;
  };

/**
 * Recovers a key from real copies, has it prove itself, and notes that; the recovered key is gone afterwards. The log that tells the
 * key's use tells the drill, wherever the copies lie.
 */
export default answering(async (options: Options) => {
  const { label, keys, manifest, drills } = options;
  const key = await backedKey(manifest, label);
  const told = { file: keyPath(keys, label), label, address: key.address };
  const { path, record } = await handled(
    told,
    "drilled",
    async () => {
      const held = await withSource(options, key.address, (source) => drill({ key, source, at: new Date() }));
      return { path: await noteDrill(manifest, drills, held), record: held };
    },
    // Those present sign the record later: what they sign is what stays.
    ({ record: { evidence } }) => ({
      document: hash(evidence),
      note: `from ${evidence.copies.join(", ")}`,
    }),
  );
  return { json: { record: path, drill: record }, text: drilledText(path, record) };
});

async function withSource<T>(
  options: Options,
  address: string,
  use: (source: DrillSource) => Promise<T>,
): Promise<T> {
  const { sources: files, shareFds, copy, sealed, set } = options;
  if (copy !== undefined) {
    const [path] = files;
    if (path === undefined || files.length !== 1) throw oneFile(copy);
    return lend(
      () => readPassword(passwordSource(options), path),
      (password) => use({ kind: "keystore", path, password, copy }),
    );
  }
  if (sealed !== undefined) {
    const source = { files, descriptors: descriptorsOf(shareFds) };
    return lend(
      () => readPassword(passwordSource(options), `the keystore in ${sealed}`),
      (password) => use({ kind: "sealed", path: sealed, source, password }),
    );
  }
  const expected = await readExpected({ ...options, ...(set === undefined ? { address } : {}) });
  return lend(
    () => readPassphrase({ ...options, passphrase: needsPassphrase(options, expected) }, false),
    (passphrase) =>
      withShareSource({ shares: files, shareFds }, (source) =>
        use({ kind: "shares", source, expected, passphrase }),
      ),
  );
}

function oneFile(copy: string): BaseError {
  return new BaseError({
    code: "Task.OneKeystore",
    message: `a drill of the copy "${copy}" needs that one file`,
    fix: "name the keystore on its medium, or the device's card; for shares leave --copy away",
    details: { copy },
  });
}
