import type { Hex } from "viem";
import { addSignature } from "../../../src/safe/guard/message.ts";
import { messageTypedData } from "../../../src/safe/transaction.ts";
import { revise } from "../../../src/signer/paper.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { type MessageOptions, messagePaper, openMessage } from "../../ports/message.ts";
import { readSignature } from "../../ports/safe.ts";
import { accountSigner, type KeyOptions } from "../../ports/signer.ts";
import { confirm } from "../../ui/confirm.ts";
import { messageText } from "../../ui/message.ts";

type Options = Spoken & MessageOptions & KeyOptions & { signature: string | undefined; yes: boolean };

/** An owner signs the Safe's message, with a keystore or in their wallet. */
export default answering(async (options: Options, hre) => {
  const { file, guarded } = await openMessage(options, hre);
  const signature = options.signature === undefined ? await made() : readSignature(options.signature);
  const signed = await revise(messagePaper(options.file), (now) => addSignature(now, guarded, signature));
  return { json: { file: signed }, text: messageText(signed), notes: [`wrote ${options.file}`] };

  async function made(): Promise<Hex> {
    const { signer } = await accountSigner(options);
    await confirm(messageText(file), `sign it with ${signer.describe().label}`, options.yes);
    return signer.signTypedData(messageTypedData(file.domain, file.message));
  }
});
