import { verified } from "../../../src/approval/verified.ts";
import { verifierFor } from "../../../src/approval/verify.ts";
import { rosterOf } from "../../../src/chain/standing.ts";
import { addConsent, announce, nameTester, prepare } from "../../../src/safe/guard/message.ts";
import type { MessageFile } from "../../../src/safe/guard/message-file.ts";
import { revise } from "../../../src/signer/paper.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { type MessageOptions, messagePaper, openMessage } from "../../ports/message.ts";
import { type SenderOptions, withSender } from "../../ports/sender.ts";
import { type KeyOptions, rosterSigner } from "../../ports/signer.ts";
import { sponsorAct } from "../../ports/sponsor.ts";
import { keyIndexOf } from "../../ports/who.ts";
import { messageText } from "../../ui/message.ts";
import { transactionOf, transactionText } from "../../ui/operation.ts";

type Options = Spoken &
  MessageOptions &
  KeyOptions &
  SenderOptions & { act: string | undefined; tester: string | undefined; send: boolean };

/** With `--key`, a proposer or a tester signs; with `--send`, the guard is told. Messages are tier 0's. */
export default answering(async (options: Options, hre) => {
  const { file, connection, guarded, charter } = await openMessage(options, hre);
  const roster = rosterOf(guarded.conclave);
  const tester = options.tester === undefined ? undefined : keyIndexOf(options.tester, roster, charter);
  const put = options.key === undefined ? named : await consent(named(file));
  const signed = await revise(messagePaper(options.file), put);
  const receipt = options.send
    ? await withSender(options, connection, (sender) => announce(sender, signed, guarded))
    : undefined;
  return {
    json: { file: signed, transaction: receipt === undefined ? null : transactionOf(receipt) },
    text: receipt === undefined ? messageText(signed) : transactionText("announced", receipt),
    notes: [`wrote ${options.file}`],
  };

  function named(to: MessageFile): MessageFile {
    return tester === undefined ? to : nameTester(to, tester);
  }

  async function consent(to: MessageFile) {
    const { index: key, signer } = await rosterSigner(options, roster);
    const act = sponsorAct(options.act, roster, 0, key);
    const signature = await signer.signTypedData(prepare(to, guarded, act, key));
    const verify = verifierFor(connection.client, guarded.guard.domain.verifyingContract);
    const given = { act, key, signature };
    return (await verified(to, verify, (now, by) => addConsent(named(now), guarded, by, given))).put;
  }
});
