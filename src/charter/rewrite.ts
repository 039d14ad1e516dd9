import { alone } from "../alone.ts";
import { BaseError } from "../errors.ts";
import { readText, writeAtomic } from "../files.ts";

/** A charter's file, its text, and the text that was made of it. */
export type Rewriting = { readonly path: string; readonly before: string; readonly after: string };

/**
 * Writes a charter anew, if it still is what the new text was made of: that may have taken long.
 * @throws `Charter.ChangedMeanwhile`, what `alone` throws, `Files.*`
 */
export async function rewrite({ path, before, after }: Rewriting): Promise<void> {
  await ifUnchanged({ path, before }, (file) => writeAtomic(file, after));
}

/** Does something with a charter that still has the text, and that nobody else changes meanwhile. @throws as {@link rewrite}, what the work throws */
export async function ifUnchanged<T>(
  { path, before }: Omit<Rewriting, "after">,
  work: (file: string) => Promise<T>,
): Promise<T> {
  return alone(path, async (file) => {
    if ((await readText(file)) !== before) throw changed(path);
    return work(file);
  });
}

function changed(path: string): BaseError {
  return new BaseError({
    code: "Charter.ChangedMeanwhile",
    message: `somebody changed ${path} while this was worked out, so it stays as it is`,
    fix: "run it again with the charter as it is now",
    details: { path },
  });
}
