import { join } from "node:path";
import { hash } from "../../src/canonical.ts";
import { writeAtomic } from "../../src/files.ts";
import { inDetail } from "../../src/kit/payload.ts";
import { scan } from "../../src/kit/scan.ts";
import { answering, type Spoken } from "../../tasks/ports/answer.ts";

type Options = Spoken & { inputs: readonly string[]; folder: string };

/** Writes each thing under a name that follows from what it is; files that are there stay. */
export default answering<Options>(async ({ inputs, folder }) => {
  const written: string[] = [];
  for (const payload of await scan(inputs)) {
    const kind = payload.format.replace(/^conclave-|\/\d+$/g, "");
    const path = join(folder, `${kind}-${hash(payload.value).slice(2, 10)}.json`);
    await writeAtomic(path, inDetail(payload), { overwrite: false });
    written.push(path);
  }
  return { json: { written }, text: written.map((path) => `wrote ${path}`).join("\n") };
});
