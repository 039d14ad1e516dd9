import { prove } from "../../src/life/archive.ts";
import { CONTENT, readPack } from "../../src/life/archive-file.ts";
import { lend } from "../../src/signer/keystore.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { passwordFor, type SecretOptions } from "../ports/secret.ts";
import { packText } from "../ui/life.ts";

type Options = Spoken & SecretOptions & { pack: string; open: boolean };

/** Whether a pack is whole; with `--open` that its key is in it. @throws `Archive.*`, `Store.DrillFailed` */
export default answering(async (options: Options) => {
  const pack = await readPack(options.pack);
  const { archive, sha256 } = pack;
  if (archive.file === CONTENT.card) await prove(pack, undefined);
  else if (options.open)
    await lend(passwordFor(options, `the archive of ${archive.label}`), (password) => prove(pack, password));
  const opened = options.open && archive.file === CONTENT.keystore;
  return { json: { archive, sha256, opened }, text: packText(archive, sha256, opened) };
});
