import { readFile } from "node:fs/promises";
import { BaseError } from "../../src/errors.ts";

/** The bytes of a document of whatever kind, to be hashed. @throws `Task.NoDocument` */
export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new BaseError({
      code: "Task.NoDocument",
      message: `${path} cannot be read`,
      fix: "name the document that says what was witnessed",
      details: { path },
      cause,
    });
  }
}
