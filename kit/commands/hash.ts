import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { kitFile } from "../../src/kit-file.ts";
import { answering, type Spoken } from "../../tasks/ports/answer.ts";

/** Warning: a kit that was exchanged says what it likes. It is another program, such as `sha256sum`, that should compute it. */
export default answering<Spoken>(async () => {
  const bytes = await readFile(kitFile()?.path ?? "");
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return {
    json: { sha256 },
    text: sha256,
    notes: [
      "a kit that was exchanged would say what it likes: compute it with another program too, such as sha256sum",
    ],
  };
});
