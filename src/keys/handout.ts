import { realpath } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { BaseError } from "../errors.ts";
import { writeSecret } from "../secret-files.ts";
import { generatePassphrase, passphraseBits } from "./passphrase.ts";
import { askAtTerminal, isAttended } from "./password.ts";
import { Secret } from "./secret.ts";
import { CLEAR } from "./strongroom/show.ts";

/** How a generated passphrase reaches its owner: nobody else sees it, and no output or log has it. */
export type Handout =
  /** A new file (0600), which must not lie beside the keystores it opens. */
  | { readonly kind: "file"; readonly path: string; readonly keys: string }
  /** The person at the terminal, once. `screen` stands in for it. */
  | { readonly kind: "terminal"; readonly screen?: Screen };

export type Screen = {
  readonly show: (text: string) => void;
  /** Asks without echo. */
  readonly ask: (message: string) => Promise<string>;
  /** Removes what was shown, also what scrolled away. */
  readonly wipe: () => void;
};

const TRIES = 3;

/**
 * Makes a passphrase and gives it to its owner, before anything is encrypted with it. At a terminal it must be typed back, which
 * shows that it was written down. The caller wipes it.
 * @param subject what it is for, shown to the person
 * @param words how many; eight if left out
 * @throws `Passphrase.BesideKeys`, `Passphrase.NobodySees`, `Passphrase.NotNoted`, `Password.Cancelled`, `Files.Exists`,
 * `Files.UnsafeFolder`, `Files.CannotWrite`
 */
export async function handOut(subject: string, to: Handout, words?: number): Promise<Secret> {
  if (to.kind === "terminal") return atTerminal(subject, to.screen ?? terminal(), words);
  const passphrase = generatePassphrase(words);
  try {
    await assertApart(to.path, to.keys);
    await writeSecret(to.path, `${passphrase.revealText()}\n`);
    return passphrase;
  } catch (error) {
    passphrase.wipe();
    throw error;
  }
}

async function atTerminal(
  subject: string,
  { show, ask, wipe }: Screen,
  words: number | undefined,
): Promise<Secret> {
  const passphrase = generatePassphrase(words);
  try {
    show(
      `The passphrase for ${subject} (${passphraseBits(words)} bits), shown this once:\n\n    ${passphrase.revealText()}\n\n` +
        "Write it down, or keep it in a password manager; apart from the keystore. Without it the key is lost.\n",
    );
    for (let i = 0; i < TRIES; i++) {
      const typed = Secret.text((await ask("Type it, to check what you wrote down:")).trim());
      const same = typed.equals(passphrase);
      typed.wipe();
      if (same) return passphrase;
      show("That is another one.\n");
    }
    throw notNoted();
  } catch (error) {
    passphrase.wipe();
    throw error;
  } finally {
    wipe();
  }
}

/** The terminal itself, if somebody sits there. Standard output is for results, which are logged and piped. */
function terminal(): Screen {
  if (!isAttended()) throw nobodySees();
  const show = (text: string) => void process.stderr.write(text);
  return { show, ask: askAtTerminal, wipe: () => show(CLEAR) };
}

/** A secret in clear beside what it opens is found together with it. KS-01. @throws `Passphrase.BesideKeys` */
export async function assertApart(path: string, keys: string): Promise<void> {
  const [folder, other] = await Promise.all([dirname(resolve(path)), resolve(keys)].map(real));
  if (folder !== other) return;
  throw new BaseError({
    code: "Passphrase.BesideKeys",
    message: `${path} would lie beside the keystores`,
    fix: "name a file in another folder, best on another medium: whoever copies the one must not get the other",
    details: { path, keys },
  });
}

async function real(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}

function nobodySees(): BaseError {
  return new BaseError({
    code: "Passphrase.NobodySees",
    message: "a generated passphrase is shown at a terminal, and there is nobody at one",
    fix: "name a new file with --passphrase-out, or give a password by --password-file or --password-fd",
  });
}

function notNoted(): BaseError {
  return new BaseError({
    code: "Passphrase.NotNoted",
    message: `what was typed differs from the passphrase, ${TRIES} times`,
    fix: "nothing was made; start again, and copy the passphrase word by word",
    details: { tries: TRIES },
  });
}
