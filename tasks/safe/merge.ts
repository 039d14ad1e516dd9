import type { SafeFile } from "../../src/safe/file.ts";
import { merge } from "../../src/safe/merge.ts";
import { nameOf } from "../../src/safe/review.ts";
import { checkConsents } from "../../src/safe/standing.ts";
import { status } from "../../src/safe/status.ts";
import { revise } from "../../src/signer/paper.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { connectTo } from "../ports/network.ts";
import { readOwn, readSafeFile, type SafeFileOptions, safePaper } from "../ports/safe.ts";
import { standingText } from "../ui/safe.ts";

type Options = Spoken & SafeFileOptions & { copies: string[]; offline: boolean };

/** Puts the signatures of several copies into one file, if each counts, or will once its inner Safe's are complete. */
export default answering(async (options: Options, hre) => {
  const { file, charter } = await readOwn(options);
  const copies = await Promise.all(options.copies.map(readSafeFile));
  const connection = options.offline ? undefined : await connectTo(options, hre, file.domain.chainId);
  const tell = async (one: SafeFile) => (connection === undefined ? null : status(connection, one));
  const own = await tell(merge([file, ...copies]));
  if (own !== null) checkConsents(own, file);
  const merged = await revise(safePaper(options.file), (now) => merge([now, ...copies]));
  const told = await tell(merged);
  return {
    json: { path: options.file, signatures: merged.signatures.length, standing: told },
    text:
      told === null
        ? `${options.file} now carries ${merged.signatures.length} signatures`
        : standingText(told, (address) => nameOf(charter, address)),
    notes: [`wrote ${options.file}`],
  };
});
