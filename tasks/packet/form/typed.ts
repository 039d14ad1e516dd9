import { readTransport } from "../../../src/distribution/transport.ts";
import { signingForm } from "../../../src/distribution/transport-acts.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { type FoundOptions, foundIfAny } from "../../ports/transport.ts";
import {
  accountFrom,
  atOption,
  signingTime,
  typedAnswer,
  type WalletTimeOptions,
} from "../../ports/wallet.ts";
import { command } from "../../ui/command.ts";
import { formText } from "../../ui/transport.ts";

type Options = Spoken & WalletTimeOptions & FoundOptions & { file: string };

/** What one of the form's people signs with a wallet: with `--seals` what was found on arrival, without it that the packages left. */
export default answering(async (options: Options) => {
  const { file, account } = options;
  const at = signingTime(options);
  const signer = accountFrom(options);
  const found = foundIfAny(options);
  const form = await readTransport(file);
  const part = await signingForm(form, signer, found, at);
  const next = command(`packet form add ${file} --account ${account} ${atOption(at)}`);
  return found === undefined
    ? typedAnswer(part, formText(file, form), next)
    : typedAnswer(part, "", `${next}, --seals and what else you found as here, and`);
});
