import { drillRecord, signDrill } from "../../src/backup/drill-record.ts";
import { pretty } from "../../src/canonical.ts";
import { readJson, writeAtomic } from "../../src/files.ts";
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
  const record = await readJson(path, drillRecord);
  const { key, path: keystore } = namedKey(options);
  const by = verifier === undefined ? {} : { verifier: readAddress(verifier) };
  const signer = await watched(await signerOf(keystore, passwordFor(options, key), by), keystore);
  const signed = await signDrill(record, signer);
  await writeAtomic(path, pretty(signed));
  return { json: { record: path, drill: signed }, text: recordText(signed) };
});
