import { basename, extname } from "node:path";
import type { Address } from "viem";
import { z } from "zod";
import { BaseError } from "../errors.ts";
import { modeOf, readJson } from "../files.ts";
import { archivedSchema, looksLikeArchived } from "../keys/archived.ts";
import { particulars } from "../keys/particulars.ts";
import { candidates } from "../keys/store.ts";
import { EXTENSION, looksLikeKeystore, weaknesses } from "../keys/v3.ts";
import type { Metadata } from "../keys/v3-schema.ts";
import { type Custody, type CustodyKind, looksLikeCard } from "./card.ts";
import { readKeyFile } from "./key-file.ts";
import { cardWeaknesses } from "./weaknesses.ts";

/** One key's file as it describes itself: nothing here was checked against the key. */
export type Entry = {
  readonly path: string;
  readonly label: string;
  /** Missing if the file cannot be read. */
  readonly custody?: CustodyKind;
  /** Where the key of a card is, and what is known of that place. */
  readonly place?: Custody;
  readonly address?: Address;
  readonly metadata?: Metadata;
  /** In words: a cheap key derivation, a file open to others, a key that was imported. */
  readonly weaknesses: readonly string[];
  /** When it was archived; it is not used any more. */
  readonly archived?: string;
  /** Code of the error that keeps this file from being used. */
  readonly problem?: string;
};

/**
 * The keystores and cards of a folder, with metadata and weaknesses; no password needed, and nobody is asked. Files that mean to be
 * either and are not readable come with a `problem`; other files are passed over. @throws `Store.CannotList`
 */
export async function list(folder: string): Promise<Entry[]> {
  const entries = await Promise.all((await candidates(folder)).map(entry));
  return entries.filter((item) => item !== undefined);
}

async function entry(path: string): Promise<Entry | undefined> {
  const label = basename(path, ".json");
  const open = await openToOthers(path);
  try {
    const value = await readJson(path, z.unknown());
    if (looksLikeArchived(value)) return archivedEntry(path, open);
    if (!looksLikeKeystore(value) && !looksLikeCard(value)) return undefined;
    const file = await readKeyFile(path);
    const found = file.card === undefined ? weaknesses(file.v3) : cardWeaknesses(file.card);
    const metadata = file.card === undefined ? file.v3[EXTENSION] : metadataOf(file.card);
    return {
      path,
      label: file.label,
      custody: file.custody,
      ...(file.card === undefined ? {} : { place: file.card.custody }),
      ...(file.address === undefined ? {} : { address: file.address }),
      ...(metadata === undefined ? {} : { metadata }),
      weaknesses: [...open, ...found],
    };
  } catch (error) {
    if (!(error instanceof BaseError)) throw error;
    const meant =
      extname(path) === ".json" ||
      label.startsWith("UTC--") ||
      error.code === "Files.WrongShape" ||
      error.code === "Card.OpenToOthers";
    return meant ? { path, label, weaknesses: open, problem: error.code } : undefined;
  }
}

async function archivedEntry(path: string, open: readonly string[]): Promise<Entry> {
  const { label, holder, purpose, created, archived, curve, point, address } = await readJson(
    path,
    archivedSchema,
  );
  const metadata = metadataOf({
    version: 1,
    label,
    holder,
    purpose,
    created: created ?? archived,
    curve,
    point,
  });
  return { path, label, address, metadata, archived, weaknesses: open };
}

function metadataOf({ label, holder, purpose, created, curve, point }: Metadata): Metadata {
  return {
    version: 1,
    label,
    ...particulars({ holder, purpose }),
    created,
    curve,
    point,
  };
}

async function openToOthers(path: string): Promise<string[]> {
  if (process.platform === "win32") return [];
  const mode = await modeOf(path);
  return mode.endsWith("00") ? [] : [`the file is open to other users (mode ${mode})`];
}
