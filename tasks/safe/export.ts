import { writeAtomic } from "../../src/files.ts";
import { exported } from "../../src/safe/builder.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { readOwn, type SafeFileOptions } from "../ports/safe.ts";

/** The calls for Safe's Transaction Builder, to stdout or `--out`. Nonce and signatures have no place there. */
export default answering(async (options: Spoken & SafeFileOptions & { out: string | undefined }) => {
  const { file } = await readOwn(options);
  const batch = exported(file, Date.now());
  const text = JSON.stringify(batch, null, 2);
  if (options.out === undefined) return { json: batch, text };
  await writeAtomic(options.out, `${text}\n`, { overwrite: false });
  return {
    json: { path: options.out, batch },
    text: `wrote ${options.out}: ${batch.transactions.length} calls`,
  };
});
