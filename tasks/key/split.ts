import { splitKey } from "../../src/backup/split.ts";
import { readPassword } from "../../src/keys/password.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { type PassphraseOptions, readPassphrase } from "../ports/passphrase.ts";
import { passwordSource, type SecretOptions } from "../ports/secret.ts";
import { readSharing, type SharingOptions } from "../ports/sharing.ts";
import { keyPath } from "../ports/signer.ts";
import { withTerminal } from "../ports/tty.ts";
import { splitText } from "../ui/shares.ts";

type Options = Spoken &
  SecretOptions &
  PassphraseOptions &
  SharingOptions & { label: string; keys: string; out: string | undefined };

/** Cuts a key into shares of words, for people and paper. */
export default answering(async (options: Options) => {
  const { label, keys, out } = options;
  const sharing = readSharing(options);
  const path = keyPath(keys, label);
  const password = await readPassword(passwordSource(options), label);
  try {
    const passphrase = await readPassphrase(options, true);
    try {
      const request = { path, password, passphrase, sharing, records: keys, created: new Date() };
      const done =
        out === undefined
          ? await withTerminal((descriptor) =>
              splitKey({ ...request, target: { kind: "terminal", descriptor } }),
            )
          : await splitKey({ ...request, target: { kind: "folder", folder: out } });
      return { json: done, text: splitText(done) };
    } finally {
      passphrase.wipe();
    }
  } finally {
    password.wipe();
  }
});
