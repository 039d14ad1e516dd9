import { BaseError } from "../../../src/errors.ts";
import { execute } from "../../../src/safe/execute.ts";
import { draft, read } from "../../../src/safe/guard/exit.ts";
import { review, wordsOf } from "../../../src/safe/review.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { type NewFileOptions, readSafeFile, saveNewSafeFile } from "../../ports/safe.ts";
import { type SafeOptions, safeSpot } from "../../ports/safe-spot.ts";
import { type SenderOptions, withSender } from "../../ports/sender.ts";
import { transactionOf, transactionText } from "../../ui/operation.ts";
import { createdSafeText } from "../../ui/safe.ts";

type Options = Spoken & SafeOptions & NewFileOptions & SenderOptions & { signed: string | undefined };

/** Writes the transaction that leaves by the way out; with `--signed`, sends it once owners have signed. */
export default answering(async (options: Options, hre) => {
  const { connection, safe, charter } = await safeSpot(options, hre);
  const file = draft(await read(connection, safe));
  if (options.signed !== undefined) {
    const signed = await readSafeFile(options.signed);
    if (signed.safeTxHash !== file.safeTxHash) throw another(options.signed);
    const receipt = await withSender(options, connection, (sender) => execute(sender, signed));
    return {
      json: { safe, safeTxHash: signed.safeTxHash, transaction: transactionOf(receipt) },
      text: transactionText(
        "out: the owners alone decide again. `safe leave` takes off what is left",
        receipt,
      ),
    };
  }
  const path = await saveNewSafeFile(options, file);
  const shown = await review(file, wordsOf(charter));
  return { json: { written: path, file, review: shown }, text: createdSafeText(path, shown, 0) };
});

function another(path: string): BaseError {
  return new BaseError({
    code: "Task.NotTheWayOut",
    message: `${path} is not the transaction that leaves the guard with the Safe's next nonce`,
    fix: "write it anew with `safe exit execute`, and have the owners sign that",
  });
}
