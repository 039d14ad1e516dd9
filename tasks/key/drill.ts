import { type DrillSource, drill } from "../../src/backup/drill.ts";
import { backedKey, noteDrill } from "../../src/backup/note.ts";
import { BaseError } from "../../src/errors.ts";
import { readPassword } from "../../src/keys/password.ts";
import type { Secret } from "../../src/keys/secret.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { type PassphraseOptions, readPassphrase } from "../ports/passphrase.ts";
import { passwordSource, type SecretOptions } from "../ports/secret.ts";
import { withTerminal } from "../ports/tty.ts";
import { drilledText } from "../ui/backup.ts";
import { descriptorsOf, type ExpectedOptions, readExpected } from "./recover.ts";

type Options = Spoken &
  SecretOptions &
  PassphraseOptions &
  ExpectedOptions & {
    label: string;
    sources: string[];
    shareFds: string | undefined;
    manifest: string;
    copy: string | undefined;
    sealed: string | undefined;
    drills: string;
  };

/** Recovers a key from real copies, has it prove itself, and notes that; the recovered key is gone afterwards. */
export default answering(async (options: Options) => {
  const { label, manifest, drills } = options;
  const key = await backedKey(manifest, label);
  const at = new Date();
  const record = await withSource(options, key.address, (source) => drill({ key, source, at }));
  const path = await noteDrill(manifest, drills, record);
  return { json: { record: path, drill: record }, text: drilledText(path, record) };
});

async function withSource<T>(
  options: Options,
  address: string,
  use: (source: DrillSource) => Promise<T>,
): Promise<T> {
  const { sources: files, copy, sealed, set } = options;
  if (copy !== undefined) {
    const [path] = files;
    if (path === undefined || files.length !== 1) throw oneFile(copy);
    const password = await readPassword(passwordSource(options), path);
    return lend(password, () => use({ kind: "keystore", path, password, copy }));
  }
  const descriptors = descriptorsOf(options.shareFds);
  if (sealed !== undefined) {
    const password = await readPassword(passwordSource(options), `the keystore in ${sealed}`);
    return lend(password, () =>
      use({ kind: "sealed", path: sealed, source: { files, descriptors }, password }),
    );
  }
  const expected = await readExpected({ ...options, ...(set === undefined ? { address } : {}) });
  const asked = options.passphrase || expected.set?.passphrase === true;
  const passphrase = await readPassphrase({ ...options, passphrase: asked }, false);
  return lend(passphrase, () => {
    const common = { kind: "shares", expected, passphrase } as const;
    if (files.length + descriptors.length > 0) return use({ ...common, source: { files, descriptors } });
    return withTerminal((terminal) => use({ ...common, source: { terminal } }));
  });
}

async function lend<T>(secret: Secret, use: () => Promise<T>): Promise<T> {
  try {
    return await use();
  } finally {
    secret.wipe();
  }
}

function oneFile(copy: string): BaseError {
  return new BaseError({
    code: "Task.OneKeystore",
    message: `a drill of the keystore copy "${copy}" needs that one file`,
    fix: "name the file on its medium; for shares leave --copy away",
    details: { copy },
  });
}
