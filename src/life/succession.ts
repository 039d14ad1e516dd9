import { unlink } from "node:fs/promises";
import { ifUnchanged, type Rewriting } from "../charter/rewrite.ts";
import { writeAtomic } from "../files.ts";

/**
 * Writes the charter with a successor, and by `save` the proposal that makes it so on-chain: both, or none. The holder may have taken long
 * over a password.
 * @param save gives the proposal's path
 * @throws what `ifUnchanged` and `save` throw, `Files.*`
 */
export async function writeBoth(entry: Rewriting, save: () => Promise<string>): Promise<string> {
  return ifUnchanged(entry, async (file) => {
    const proposal = await save();
    try {
      await writeAtomic(file, entry.after);
    } catch (error) {
      await unlink(proposal);
      throw error;
    }
    return proposal;
  });
}
