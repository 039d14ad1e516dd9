import type { Transport } from "../../../src/distribution/transport.ts";
import { signingForm } from "../../../src/distribution/transport-acts.ts";
import { formPaper } from "../../../src/distribution/transport-file.ts";
import { signPaper } from "../../../src/signer/paper.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { arrivedAnswer, type FoundOptions, foundIfAny } from "../../ports/transport.ts";
import {
  accountFrom,
  type BroughtOptions,
  brought,
  signedTime,
  type WalletTimeOptions,
} from "../../ports/wallet.ts";
import { formText } from "../../ui/transport.ts";

type Options = Spoken & WalletTimeOptions & BroughtOptions & FoundOptions & { file: string };

/** Puts a signature made by a wallet into the form: of what was found (`--seals`), or that the packages left. @throws `Wallet.*`, `Transport.*` */
export default answering(async (options: Options) => {
  const { file } = options;
  const at = signedTime(options);
  const signer = accountFrom(options);
  const found = foundIfAny(options);
  const part = (form: Transport) => signingForm(form, signer, found, at);
  const signed = await signPaper(formPaper(file), part, brought(options));
  return found === undefined ? { json: signed, text: formText(file, signed) } : arrivedAnswer(file, signed);
});
