import { type DrillRecord, drillPaper, signingDrill } from "../../src/backup/drill-record.ts";
import { signPaper } from "../../src/signer/paper.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { accountFrom, accountIdentity, type BroughtOptions, brought } from "../ports/wallet.ts";
import { recordText } from "../ui/backup.ts";

type Options = Spoken & BroughtOptions & { record: string; label: string | undefined };

/** Puts the signature of somebody who was present, made by a wallet, into a drill's record. @throws `Wallet.*`, `Drill.*` */
export default answering(async (options: Options) => {
  const { record: path, label = accountIdentity(options) } = options;
  const by = { label, signer: accountFrom(options) };
  const part = (record: DrillRecord) => signingDrill(record, by);
  const signed = await signPaper(drillPaper(path), part, brought(options));
  return { json: { record: path, drill: signed }, text: recordText(signed) };
});
