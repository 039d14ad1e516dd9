import { type FileHandle, open, unlink } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { cannotWrite, exists } from "../../files.ts";
import { assertSafeFolder } from "../../secret-files.ts";
import { assertApart } from "../handout.ts";
import type { Secret } from "../secret.ts";
import { showWords } from "./store.ts";

/**
 * Writes a seed's words in clear to a new file (0600), which the strongroom fills: this process never has them. Whoever has the file
 * has every key of the seed.
 * @param keys the folder that the file must not be in
 * @throws `Passphrase.BesideKeys`, `Files.Exists`, `Files.UnsafeFolder`, `Files.CannotWrite`, what `showWords` throws
 */
export async function writeWords(seed: string, password: Secret, file: string, keys: string): Promise<void> {
  await assertApart(file, keys);
  await assertSafeFolder(dirname(resolve(file)));
  let handle: FileHandle;
  try {
    handle = await open(file, "wx", 0o600);
  } catch (cause) {
    throw (cause as NodeJS.ErrnoException).code === "EEXIST" ? exists(file) : cannotWrite(file, cause);
  }
  try {
    await handle.chmod(0o600);
    await showWords(seed, password, { show: handle.fd });
    await handle.sync();
  } catch (error) {
    await unlink(file);
    throw error;
  } finally {
    await handle.close();
  }
}
