import { join } from "node:path";
import { type Address, zeroAddress } from "viem";
import type { Key } from "../../src/charter/model.ts";
import { identity } from "../../src/charter/roster.ts";
import type { BaseError } from "../../src/errors.ts";
import { printable } from "../../src/printable.ts";
import type { Signer } from "../../src/signer/signer.ts";
import { journalBeside } from "../../src/usage/log/journal.ts";
import { identityOf, type Watch } from "../../src/usage/permit.ts";
import { policed } from "../../src/usage/policed.ts";
import { type Happening, handling, keyIn, type More, type Told, tellDone } from "../../src/usage/tell.ts";
import type { Answer } from "./answer.ts";

/** The signer of a key's file, under the policy beside it and the log of its folder, as far as there are any. */
export async function watched(signer: Signer, file: string): Promise<Signer> {
  return policed(signer, await watchOf(file, signer.describe().label, identityOf(signer.signerBytes)));
}

/** The same for a key whose account is to be lent. A keystore that names none is not known before it is opened. */
export async function watchOfKey(file: string): Promise<Watch> {
  const { label, address } = await keyIn(file);
  return watchOf(file, label, address ?? zeroAddress);
}

/**
 * Tells the log of a key's folder what became of the key of a file, which is written by now.
 * @returns what the log could not be told: that does not undo it
 */
export async function toldKey(
  file: string,
  event: Happening,
  more: More = {},
): Promise<BaseError | undefined> {
  return tellDone(await keyIn(file), event, more);
}

/**
 * Tells the log of a folder what a chain says of a key of the roster; its own file may be on another machine.
 * @returns what the log could not be told: that does not undo it
 */
export async function toldOf(
  folder: string,
  label: string,
  key: Key | null | undefined,
  event: Happening,
  more: More = {},
): Promise<BaseError | undefined> {
  if (!key) return undefined;
  return tellDone({ file: join(folder, `${label}.json`), label, address: identity(key) }, event, more);
}

/** What was done, and beside it that the log could not be told. */
export function withUntold(done: Done, failure: BaseError | undefined): Answer {
  if (failure === undefined) return done;
  return { ...done, json: { ...done.json, untold: failure.toJSON() }, failure };
}

type Done = Answer & { readonly json: object };

/** Does something that opens the key of a file, under the log of its folder. */
export async function handledKey<T>(
  file: string,
  event: Happening,
  work: () => Promise<T>,
  more: More | ((result: T) => More) = {},
): Promise<T> {
  return handled(await keyIn(file), event, work, more);
}

/** The same for a key that is known, whatever lies where its file was. */
export async function handled<T>(
  key: Told,
  event: Happening,
  work: () => Promise<T>,
  more: More | ((result: T) => More) = {},
): Promise<T> {
  return handling(key, event, work, more, warn);
}

function warn(words: string): void {
  process.stderr.write(`${printable(words)}\n`);
}

async function watchOf(file: string, label: string, address: Address): Promise<Watch> {
  const clock = () => new Date();
  const journal = await journalBeside(file, clock);
  return {
    file,
    label,
    address,
    ...(journal === undefined ? {} : { journal }),
    clock,
    tell: warn,
  };
}
