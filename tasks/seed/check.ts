import { BaseError } from "../../src/errors.ts";
import { readPassword } from "../../src/keys/password.ts";
import { checkWords } from "../../src/keys/seed/store.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { passwordSource, type SecretOptions } from "../ports/secret.ts";
import { type WordsOptions, withWords } from "../ports/seed.ts";
import { keyPath } from "../ports/signer.ts";
import { command } from "../ui/command.ts";

/** Proves that words on paper are those of the seed; the strongroom reads and compares them. @throws `Task.OtherWords` */
export default answering(
  async (options: Spoken & SecretOptions & WordsOptions & { keys: string; label: string }) => {
    const path = keyPath(options.keys, options.label);
    const password = await readPassword(passwordSource(options), `the seed ${options.label}`);
    try {
      const same = await withWords(options, (words) => checkWords(path, password, words));
      if (same) return { json: { seed: path, same }, text: "these are the words of the seed" };
    } finally {
      password.wipe();
    }
    throw new BaseError({
      code: "Task.OtherWords",
      message: "these words are a seed's, but not this one's",
      fix: `find the paper of this seed, or write it anew with \`${command("seed words")}\``,
      details: { path },
    });
  },
);
