import { createReadStream } from "node:fs";
import { isatty } from "node:tty";
import prompt from "@inquirer/password";
import { BaseError } from "../errors.ts";
import { readSecretBytes } from "../secret-files.ts";
import { assertStrong } from "./passphrase.ts";
import { Secret } from "./secret.ts";

/** Where a password comes from. Never from arguments or the environment, which other processes can read. */
export type PasswordSource =
  /** A file with mode 0600 that holds the password as its only line. */
  | { readonly kind: "file"; readonly path: string }
  /** An open descriptor: 3 or above for a pipe the caller set up, 0 for standard input. */
  | { readonly kind: "descriptor"; readonly descriptor: number }
  /** The person at the terminal. `asker` stands in for the prompt. */
  | { readonly kind: "terminal"; readonly asker?: (message: string) => Promise<string> };

const MAX_LENGTH = 1024;

/**
 * The password as raw UTF-8 bytes, without the line's end; not normalised, as in geth and cast. The caller wipes it.
 * For a new keystore (`isNew`) it must be strong, and people type it twice, as they do whatever nothing could tell from a slip (`isTwice`).
 * @param subject what the password is for, shown to the person asked
 * @param options.known what a guesser would try first, such as the key's label and its holder's name
 * @throws `Password.NoTerminal`, `Password.Cancelled`, `Password.Differs`, `Password.TooWeak`, `Password.Empty`,
 * `Password.SeveralLines`, `Password.TooLong`, `Password.BadDescriptor`, `Files.OpenToOthers`, `Files.NotFound`
 */
export async function readPassword(
  source: PasswordSource,
  subject: string,
  options: { readonly isNew?: boolean; readonly isTwice?: boolean; readonly known?: readonly string[] } = {},
): Promise<Secret> {
  const { isNew = false, isTwice = isNew } = options;
  const password = await fetch(source, subject, { isNew, isTwice });
  try {
    if (isNew) await assertStrong(password, options);
    return password;
  } catch (error) {
    password.wipe();
    throw error;
  }
}

type Asking = { readonly isNew: boolean; readonly isTwice: boolean };

async function fetch(source: PasswordSource, subject: string, asking: Asking): Promise<Secret> {
  switch (source.kind) {
    case "file":
      return onlyLine(await readSecretBytes(source.path, MAX_LENGTH));
    case "descriptor":
      return onlyLine(await readDescriptor(source.descriptor));
    case "terminal":
      return askPerson(source.asker ?? askAtTerminal, subject, asking);
  }
}

async function askPerson(
  ask: (message: string) => Promise<string>,
  subject: string,
  { isNew, isTwice }: Asking,
): Promise<Secret> {
  const password = onlyLine(Buffer.from(await ask(`${isNew ? "New password" : "Password"} for ${subject}:`)));
  if (!isTwice) return password;
  const again = Secret.text(await ask("The same again:"));
  const same = password.equals(again);
  again.wipe();
  if (same) return password;
  password.wipe();
  throw new BaseError({
    code: "Password.Differs",
    message: "what was typed differs from what was typed before",
    fix: "type it twice in the same way",
  });
}

/** Asks without echo. @throws `Password.NoTerminal`, `Password.Cancelled` */
export async function askAtTerminal(message: string): Promise<string> {
  if (!isAttended()) {
    throw new BaseError({
      code: "Password.NoTerminal",
      message: "a password is needed and there is nobody to ask",
      fix: "pass --password-file with a file of mode 0600, or the password through a pipe",
    });
  }
  try {
    // Unless switched off, Ctrl+T would show the password in clear. Standard output is for results.
    return await prompt({ message, toggleMask: false }, { output: process.stderr });
  } catch {
    throw new BaseError({
      code: "Password.Cancelled",
      message: "no password was given",
      fix: "start the command again and type the password",
    });
  }
}

/** Whether somebody sits there who can be asked. Never so in CI. */
export function isAttended(): boolean {
  const { CI } = process.env;
  const unattended = CI !== undefined && CI !== "" && CI !== "0" && CI !== "false";
  return !unattended && process.stdin.isTTY === true && process.stderr.isTTY === true;
}

async function readDescriptor(descriptor: number): Promise<Buffer> {
  const usable = descriptor === 0 || (Number.isInteger(descriptor) && descriptor > 2);
  // A terminal would show what is typed.
  if (!usable || isatty(descriptor)) throw badDescriptor(descriptor);
  const bytes = Buffer.alloc(MAX_LENGTH + 1);
  let length = 0;
  try {
    for await (const chunk of createReadStream("", { fd: descriptor, autoClose: false })) {
      const part = chunk as Buffer;
      if (length + part.length > MAX_LENGTH) throw tooLong();
      length += part.copy(bytes, length);
      part.fill(0);
    }
    const read = Buffer.alloc(length);
    bytes.copy(read);
    return read;
  } catch (cause) {
    throw cause instanceof BaseError ? cause : badDescriptor(descriptor, cause);
  } finally {
    bytes.fill(0);
  }
}

/** The single line of an input, taken over: the bytes are overwritten. */
function onlyLine(bytes: Buffer): Secret {
  let end = bytes.length;
  if (bytes[end - 1] === 0x0a) end -= bytes[end - 2] === 0x0d ? 2 : 1;
  const line = bytes.subarray(0, end);
  const fault =
    end === 0 ? empty() : end > MAX_LENGTH ? tooLong() : line.includes(0x0a) ? severalLines() : undefined;
  const secret = Secret.take(line);
  bytes.fill(0);
  if (fault === undefined) return secret;
  throw fault;
}

function empty(): BaseError {
  return new BaseError({
    code: "Password.Empty",
    message: "the password is empty",
    fix: "check the file or pipe it should come from",
  });
}

function severalLines(): BaseError {
  return new BaseError({
    code: "Password.SeveralLines",
    message: "the password spans several lines",
    fix: "give one password, on one line",
  });
}

function tooLong(): BaseError {
  return new BaseError({
    code: "Password.TooLong",
    message: `the password is longer than ${MAX_LENGTH} bytes`,
    fix: "check that this is the file or pipe you mean",
  });
}

function badDescriptor(descriptor: number, cause?: unknown): BaseError {
  return new BaseError({
    code: "Password.BadDescriptor",
    message: `no password can be read from descriptor ${descriptor}`,
    fix: "connect a pipe, such as `3< <(your password manager)`; to type it, leave the option away",
    details: { descriptor },
    cause,
  });
}
