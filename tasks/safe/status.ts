import { nameOf } from "../../src/safe/review.ts";
import { status } from "../../src/safe/status.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { openSafeFile, type SafeFileOptions } from "../ports/safe.ts";
import { safeStatusText } from "../ui/safe.ts";

/** Who signed, who may still, and what becomes of it. */
export default answering(async (options: Spoken & SafeFileOptions, hre) => {
  const { file, connection, charter } = await openSafeFile(options, hre);
  const told = await status(connection, file);
  return {
    json: { safeTxHash: file.safeTxHash, ...told },
    text: safeStatusText(file, told, (address) => nameOf(charter, address)),
  };
});
