import { openFiles } from "../../src/backup/sealed-files.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { descriptorsOf } from "../ports/share-source.ts";
import { facts } from "../ui/table.ts";

type Options = Spoken & { sealed: string; shares: string[]; shareFds: string | undefined; out: string };

/** Opens sealed files into a new folder. */
export default answering(async ({ sealed, shares: files, shareFds, out }: Options) => {
  const { header, shares } = await openFiles(sealed, { files, descriptors: descriptorsOf(shareFds) }, out);
  const text = facts([
    ["opened", out],
    ["files", header.files.map(({ path }) => path).join(", ")],
    ["with", shares.map(({ name }) => name).join(", ")],
  ]);
  return { json: { folder: out, files: header.files, shares }, text };
});
