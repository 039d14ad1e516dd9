import { rosterOf } from "../../src/chain/standing.ts";
import { BaseError } from "../../src/errors.ts";
import { readAnnouncements } from "../../src/safe/guard/guarded.ts";
import { prepareWithdrawal, withdraw } from "../../src/safe/guard/withdrawal.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { openGuarded } from "../ports/guard.ts";
import type { SafeFileOptions } from "../ports/safe.ts";
import { type SenderOptions, withSender } from "../ports/sender.ts";
import { type KeyOptions, rosterSigner } from "../ports/signer.ts";
import { confirm } from "../ui/confirm.ts";
import { transactionOf, transactionText } from "../ui/operation.ts";

type Options = Spoken & SafeFileOptions & KeyOptions & SenderOptions & { yes: boolean };

/** Whoever announced a transaction takes that back, with any of their keys. @throws `Task.NothingToWithdraw` */
export default answering(async (options: Options, hre) => {
  const { file, connection, guarded } = await openGuarded(options, hre);
  const roster = rosterOf(guarded.conclave);
  const { index: key, signer } = await rosterSigner(options, roster);
  const holder = roster.keys[key]?.holder;
  const all = await readAnnouncements(connection, guarded, file.safeTxHash);
  const own = all.find((one) => one.standing && one.proposer === holder);
  const { label } = signer.describe();
  if (own === undefined) {
    throw new BaseError({
      code: "Task.NothingToWithdraw",
      message: `the person of ${label} has no announcement of it standing`,
      fix: "see `safe status` for whose stand; only who announced it can withdraw it",
      details: { key, holder },
    });
  }
  await confirm(
    `${file.context.title}\n${file.safeTxHash}`,
    `withdraw the announcement with ${label}`,
    options.yes,
  );
  const signature = await signer.signTypedData(prepareWithdrawal(guarded, file.safeTxHash, own));
  const receipt = await withSender(options, connection, (sender) =>
    withdraw(sender, guarded, file.safeTxHash, own, { key, signature }),
  );
  return {
    json: { safeTxHash: file.safeTxHash, holder, transaction: transactionOf(receipt) },
    text: transactionText("withdrawn", receipt),
  };
});
