import { z } from "zod";
import { type SplitRequest, type SplitResult, splitKey, splitSeed } from "../../src/backup/split.ts";
import { readJson } from "../../src/files.ts";
import { readPassword } from "../../src/keys/password.ts";
import { looksLikeSeed } from "../../src/keys/seed/format.ts";
import type { SeedShareSet, ShareSet } from "../../src/keys/share-set.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { type PassphraseOptions, readPassphrase } from "../ports/passphrase.ts";
import { passwordSource, type SecretOptions } from "../ports/secret.ts";
import { readSharing, type SharingOptions } from "../ports/sharing.ts";
import { keyPath } from "../ports/signer.ts";
import { withTerminal } from "../ports/tty.ts";
import { handledKey } from "../ports/watch.ts";
import { splitText } from "../ui/shares.ts";

type Options = Spoken &
  SecretOptions &
  PassphraseOptions &
  SharingOptions & { label: string; keys: string; out: string | undefined };

type Split = (request: SplitRequest) => Promise<SplitResult<ShareSet | SeedShareSet>>;

/** Cuts a key, or the words of a seed, into shares of words, for people and paper. */
export default answering(async (options: Options) => {
  const { label, keys, out } = options;
  const sharing = readSharing(options);
  const path = keyPath(keys, label);
  const password = await readPassword(passwordSource(options), label);
  try {
    const passphrase = await readPassphrase(options, true);
    try {
      const request = { path, password, passphrase, sharing, records: keys, created: new Date() };
      // What a file is, it says; people say what they mean by its label.
      const split: Split = looksLikeSeed(await readJson(path, z.unknown())) ? splitSeed : splitKey;
      const done = await handledKey(path, "split", async () =>
        out === undefined
          ? withTerminal((descriptor) => split({ ...request, target: { kind: "terminal", descriptor } }))
          : split({ ...request, target: { kind: "folder", folder: out } }),
      );
      return { json: done, text: splitText(done) };
    } finally {
      passphrase.wipe();
    }
  } finally {
    password.wipe();
  }
});
