import { certifying, verify } from "../../src/life/certificate.ts";
import { readDestruction } from "../../src/life/destruction.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { accountFrom, typedAnswer, type WalletOptions } from "../ports/wallet.ts";
import { command } from "../ui/command.ts";
import { certificateText } from "../ui/destroyed.ts";

/** What the operator or the witness of a destruction signs with a wallet. @throws `Certificate.*` */
export default answering(async (options: Spoken & WalletOptions & { certificate: string }) => {
  const { certificate: path, account } = options;
  const record = await readDestruction(path);
  const part = await certifying(record, accountFrom(options));
  const shown = certificateText(path, record, await verify(record));
  return typedAnswer(part, shown, command(`key add-certificate ${path} --account ${account}`));
});
