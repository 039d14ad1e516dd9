import { createHash, createPublicKey, verify } from "node:crypto";
import { BaseError } from "../../errors.ts";

/**
 * Signed notes (c2sp.org/signed-note): a text, and below it lines of signatures, each by a key with a name. Of the kinds of
 * signature this knows Ed25519, which all readers know; lines of other keys are passed over, as the specification demands.
 */

/** A key that signs notes, by its public half. */
export type NoteKey = { readonly name: string; readonly id: Buffer; readonly publicKey: Buffer };

/** A note whose signatures were not checked yet. */
export type Note = {
  /** With its final newline: the bytes that are signed. */
  readonly text: string;
  readonly signatures: readonly { readonly name: string; readonly id: Buffer; readonly signature: Buffer }[];
};

const ED25519 = 0x01;
/** What DER writes before the 32 bytes of an Ed25519 public key (RFC 8410). */
const SPKI = Buffer.from("302a300506032b6570032100", "hex");
/** A note longer than this is not one. */
export const MAX_NOTE = 256 * 1024;
const MAX_SIGNATURES = 64;
const NAME = /^[^\s+\p{Cc}]{1,200}$/u;
const SIGNATURE = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/u;

/** What ties a key to its name and kind: the first four bytes of SHA-256(name ‖ newline ‖ kind ‖ key). */
export function keyId(name: string, publicKey: Uint8Array): Buffer {
  const kind = Buffer.from([0x0a, ED25519]);
  return createHash("sha256").update(name, "utf8").update(kind).update(publicKey).digest().subarray(0, 4);
}

/** The key as one word, `name+id+base64(kind ‖ key)`: what a verifier is configured with. @throws `Note.BadKeyName` */
export function verifierKey(name: string, publicKey: Uint8Array): string {
  assertName(name);
  const bytes = Buffer.concat([Buffer.from([ED25519]), publicKey]);
  return `${name}+${keyId(name, publicKey).toString("hex")}+${bytes.toString("base64")}`;
}

/** Reads such a word. @throws `Note.BadVerifierKey` */
export function readVerifierKey(word: string): NoteKey {
  const [, name = "", id = "", text = ""] =
    /^([^\s+]{1,200})\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/u.exec(word) ?? [];
  const bytes = Buffer.from(text, "base64");
  const publicKey = bytes.subarray(1);
  const isSound =
    bytes.length === 33 &&
    bytes[0] === ED25519 &&
    bytes.toString("base64") === text &&
    keyId(name, publicKey).toString("hex") === id;
  if (isSound) return { name, id: Buffer.from(id, "hex"), publicKey };
  throw new BaseError({
    code: "Note.BadVerifierKey",
    message: "this is no verifier key of an Ed25519 note key, or was copied wrongly",
    fix: "copy it as `key log show` prints it: name+8 hex digits+base64",
    details: { word: word.slice(0, 300) },
  });
}

/** One line of signature. */
export function signatureLine({ name, id }: NoteKey, signature: Uint8Array): string {
  return `\u2014 ${name} ${Buffer.concat([id, signature]).toString("base64")}\n`;
}

/** Takes a note apart; nothing of it may be believed before {@link isSignedBy}. @throws `Note.Malformed` */
export function readNote(note: string): Note {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the specification forbids them
  if (note.length > MAX_NOTE || !note.isWellFormed() || /[\0-\x09\x0b-\x1f]/.test(note))
    throw malformed("it is too long, or holds control characters");
  const split = note.lastIndexOf("\n\n");
  if (split < 0 || !note.endsWith("\n")) throw malformed("it has no blank line before its signatures");
  const lines = note.slice(split + 2, -1).split("\n");
  if (lines.length > MAX_SIGNATURES) throw malformed("it has too many signatures");
  return {
    text: note.slice(0, split + 1),
    signatures: lines.map((line) => {
      const [, name, word = ""] = SIGNATURE.exec(line) ?? [];
      const bytes = Buffer.from(word, "base64");
      if (name === undefined || bytes.length < 5 || bytes.toString("base64") !== word)
        throw malformed("a line below the blank line is no signature");
      return { name, id: bytes.subarray(0, 4), signature: bytes.subarray(4) };
    }),
  };
}

/** Whether the key signed the note, and no signature under its name and id is false. */
export function isSignedBy({ text, signatures }: Note, key: NoteKey): boolean {
  const own = signatures.filter(({ name, id }) => name === key.name && id.equals(key.id));
  const publicKey = createPublicKey({
    key: Buffer.concat([SPKI, key.publicKey]),
    format: "der",
    type: "spki",
  });
  const bytes = Buffer.from(text, "utf8");
  return own.length > 0 && own.every(({ signature }) => verify(null, bytes, publicKey, signature));
}

/** @throws `Note.BadKeyName` */
export function assertName(name: string): void {
  if (NAME.test(name)) return;
  throw new BaseError({
    code: "Note.BadKeyName",
    message: `"${name}" cannot name a log`,
    fix: "use the form of a web address without its scheme, such as example.org/conclave: no blanks, no plus",
    details: { name },
  });
}

function malformed(why: string): BaseError {
  return new BaseError({
    code: "Note.Malformed",
    message: `this is no signed note: ${why}`,
    fix: "fetch the file again from where it was kept, byte by byte",
    details: { why },
  });
}
