import { signing, whose } from "../../../src/ceremony/sign.ts";
import { signPaper } from "../../../src/signer/paper.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { transcriptPaper, type VerifyOptions } from "../../ports/ceremony.ts";
import {
  accountIdentity,
  type BroughtOptions,
  brought,
  signedTime,
  type WalletTimeOptions,
} from "../../ports/wallet.ts";
import { signedAnswer } from "../../ui/ceremony.ts";

type Options = Spoken & VerifyOptions & WalletTimeOptions & BroughtOptions & { transcript: string };

/** Puts the signature of somebody who was there, made by a wallet, into the transcript. @throws `Wallet.*`, `Ceremony.*` */
export default answering(async (options: Options) => {
  const { transcript: path } = options;
  const identity = accountIdentity(options);
  const at = signedTime(options);
  const part = (found: Parameters<typeof signing>[0]) => signing(found, identity, at);
  const signed = await signPaper(transcriptPaper(path, options), part, brought(options));
  return signedAnswer(path, signed, whose(signed, identity));
});
