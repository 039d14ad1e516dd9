import type { Hex } from "viem";
import { z } from "zod";
import { stringify } from "../../canonical.ts";
import { BaseError } from "../../errors.ts";
import { digestOfShare, readFileShare } from "../file-share.ts";
import type { Secret } from "../secret.ts";
import { digestOf } from "../share-set.ts";
import { readShare } from "../slip39.ts";
import type { Hear } from "../strongroom/hear.ts";
import type { Show } from "../strongroom/show.ts";
import type { MadeIdentity } from "./identity.ts";
import { type Cover, type Expected, outer, unwrap, type Wrapped, wrap } from "./parcel.ts";

/** A share's paper, as it was shown to its holder: words of SLIP-39, or the line of a file share, with whatever is noted above. */
const MOST_TEXT = 16_384;
const shareParcel = z.strictObject({ ...outer, kind: z.literal("share"), text: z.string().max(MOST_TEXT) });

/** What of a share is no secret: by its digest whoever has the record of the set knows which one it is. */
export type ShareSubject =
  | {
      readonly kind: "share";
      readonly set: number;
      /** Counted from 0, as in the set's record. */
      readonly group: number;
      readonly member: number;
      readonly digest: Hex;
    }
  | {
      /** Of the key of sealed files. */
      readonly kind: "file-share";
      readonly set: string;
      /** Counted from 1, as on the share itself. */
      readonly index: number;
      readonly digest: Hex;
    };

/**
 * Encrypts a share to its receivers. It is read here and nowhere else; what is no share, such as a password, a mnemonic or a
 * keystore, is refused. @throws `Share.Unreadable`, `Parcel.NotPlainText`, `Parcel.TooLong`, what `encryptTo` throws
 */
export async function wrapShare(
  { cover, name }: { readonly cover: Cover; readonly name: string },
  _: Record<never, never>,
  __: Show,
  hear: Hear,
): Promise<Wrapped & { readonly share: ShareSubject }> {
  const paper = hear("The share:");
  const text = paper.revealText();
  paper.wipe();
  assertPlainText(text);
  if (text.length > MOST_TEXT) throw tooLong(text.length);
  return { share: subjectOf(text, name), ...(await wrap(cover, { kind: "share", text })) };
}

/** Decrypts a share, compares it with what the packet says of it, and writes it to the file that the caller opened. */
export async function unwrapShare(
  request: {
    readonly identity: MadeIdentity;
    readonly ciphertext: string;
    readonly expected: Pick<Expected, "cover" | "opening"> & { readonly share: ShareSubject };
  },
  { identityPassword }: { identityPassword: Secret },
  show: Show,
): Promise<{ readonly token: Hex }> {
  const { identity, ciphertext, expected } = request;
  const { parcel, token } = await unwrap(shareParcel, identity, identityPassword, ciphertext, expected);
  assertPlainText(parcel.text);
  assertSame(parcel.text, expected.share);
  show(parcel.text);
  return { token };
}

/** Reads a file back that should hold a share. @throws `Share.Unreadable`, `Parcel.OtherShare` */
export async function testShare(
  { share }: { readonly share: ShareSubject },
  _: Record<never, never>,
  __: Show,
  hear: Hear,
): Promise<null> {
  const paper = hear("The share:");
  assertSame(paper.revealText(), share);
  paper.wipe();
  return null;
}

function subjectOf(text: string, name: string): ShareSubject {
  if (/^\s*conclave-file-share:/m.test(text)) {
    const { id: set, index, bytes } = readFileShare(text, name);
    const digest: Hex = `0x${digestOfShare(set, index, bytes)}`;
    bytes.fill(0);
    return { kind: "file-share", set, index, digest };
  }
  const { id: set, group, member, words } = readShare(text, name);
  return { kind: "share", set, group, member, digest: digestOf(words) };
}

function assertSame(text: string, expected: ShareSubject): void {
  const found = subjectOf(text, "the share in the packet");
  if (stringify(found) === stringify(expected)) return;
  throw new BaseError({
    code: "Parcel.OtherShare",
    message: "the packet holds another share than its sender signed",
    fix: "do not use it; tell the sender, over another channel, to send it anew and to look after that machine",
    details: { expected: expected.digest, found: found.digest },
  });
}

/** Notes above the words are read by people at terminals, which control characters would command. */
function assertPlainText(text: string): void {
  if (!/[^\P{C}\n\r\t]/u.test(text)) return;
  throw new BaseError({
    code: "Parcel.NotPlainText",
    message: "the share's file has characters that are no text",
    fix: "take the file as it was written when the key was split, or one with the words alone",
  });
}

/** Its receiver would take it for something else than was signed. */
function tooLong(length: number): BaseError {
  return new BaseError({
    code: "Parcel.TooLong",
    message: `the share's file has ${length} characters, a packet has room for ${MOST_TEXT}`,
    fix: "take the file as it was written when the key was split, or one with the words alone",
    details: { length, most: MOST_TEXT },
  });
}
