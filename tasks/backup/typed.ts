import { drillPaper, signingDrill } from "../../src/backup/drill-record.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { accountFrom, typedAnswer, type WalletOptions } from "../ports/wallet.ts";
import { recordText } from "../ui/backup.ts";
import { command } from "../ui/command.ts";

/** What somebody who was present at a drill signs with a wallet. @throws `Drill.*` */
export default answering(async (options: Spoken & WalletOptions & { record: string }) => {
  const { record: path, account } = options;
  const record = await drillPaper(path).read(path);
  const part = await signingDrill(record, { label: `${account}`, signer: accountFrom(options) });
  const next = command(`backup add ${path} --account ${account} --label <name>`);
  return typedAnswer(part, recordText(record), next);
});
