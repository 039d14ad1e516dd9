import { join } from "node:path";
import type { Hex } from "viem";
import { z } from "zod";
import { pretty } from "../../canonical.ts";
import { BaseError } from "../../errors.ts";
import { readBytes, readJson, writeAtomic } from "../../files.ts";
import { entriesOf, isThere } from "../../folder.ts";
import type { Cost } from "../../keys/keystore.ts";
import { sealedSchema } from "../../keys/sealed.ts";
import type { Secret } from "../../keys/secret.ts";
import { inStrongroom } from "../../keys/strongroom/door.ts";
import { writeSecret } from "../../secret-files.ts";
import { headText } from "./checkpoint.ts";
import { lineBytes, NOTHING } from "./line.ts";
import { rootOf, type Tree } from "./merkle.ts";
import { assertName, MAX_NOTE, type NoteKey, readVerifierKey, signatureLine, verifierKey } from "./note.ts";
import { type LogFolder, pathsOf } from "./place.ts";

const schema = z.strictObject({
  version: z.literal(1),
  kind: z.literal("log key"),
  created: z.iso.datetime(),
  /** The public half as one word: give it to whoever is to verify the log. */
  verifier: z.string().max(400),
  sealed: sealedSchema,
});
/** The file of a log's key. */
export type LogKeyFile = z.output<typeof schema>;

/**
 * Begins a log: a key of its own for its heads, encrypted, and the first line, which names that key. One that was interrupted
 * between the two goes on with the key it made.
 * @param origin the log's name, in the form of a web address without scheme: nobody needs to answer there
 * @throws `Log.Exists`, `Note.BadKeyName`, what writing throws
 */
export async function beginLog(
  folder: LogFolder,
  origin: string,
  options: { readonly password: () => Promise<Secret>; readonly cost: Cost; readonly now: Date },
): Promise<{ readonly verifier: string; readonly key: string; readonly lines: string }> {
  assertName(origin);
  const { key, lines } = pathsOf(folder);
  if ((await isThere(lines)) || (await isThere(pathsOf(folder).state))) throw alreadyThere(folder);
  const verifier = (await isThere(key))
    ? (await readLogKey(folder)).verifier
    : await makeKey(folder, origin, options);
  if (readVerifierKey(verifier).name !== origin) throw alreadyThere(folder);
  const entry = { event: "begun", verifier } as const;
  const first = lineBytes({ number: 0, prev: NOTHING, time: options.now.toISOString(), ...entry });
  await writeSecret(lines, `${first.toString("utf8")}\n`);
  return { verifier, key, lines };
}

async function makeKey(
  folder: LogFolder,
  origin: string,
  { password: ask, cost, now }: { password: () => Promise<Secret>; cost: Cost; now: Date },
): Promise<string> {
  const password = await ask();
  try {
    const { publicKey, sealed } = await inStrongroom("makeLogKey", { origin, cost }, { password });
    const verifier = verifierKey(origin, Buffer.from(publicKey.slice(2), "hex"));
    const file: LogKeyFile = { version: 1, kind: "log key", created: now.toISOString(), verifier, sealed };
    await writeSecret(pathsOf(folder).key, pretty(file));
    return verifier;
  } finally {
    password.wipe();
  }
}

/** @throws `Files.*`, `Note.BadVerifierKey` */
export async function readLogKey(folder: LogFolder): Promise<LogKeyFile & { readonly publicKey: NoteKey }> {
  const file = await readJson(pathsOf(folder).key, schema);
  return { ...file, publicKey: readVerifierKey(file.verifier) };
}

/**
 * Signs the head of a tree, as a note. The signature is not checked here: whoever keeps the note opens it first.
 * @throws `Sealed.CannotOpen`, what `readLogKey` throws
 */
export async function signTree(folder: LogFolder, tree: Tree, password: Secret): Promise<string> {
  const { sealed, publicKey } = await readLogKey(folder);
  const origin = publicKey.name;
  const text = headText({ origin, size: tree.size, root: rootOf(tree) });
  const hex: Hex = `0x${publicKey.publicKey.toString("hex")}`;
  const request = { origin, publicKey: hex, sealed, text };
  const { signature } = await inStrongroom("signHead", request, { password });
  return `${text}\n${signatureLine(publicKey, Buffer.from(signature.slice(2), "hex"))}`;
}

/** A checkpoint's file, and what it holds. */
export type Kept = { readonly path: string; readonly note: string };

/** Keeps a checkpoint beside the log. */
export async function keepCheckpoint(
  folder: LogFolder,
  key: NoteKey,
  size: number,
  note: string,
): Promise<string> {
  const path = join(pathsOf(folder).checkpoints, checkpointName(key, size));
  await writeAtomic(path, note, { mode: 0o600 });
  return path;
}

/**
 * A log's checkpoints in a folder, the oldest first; none if there is no such folder. Those of other logs may lie beside them.
 * @throws `Files.CannotList`, `Files.CannotRead`: what cannot be looked at confirms nothing
 */
export async function keptCheckpoints(folder: string, key: NoteKey): Promise<Kept[]> {
  const names = await entriesOf(folder);
  const own = names.filter((name) => name === checkpointName(key, sizeIn(name))).sort();
  return Promise.all(
    own.map(async (name) => ({ path: join(folder, name), note: await readKept(join(folder, name)) })),
  );
}

/** A checkpoint that is kept, as it is: whether it is one, whoever opens it finds out. @throws `Files.*` */
export async function readKept(path: string): Promise<string> {
  return (await readBytes(path, MAX_NOTE)).toString("utf8");
}

/** `<id of the log's key>-<lines>.checkpoint` */
export function checkpointName({ id }: NoteKey, size: number): string {
  return `${id.toString("hex")}-${String(size).padStart(12, "0")}.checkpoint`;
}

function sizeIn(name: string): number {
  return Number(/-(\d{12})\.checkpoint$/.exec(name)?.[1] ?? -1);
}

function alreadyThere(folder: LogFolder): BaseError {
  return new BaseError({
    code: "Log.Exists",
    message: `${folder} has a usage log already, or parts of one`,
    fix: "use it; if it was lost, restore it from a copy; if it is to end, move the whole folder away and keep it",
    details: { folder },
  });
}
