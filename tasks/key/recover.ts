import { recoverKey } from "../../src/backup/recover.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { remarksOn } from "../ports/copies.ts";
import { type PassphraseOptions, readPassphrase } from "../ports/passphrase.ts";
import { type NewSecretOptions, withNewPassword } from "../ports/secret.ts";
import {
  type ExpectedOptions,
  needsPassphrase,
  readExpected,
  type SourceOptions,
  withSource,
} from "../ports/share-source.ts";
import { toldKey, withUntold } from "../ports/watch.ts";
import { recoveredText } from "../ui/shares.ts";

type Options = Spoken & NewSecretOptions & PassphraseOptions & ExpectedOptions & SourceOptions & Described;

type Described = {
  label: string;
  holder: string | undefined;
  light: boolean;
  backups: string | undefined;
};

/** Puts a key together from shares. */
export default answering(async (options: Options) => {
  const { label, keys: folder, holder, light } = options;
  const expected = await readExpected(options);
  const passphrase = await readPassphrase(
    { ...options, passphrase: needsPassphrase(options, expected) },
    false,
  );
  try {
    const saved = await withNewPassword(options, `the recovered key ${label}`, [label, holder], (password) =>
      withSource(options, (source) =>
        recoverKey({
          ...{ label, folder, expected, passphrase, password, source, cost: light ? "light" : "standard" },
          ...(holder === undefined ? {} : { holder }),
        }),
      ),
    );
    const failure = await toldKey(saved.path, "recovered");
    const notes = await remarksOn(options.backups, saved);
    return withUntold({ json: { ...saved, notes }, text: recoveredText(label, saved), notes }, failure);
  } finally {
    passphrase.wipe();
  }
});
