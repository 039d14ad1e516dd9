import type { ShareSource } from "../../src/backup/shares.ts";
import { BaseError } from "../../src/errors.ts";
import { readJson } from "../../src/files.ts";
import type { Expected } from "../../src/keys/recover.ts";
import { shareSet } from "../../src/keys/share-set.ts";
import { readCurve } from "./curve.ts";
import type { PassphraseOptions } from "./passphrase.ts";
import { readAddress } from "./place.ts";
import { withTerminal } from "./tty.ts";

/** Where shares come from: files, descriptors, or people at the terminal. */
export type SourceOptions = { shares: string[]; shareFds: string | undefined };

/** Whose key they should give. */
export type ExpectedOptions = { set: string | undefined; address: string | undefined; curve: string };

/** @throws `Task.NoTerminal`, `Task.BadShareDescriptors` */
export async function withSource<T>(
  { shares: files, shareFds }: SourceOptions,
  use: (source: ShareSource) => Promise<T>,
): Promise<T> {
  const descriptors = descriptorsOf(shareFds);
  if (files.length + descriptors.length > 0) return use({ files, descriptors });
  return withTerminal((terminal) => use({ terminal }));
}

/** @throws `Task.NothingExpected`, `Task.OtherExpected`, `Files.*` */
export async function readExpected({ set: record, address, curve }: ExpectedOptions): Promise<Expected> {
  if (record !== undefined) {
    const set = await readJson(record, shareSet);
    const expected = { address: readAddress(set.address), curve: set.curve, set };
    if (address !== undefined && readAddress(address) !== expected.address)
      throw otherExpected(record, address, expected.address);
    return expected;
  }
  if (address !== undefined) return { address: readAddress(address), curve: readCurve(curve) };
  throw new BaseError({
    code: "Task.NothingExpected",
    message: "whose key? a wrong passphrase gives another key, so it must be known which is wanted",
    fix: "name the set's record with --set, or the key's --address, which the charter and the papers have",
  });
}

/** The record is a file, and could be another's: what somebody says besides is not passed over. */
export function otherExpected(record: string, expected: string, found: string): BaseError {
  return new BaseError({
    code: "Task.OtherExpected",
    message: `${record} is the record of shares of ${found}, and ${expected} is asked for`,
    fix: "find the record of the right set; if this should be it, find out who wrote to it",
    details: { record, expected, found },
  });
}

/** Whether the shares have a passphrase: somebody says so, or the record of their set does. */
export function needsPassphrase({ passphrase }: PassphraseOptions, { set }: Expected): boolean {
  return passphrase || set?.passphrase === true;
}

/** @throws `Task.BadShareDescriptors` */
export function descriptorsOf(text: string | undefined): number[] {
  if (text === undefined) return [];
  const parts = text.split(",").map((part) => part.trim());
  if (parts.every((part) => /^\d{1,4}$/.test(part))) return parts.map(Number);
  throw new BaseError({
    code: "Task.BadShareDescriptors",
    message: "--share-fds takes numbers of open descriptors",
    fix: "write for instance: --share-fds 3,4 3< <(one program) 4< <(another)",
  });
}
