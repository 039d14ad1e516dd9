import { approve } from "../../src/safe/execute.ts";
import { review, wordsOf } from "../../src/safe/review.ts";
import { checkSigner } from "../../src/safe/standing.ts";
import { readSafe } from "../../src/safe/state.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { openSafeFile, type SafeFileOptions } from "../ports/safe.ts";
import { withSender } from "../ports/sender.ts";
import { accountSigner, type KeyOptions } from "../ports/signer.ts";
import { confirm } from "../ui/confirm.ts";
import { transactionOf, transactionText } from "../ui/operation.ts";
import { safeReviewText } from "../ui/safe.ts";

type Options = Spoken & SafeFileOptions & KeyOptions & { yes: boolean };

/** For owners that can only send transactions. It cannot be taken back. */
export default answering(async (options: Options, hre) => {
  const { file, connection, charter } = await openSafeFile(options, hre);
  const { signer, address } = await accountSigner(options);
  await checkSigner(
    connection,
    await readSafe(connection, file.domain.verifyingContract),
    address,
    undefined,
  );
  const shown = await review(file, wordsOf(charter));
  await confirm(
    safeReviewText(shown),
    `approve it on-chain, for good, by ${signer.describe().label}`,
    options.yes,
  );
  const own = {
    keys: options.keys,
    submitter: options.key,
    submitterPasswordFile: options.passwordFile,
    submitterPasswordFd: options.passwordFd,
  };
  const receipt = await withSender(own, connection, (sender) => approve(sender, file));
  return {
    json: { review: shown, transaction: transactionOf(receipt) },
    text: transactionText("approved on-chain", receipt),
  };
});
