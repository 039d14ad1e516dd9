import { fileURLToPath } from "node:url";
import { readText, writeAtomic } from "../../src/files.ts";
import { answering, type Spoken } from "../ports/answer.ts";

const EXAMPLE = new URL("../../examples/charter.yaml", import.meta.url);

/** @throws `Files.Exists`: no charter is ever written over */
export default answering(async ({ file }: Spoken & { file: string }) => {
  await writeAtomic(file, await readText(fileURLToPath(EXAMPLE)), { overwrite: false });
  return {
    json: { file },
    text: `wrote ${file}: replace its people, keys and contracts, then run \`hardhat charter check ${file}\``,
  };
});
