import { signing } from "../../../src/ceremony/sign.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { type VerifyOptions, verified } from "../../ports/ceremony.ts";
import {
  accountIdentity,
  atOption,
  signingTime,
  typedAnswer,
  type WalletTimeOptions,
} from "../../ports/wallet.ts";
import { verifiedText } from "../../ui/ceremony.ts";
import { command } from "../../ui/command.ts";

type Options = Spoken & VerifyOptions & WalletTimeOptions & { transcript: string };

/** What somebody who was there signs with a wallet, once the transcript is verified. @throws `Ceremony.*` */
export default answering(async (options: Options) => {
  const { transcript: path, account } = options;
  const at = signingTime(options);
  const found = await verified(path, options);
  const part = signing(found, accountIdentity(options), at);
  const shown = verifiedText(path, found.hash, found.transcript, found);
  const next = command(`key ceremony add ${path} --account ${account} ${atOption(at)}`);
  return typedAnswer(part, shown, next);
});
