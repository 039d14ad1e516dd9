import { BaseError } from "../../errors.ts";
import { HASH_SIZE } from "./merkle.ts";
import { isSignedBy, type Note, type NoteKey, readNote } from "./note.ts";

/** What a log's key signs (c2sp.org/tlog-checkpoint): the log's name, how many lines it has, and the root over them. */
export type Head = { readonly origin: string; readonly size: number; readonly root: Buffer };

/** A head as it was read, with the note around it. */
export type Checkpoint = Head & {
  /** The note, byte by byte. */
  readonly note: string;
  /** The signed bytes: the note without its signatures. */
  readonly text: string;
};

/** The text that is signed. */
export function headText({ origin, size, root }: Head): string {
  return `${origin}\n${size}\n${root.toString("base64")}\n`;
}

/** Reads the signed text. Lines of extension, which nobody could audit, are refused. @throws `Checkpoint.Malformed` */
export function readHead(text: string): Head {
  const [origin = "", size = "", root = "", end, ...rest] = text.split("\n");
  const bytes = Buffer.from(root, "base64");
  const isSound =
    origin !== "" &&
    /^(0|[1-9]\d{0,15})$/.test(size) &&
    Number.isSafeInteger(Number(size)) &&
    bytes.length === HASH_SIZE &&
    bytes.toString("base64") === root &&
    end === "" &&
    rest.length === 0;
  if (isSound) return { origin, size: Number(size), root: bytes };
  throw new BaseError({
    code: "Checkpoint.Malformed",
    message: "this is no checkpoint of a log: it must be a name, a number of lines and a root hash",
    fix: "name a file that `key log checkpoint` wrote",
  });
}

/**
 * Opens a checkpoint that must be signed by the log's key.
 * @throws `Note.Malformed`, `Checkpoint.Malformed`, `Checkpoint.NotSigned`, `Checkpoint.OtherLog`
 */
export function openCheckpoint(note: string, key: NoteKey): Checkpoint {
  const read: Note = readNote(note);
  if (!isSignedBy(read, key)) {
    throw new BaseError({
      code: "Checkpoint.NotSigned",
      message: `the checkpoint is not signed by the log's key ${key.name}+${key.id.toString("hex")}`,
      fix: "do not believe it: find out who made it; if the log's key was changed, verify with the key of that time",
      details: { name: key.name, id: key.id.toString("hex") },
    });
  }
  const head = readHead(read.text);
  if (head.origin === key.name) return { ...head, note, text: read.text };
  throw new BaseError({
    code: "Checkpoint.OtherLog",
    message: `the checkpoint is of the log ${head.origin}, not of ${key.name}`,
    fix: "name a checkpoint of this log",
    details: { found: head.origin, expected: key.name },
  });
}
