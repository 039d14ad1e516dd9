import { execute } from "../../src/safe/execute.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { openSafeFile, type SafeFileOptions } from "../ports/safe.ts";
import { type SenderOptions, withSender } from "../ports/sender.ts";
import { transactionOf, transactionText } from "../ui/operation.ts";

/** Sends what has its signatures. What would be refused is not sent. */
export default answering(async (options: Spoken & SafeFileOptions & SenderOptions, hre) => {
  const { file, connection } = await openSafeFile(options, hre);
  const receipt = await withSender(options, connection, (sender) => execute(sender, file));
  return {
    json: { safeTxHash: file.safeTxHash, transaction: transactionOf(receipt) },
    text: transactionText("executed", receipt),
  };
});
