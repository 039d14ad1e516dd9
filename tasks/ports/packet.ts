import { createInterface } from "node:readline/promises";
import { type Address, getAddress, isAddress } from "viem";
import { BaseError } from "../../src/errors.ts";
import { readText } from "../../src/files.ts";
import { isAttended } from "../../src/keys/password.ts";
import type { AskPassword } from "../../src/signer/keystore.ts";
import { passwordFor } from "./secret.ts";
import { keyPath } from "./signer.ts";

/** An identity's label in its folder, or a file. */
export type IdentityOptions = {
  readonly identities: string;
  readonly identity: string | undefined;
  readonly identityPasswordFile: string | undefined;
  readonly identityPasswordFd: string | undefined;
};

export function identityFrom(options: IdentityOptions): {
  readonly path: string;
  readonly password: AskPassword;
} {
  const identity = needed(options.identity, "--identity", "your identity's label, or its file");
  const { identities, identityPasswordFile: passwordFile, identityPasswordFd: passwordFd } = options;
  const password = passwordFor({ passwordFile, passwordFd }, `the identity ${identity}`);
  return { path: keyPath(identities, identity), password };
}

/** A list may name a thousand recipients, of which no packet has more than a few. */
const LIMIT = 2 ** 16;

/** Recipients between commas, or files of them, one a line, as `age -R` takes them. @throws what `readText` throws */
export async function recipientsFrom(list: string): Promise<string[]> {
  const named = list.split(",").map((item) => item.trim());
  const found = await Promise.all(
    named.map(async (item) => (item.startsWith("age1") ? [item] : linesOf(await readText(item, LIMIT)))),
  );
  return found.flat();
}

function linesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
}

/** Words that were heard: given, or typed at the terminal. @throws `Task.NoPhrase` */
export async function heard(phrase: string | undefined, whose: string): Promise<string> {
  if (phrase !== undefined) return phrase;
  if (!isAttended()) {
    throw new BaseError({
      code: "Task.NoPhrase",
      message: `the check phrase is missing, which ${whose} reads to you over another channel`,
      fix: 'call them, then add --phrase "the eight words"',
    });
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question(`The check phrase, as ${whose} reads it to you: `);
  } finally {
    terminal.close();
  }
}

/** @throws `Task.OptionMissing`, `Task.BadPersonAddress` */
export function addressFrom(given: string | undefined, option: string): Address {
  const text = needed(given, option, "the address of the person, as they told you");
  if (isAddress(text)) return getAddress(text);
  throw new BaseError({
    code: "Task.BadPersonAddress",
    message: `${option} takes an address, and this is none`,
    fix: "write it as the person told you, from 0x on; mind capitals, which are a checksum",
    details: { option },
  });
}

/** An option without which there is nothing to do. @throws `Task.OptionMissing` */
export function needed(value: string | undefined, option: string, what: string): string {
  if (value !== undefined && value !== "") return value;
  throw new BaseError({
    code: "Task.OptionMissing",
    message: `${option} is missing: ${what}`,
    fix: `add ${option}; --help shows an example`,
    details: { option },
  });
}
