import { dispatching } from "../../../src/distribution/transport-acts.ts";
import { formPaper } from "../../../src/distribution/transport-file.ts";
import { signPaper } from "../../../src/signer/paper.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { type KeyOptions, personSigner } from "../../ports/signer.ts";
import { confirm } from "../../ui/confirm.ts";
import { formText } from "../../ui/transport.ts";

type Options = Spoken & KeyOptions & { file: string; yes: boolean };

export default answering(async (options: Options) => {
  const { file, yes } = options;
  const signer = await personSigner(options);
  const now = new Date();
  const signed = await signPaper(
    formPaper(file),
    (form) => dispatching(form, signer.signerBytes, now),
    async (typed, form) => {
      await confirm(formText(file, form), "Did you see these packages sealed and handed over", yes);
      return signer.signTypedData(typed);
    },
  );
  return { json: signed, text: formText(file, signed) };
});
