import { type DrillRecord, drillPaper, presentBy, signingDrill } from "../../src/backup/drill-record.ts";
import { signPaper } from "../../src/signer/paper.ts";
import { signerOf } from "../../src/signer/signer-of.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { readAddress } from "../ports/place.ts";
import { passwordFor } from "../ports/secret.ts";
import { type KeyOptions, namedKey } from "../ports/signer.ts";
import { watched } from "../ports/watch.ts";
import { recordText } from "../ui/backup.ts";

type Options = Spoken & KeyOptions & { record: string; verifier: string | undefined };

/** Somebody who was present at a drill signs its record, each with their own key. */
export default answering(async (options: Options) => {
  const { record: path, verifier } = options;
  const { key, path: keystore } = namedKey(options);
  const by = verifier === undefined ? {} : { verifier: readAddress(verifier) };
  const signer = await watched(await signerOf(keystore, passwordFor(options, key), by), keystore);
  const part = (record: DrillRecord) => signingDrill(record, presentBy(signer));
  const signed = await signPaper(drillPaper(path), part, (typed) => signer.signTypedData(typed));
  return { json: { record: path, drill: signed }, text: recordText(signed) };
});
