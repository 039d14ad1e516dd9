import { readText, writeAtomic } from "../../src/files.ts";
import { parse, stringify } from "../../src/role/review/file.ts";
import type { ReviewFile } from "../../src/role/review/schema.ts";
import { type Paper, paperOf } from "../../src/signer/paper.ts";

/** @throws `RoleReview.*`, `Files.*` */
export async function readReview(path: string): Promise<ReviewFile> {
  return parse(await readText(path));
}

/** A review's file that is there already, for whoever changes it. */
export function reviewPaper(path: string): Paper<ReviewFile> {
  return paperOf(path, { parse, stringify });
}

/** @throws `Files.Exists` */
export async function saveNewReview(path: string, file: ReviewFile): Promise<void> {
  await writeAtomic(path, stringify(file), { overwrite: false });
}
