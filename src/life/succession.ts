import { unlink } from "node:fs/promises";
import { alone } from "../alone.ts";
import { BaseError } from "../errors.ts";
import { readText, writeAtomic } from "../files.ts";

/** A charter's file, and its text without and with the successor. */
export type Entry = { readonly path: string; readonly before: string; readonly after: string };

/**
 * Writes the charter with a successor, and by `save` the proposal that makes it so on-chain: both, or none. The file must still have the
 * text that both were made of: the holder may have taken long over a password.
 * @param save gives the proposal's path
 * @throws `Rotation.CharterChanged`, what `save` and `alone` throw, `Files.*`
 */
export async function writeBoth(
  { path, before, after }: Entry,
  save: () => Promise<string>,
): Promise<string> {
  return alone(path, async (file) => {
    if ((await readText(file)) !== before) throw changed(path);
    const proposal = await save();
    try {
      await writeAtomic(file, after);
    } catch (error) {
      await unlink(proposal);
      throw error;
    }
    return proposal;
  });
}

function changed(path: string): BaseError {
  return new BaseError({
    code: "Rotation.CharterChanged",
    message: `somebody changed ${path} while the rotation was drafted, so nothing was written`,
    fix: "run it again with the charter as it is now",
    details: { path },
  });
}
