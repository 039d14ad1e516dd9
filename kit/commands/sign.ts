import { basename, dirname, join } from "node:path";
import { addSignature, prepare } from "../../src/approval/signing.ts";
import { writeAtomic } from "../../src/files.ts";
import { claimedState, offlineVerify } from "../../src/kit/claims.ts";
import { type SignatureFile, stringify } from "../../src/kit/signature.ts";
import { answering, type Spoken } from "../../tasks/ports/answer.ts";
import { type KeyOptions, rosterSigner } from "../../tasks/ports/signer.ts";
import { actOf } from "../../tasks/ports/signing.ts";
import { confirm } from "../../tasks/ui/confirm.ts";
import { facts, sections } from "../../tasks/ui/table.ts";
import { type BroughtOptions, readBrought, readClaims } from "../reading.ts";
import { inspected } from "./inspect.ts";

type Options = Spoken &
  BroughtOptions &
  KeyOptions & {
    state: string | undefined;
    act: string | undefined;
    yes: boolean;
    out: string | undefined;
  };

/** Shows everything, then signs after a yes, and writes the signature alone: the proposal file stays as it is. */
export default answering(async (options: Options) => {
  const claims = await readClaims(options.state);
  const brought = await readBrought(options, claims);
  const { file } = brought;
  const state = claimedState(claims, file);
  const { text } = await inspected(brought);
  const { index: key, signer } = await rosterSigner(options, state.roster);
  const act = actOf(options.act, file, state, key);
  const typed = prepare(file, state, { act, key });
  const { label } = signer.describe();
  await confirm(text, `${act} it with ${label}`, options.yes);
  const signature = await signer.signTypedData(typed);
  await addSignature(file, state, offlineVerify, { act, key, signature });
  const signed: SignatureFile = { format: "conclave-signature/1", id: file.id, act, key, signature };
  const path =
    options.out ?? join(dirname(options.file), `${basename(options.file, ".json")}.${act}-${key}.json`);
  await writeAtomic(path, stringify(signed), { overwrite: false });
  return {
    json: { path, signed },
    text: sections(
      facts([
        ["signed to", act],
        ["by", `${label}, key ${key}`],
        ["signature", path],
      ]),
      "Carry this file back, or show it with `qr`: `hardhat proposal scan` puts it into the proposal.",
    ),
  };
});
