import { basename, extname } from "node:path";
import type { Address } from "viem";
import { z } from "zod";
import { BaseError } from "../errors.ts";
import { modeOf, readJson } from "../files.ts";
import { candidates } from "./store.ts";
import { claimedAddress, EXTENSION, looksLikeKeystore, type Metadata, schema, weaknesses } from "./v3.ts";

/** One keystore file as it describes itself: nothing here was checked against the key. */
export type Entry = {
  readonly path: string;
  readonly label: string;
  readonly address?: Address;
  readonly metadata?: Metadata;
  /** In words: a cheap key derivation, a file open to others, a missing address. */
  readonly weaknesses: readonly string[];
  /** Code of the error that keeps this file from being used. */
  readonly problem?: string;
};

/**
 * The keystores of a folder, with metadata and weaknesses; no password needed. Files that mean to be keystores and are not
 * readable come with a `problem`; other files are passed over. @throws `Store.CannotList`
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
    if (!looksLikeKeystore(value)) return undefined;
    const v3 = await readJson(path, schema);
    const metadata = v3[EXTENSION];
    const address = claimedAddress(v3);
    return {
      path,
      label: metadata?.label ?? label,
      ...(address === undefined ? {} : { address }),
      ...(metadata === undefined ? {} : { metadata }),
      weaknesses: [...open, ...weaknesses(v3)],
    };
  } catch (error) {
    if (!(error instanceof BaseError)) throw error;
    const meant = extname(path) === ".json" || label.startsWith("UTC--") || error.code === "Files.WrongShape";
    return meant ? { path, label, weaknesses: open, problem: error.code } : undefined;
  }
}

async function openToOthers(path: string): Promise<string[]> {
  if (process.platform === "win32") return [];
  const mode = await modeOf(path);
  return mode.endsWith("00") ? [] : [`the file is open to other users (mode ${mode})`];
}
