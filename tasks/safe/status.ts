import { guardStatusOf } from "../../src/safe/guard/hook.ts";
import { nameOf, wordsOf } from "../../src/safe/review.ts";
import { status } from "../../src/safe/status.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { openSafeFile, type SafeFileOptions } from "../ports/safe.ts";
import { guardStatusText } from "../ui/guard.ts";
import { safeStatusText } from "../ui/safe.ts";
import { sections } from "../ui/table.ts";

/** Who signed, who may still, and what becomes of it. */
export default answering(async (options: Spoken & SafeFileOptions, hre) => {
  const { file, connection, charter } = await openSafeFile(options, hre);
  const told = await status(connection, file);
  const open = ["waiting", "collecting", "executable"].includes(told.phase);
  const counting = told.consents.filter(({ counts }) => counts);
  const guard = open ? await guardStatusOf(connection, told.state, file, counting) : null;
  const text = safeStatusText(file, told, (address) => nameOf(charter, address));
  return {
    json: { safeTxHash: file.safeTxHash, ...told, guard },
    text: guard === null ? text : sections(text, guardStatusText(guard, wordsOf(charter))),
  };
});
