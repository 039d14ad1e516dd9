import { readDrill } from "../../src/backup/read-drill.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { recordText } from "../ui/backup.ts";

/** Checks a drill's record: the recovered key's proof, and who signed. */
export default answering(async ({ record: path }: Spoken & { record: string }) => {
  const { record, present, hash } = await readDrill(path);
  return {
    json: { valid: true, hash, present, drill: record },
    text: `${recordText(record)}\n\nhash  ${hash}`,
  };
});
