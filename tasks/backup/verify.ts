import { keccak256, toBytes } from "viem";
import { drillRecord, verifyDrill } from "../../src/backup/drill-record.ts";
import { pretty } from "../../src/canonical.ts";
import { BaseError } from "../../src/errors.ts";
import { readJson } from "../../src/files.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { readBytes } from "../ports/document.ts";
import { recordText } from "../ui/backup.ts";

/** Checks a drill's record: the recovered key's proof, and who signed. */
export default answering(async ({ record: path }: Spoken & { record: string }) => {
  const { record, present } = await verifyDrill(await readJson(path, drillRecord));
  // What was verified is hashed, whatever lies there by now: a file that says the same in another spelling is another document.
  const hash = keccak256(toBytes(pretty(record)));
  if (hash !== keccak256(await readBytes(path))) throw spelledOtherwise(path);
  return {
    json: { valid: true, hash, present, drill: record },
    text: `${recordText(record)}\n\nhash  ${hash}`,
  };
});

function spelledOtherwise(path: string): BaseError {
  return new BaseError({
    code: "Task.SpelledOtherwise",
    message: `${path} is not the canonical text of the record it holds, so its hash would be another`,
    fix: "write the record as the command that made it did, or ask for the original file",
    details: { path },
  });
}
