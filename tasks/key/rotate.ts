import { parse } from "../../src/charter/parse.ts";
import { readText } from "../../src/files.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { DEFAULT_CHARTER } from "../ports/charter.ts";
import type { DraftOptions } from "../ports/draft.ts";
import { rotateTo } from "../ports/made-elsewhere.ts";
import { plannedKey, type SuccessorOptions } from "../ports/next-key.ts";
import type { PlaceOptions } from "../ports/place.ts";
import { rotate } from "../ports/rotation.ts";
import { type NewSecretOptions, withNewPassword } from "../ports/secret.ts";
import { createdText } from "../ui/created.ts";
import { rotatedText } from "../ui/key.ts";
import { sections } from "../ui/table.ts";

type Options = Spoken &
  PlaceOptions &
  NewSecretOptions &
  DraftOptions &
  SuccessorOptions & {
    key: string;
    successor: string | undefined;
    light: boolean;
    folder: string;
    out: string | undefined;
  };

/** Makes the successor's keystore, enters it into the charter, and drafts the amendment with its own `Activate` signature. */
export default answering(async (options: Options, hre) => {
  const charter = options.charter ?? DEFAULT_CHARTER;
  const text = await readText(charter);
  const located = { ...options, charter, text, parsed: parse(text, charter) };
  if (options.successor !== undefined) {
    const { successor, path, file, sentences } = await rotateTo(options.successor, located, hre);
    return { json: { successor, charter, proposal: path, file }, text: createdText(path, file, sentences) };
  }
  const planned = await plannedKey(located, hre);
  const { label } = planned.successor;
  const known = [label, planned.before.owner];
  const made = await withNewPassword(options, `the new key ${label}`, known, (password) =>
    rotate(located, hre, planned, password),
  );
  const { saved, path, file, sentences } = made;
  return {
    json: { keystore: saved, charter, proposal: path, file },
    text: sections(rotatedText(charter, planned.before.label, saved), createdText(path, file, sentences)),
  };
});
