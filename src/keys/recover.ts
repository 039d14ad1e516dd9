import type { Address } from "viem";
import { BaseError } from "../errors.ts";
import { type Curve, type PublicKey, publicKeyOf } from "./curve.ts";
import { assertFit, missing, type Named, recoverSecret } from "./gather.ts";
import type { Secret } from "./secret.ts";
import type { Cut, ShareSet } from "./share-set.ts";
import { assertPassphrase, readShare } from "./slip39.ts";
import type { Hear } from "./strongroom/hear.ts";
import type { Show } from "./strongroom/show.ts";
import { type Draft, type Written, write } from "./written.ts";

/** Whose key is expected: by the set's record, or by what the charter or a share's paper says. */
export type Expected = { readonly address: Address; readonly curve: Curve; readonly set?: ShareSet };

type Sources = {
  readonly expected: Expected;
  /** What to call the shares, in the order of the places they are read from; none: people type them at a terminal. */
  readonly names: readonly string[];
};

export type Recovered = Written & {
  readonly shares: ToldShares;
};

/** Shares that something was recovered from: of which set, by group and member counted from 0. */
export type ToldShares = readonly {
  readonly name: string;
  readonly set: number;
  readonly group: number;
  readonly member: number;
}[];

/**
 * Puts a key together from its shares and encrypts it, if it is the one that was expected: a wrong passphrase gives another key,
 * not an error. @throws `Share.*`, what `write` throws
 */
export async function recoverKey(
  { expected, names, ...draft }: Sources & Pick<Draft, "description" | "cost">,
  { password, passphrase }: { password: Secret; passphrase: Secret },
  show: Show,
  hear: Hear,
): Promise<Recovered> {
  const phrase = passphrase.revealText();
  assertPassphrase(phrase);
  const shares = sharesFrom(names, expected.set, show, hear);
  const { secret: key, used } = recoverSecret(shares, phrase);
  const found = publicKeyOf(key, expected.curve);
  if (!isExpected(found, expected)) {
    key.wipe();
    throw wrongKey(expected, found?.address);
  }
  const written = await write(key, password, { ...draft, curve: expected.curve });
  return { ...written, shares: toldShares(used) };
}

/** Reads shares and compares each with the record of its set, without putting them together. @throws `Share.*` */
export async function checkShares(
  { set, names }: { readonly set: Cut; readonly names: readonly string[] },
  _: Record<never, never>,
  __: Show,
  hear: Hear,
): Promise<ToldShares> {
  const shares = names.map((name, at) => read(hear("", at), name));
  assertFit(shares, set);
  return toldShares(shares);
}

/** Which shares they are, without their words. */
export function toldShares(shares: readonly Named[]): ToldShares {
  return shares.map(({ name, id: set, group, member }) => ({ name, set, group, member }));
}

/** Shares from their places, or from people at a terminal if there are no names; of one set. @throws `Share.*` */
export function sharesFrom(
  names: readonly string[],
  set: Cut | undefined,
  show: Show,
  hear: Hear,
): readonly Named[] {
  const shares =
    names.length === 0 ? ask(set, show, hear) : names.map((name, at) => read(hear("", at), name));
  assertFit(shares, set);
  return shares;
}

function read(text: Secret, name: string): Named {
  try {
    return { ...readShare(text.revealText(), name), name };
  } finally {
    text.wipe();
  }
}

/** People at a terminal type one share after the other until they are enough; a mistyped one is asked for again. */
function ask(set: Cut | undefined, show: Show, hear: Hear): Named[] {
  const shares: Named[] = [];
  while (missing(shares).length > 0) {
    const name = `share ${shares.length + 1}`;
    try {
      const text = hear(
        `Type the words of ${name} on one line (four letters of each will do), then Enter:\n`,
      );
      if (text.length === 0) throw stopped(shares.length);
      const share = read(text, name);
      assertFit([...shares, share], set);
      shares.push(share);
    } catch (error) {
      if (!(error instanceof BaseError) || !error.code.startsWith("Share.") || error.code === "Share.Stopped")
        throw error;
      show(`${error.message}\n${error.fix}\nAn empty line ends this.\n\n`);
    }
  }
  return shares;
}

function isExpected(found: PublicKey | undefined, { address, set }: Expected): boolean {
  if (found === undefined || found.address.toLowerCase() !== address.toLowerCase()) return false;
  return set === undefined || set.point === found.point;
}

function stopped(given: number): BaseError {
  return new BaseError({
    code: "Share.Stopped",
    message: `no more shares were given after ${given}`,
    fix: "begin again once enough people are present",
    details: { given },
  });
}

function wrongKey({ address, curve, set }: Expected, found: string | undefined): BaseError {
  const why = set?.passphrase === false ? "" : ": the passphrase is wrong, or they are of another key";
  return new BaseError({
    code: "Share.WrongKey",
    message: `the shares fit together, but not to the key of ${address}${why}`,
    fix: "check the passphrase letter by letter, and that the address is the right one",
    details: { expected: address, curve, found },
  });
}
