import { readTransport } from "../../../src/distribution/transport.ts";
import { dispatch } from "../../../src/distribution/transport-acts.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { type KeyOptions, personSigner } from "../../ports/signer.ts";
import { writeForm } from "../../ports/transport.ts";
import { confirm } from "../../ui/confirm.ts";
import { formText } from "../../ui/transport.ts";

type Options = Spoken & KeyOptions & { file: string; yes: boolean };

export default answering(async (options: Options) => {
  const form = await readTransport(options.file);
  const signer = await personSigner(options);
  await confirm(
    formText(options.file, form),
    "Did you see these packages sealed and handed over",
    options.yes,
  );
  const signed = await dispatch(form, signer);
  await writeForm(options.file, signed, true);
  return { json: signed, text: formText(options.file, signed) };
});
