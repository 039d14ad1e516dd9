import { dirname, join, resolve } from "node:path";
import { BaseError } from "../../src/errors.ts";
import { list } from "../../src/signer/inventory.ts";
import { hasLog } from "../../src/usage/log/place.ts";
import { answering, type Spoken } from "../../tasks/ports/answer.ts";
import { keyPath } from "../../tasks/ports/signer.ts";
import { keysText, keyText } from "../../tasks/ui/key.ts";

type Options = Spoken & { keys: string; labels: readonly string[] };

/** @throws `Kit.NoSuchKeystore`, what `list` throws */
export default answering<Options>(async ({ keys: folder, labels }) => {
  if (labels.length === 0) {
    const keys = await list(folder);
    const log = await hasLog(join(folder, "log"));
    // Where there is no log, the kit has no command to begin one.
    return { json: { folder, keys, log }, text: keysText(folder, keys, true) };
  }
  const found = await Promise.all(
    labels.map(async (label) => {
      const path = keyPath(folder, label);
      const entry = (await list(dirname(path))).find((item) => resolve(item.path) === resolve(path));
      if (entry !== undefined) return entry;
      throw new BaseError({
        code: "Kit.NoSuchKeystore",
        message: `${path} is no keystore`,
        fix: "see those there are with `show`",
        details: { path },
      });
    }),
  );
  return { json: { folder, keys: found }, text: found.map(keyText).join("\n\n") };
});
