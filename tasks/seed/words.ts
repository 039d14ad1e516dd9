import { readPassword } from "../../src/keys/password.ts";
import { readSeed, showWords } from "../../src/keys/seed/store.ts";
import { writeWords } from "../../src/keys/seed/words-file.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { passwordSource, type SecretOptions } from "../ports/secret.ts";
import { keyPath } from "../ports/signer.ts";
import { withTerminal } from "../ports/tty.ts";
import { handledKey } from "../ports/watch.ts";
import { command } from "../ui/command.ts";

type Options = Spoken & SecretOptions & { keys: string; label: string; out: string | undefined };

const WAIT =
  "\nWrite them down by hand, numbered, and keep them apart from everything else. Press Enter to wipe the screen. ";

/** Shows the words to the person at the terminal, or writes them to a new file. They are in no output. */
export default answering(async (options: Options) => {
  const { keys, label, out } = options;
  const path = keyPath(keys, label);
  const { passphrase } = await readSeed(path);
  const password = await readPassword(passwordSource(options), `the seed ${label}`);
  try {
    await handledKey(path, "exported", () =>
      out === undefined
        ? withTerminal((show) => showWords(path, password, { show, wait: WAIT }))
        : writeWords(path, password, out, keys),
    );
  } finally {
    password.wipe();
  }
  const where = out === undefined ? "shown" : `written to ${out}`;
  return {
    json: { seed: path, ...(out === undefined ? { shown: true } : { file: out }), passphrase },
    text: `${where}; \`${command(`seed check ${label}`)}\` proves what was noted`,
    notes: passphrase
      ? ["a BIP-39 passphrase belongs to these words, and was not shown: keep it too, elsewhere"]
      : [],
  };
});
