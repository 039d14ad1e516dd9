import { keccak256 } from "viem";
import { drillRecord, verifyDrill } from "../../src/backup/drill-record.ts";
import { readJson } from "../../src/files.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { readBytes } from "../ports/document.ts";
import { recordText } from "../ui/backup.ts";

/** Checks a drill's record: the recovered key's proof, and who signed. */
export default answering(async ({ record: path }: Spoken & { record: string }) => {
  const { record, present } = await verifyDrill(await readJson(path, drillRecord));
  const hash = keccak256(await readBytes(path));
  return {
    json: { valid: true, hash, present, drill: record },
    text: `${recordText(record)}\n\nhash  ${hash}`,
  };
});
