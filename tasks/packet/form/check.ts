import { readTransport } from "../../../src/distribution/transport.ts";
import { accept, judge } from "../../../src/distribution/transport-acts.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { needed } from "../../ports/packet.ts";
import { type KeyOptions, personSigner } from "../../ports/signer.ts";
import { differing, writeForm } from "../../ports/transport.ts";
import { verdictText } from "../../ui/transport.ts";

type Options = Spoken &
  KeyOptions & { file: string; seals: string | undefined; damaged: boolean; remarks: string | undefined };

/** The numbers of the form are not shown before one's own are typed: two people look, and neither copies. */
export default answering(async (options: Options) => {
  const seals = needed(
    options.seals,
    "--seals",
    "the numbers as you read them off the packages, between commas",
  );
  const form = await readTransport(options.file);
  const signer = await personSigner(options);
  const found = { seals: seals.split(","), intact: !options.damaged, remarks: options.remarks ?? "" };
  const signed = await accept(form, signer, found);
  await writeForm(options.file, signed, true);
  const verdict = await judge(signed);
  const failure = differing(verdict);
  return {
    json: verdict,
    text: verdictText(options.file, verdict),
    ...(failure === undefined ? {} : { failure }),
  };
});
