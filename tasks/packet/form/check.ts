import { accepting } from "../../../src/distribution/transport-acts.ts";
import { formPaper } from "../../../src/distribution/transport-file.ts";
import { signPaper } from "../../../src/signer/paper.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { type KeyOptions, personSigner } from "../../ports/signer.ts";
import { arrivedAnswer, type FoundOptions, foundFrom } from "../../ports/transport.ts";

type Options = Spoken & KeyOptions & FoundOptions & { file: string };

/** The numbers of the form are not shown before one's own are typed: two people look, and neither copies. */
export default answering(async (options: Options) => {
  const { file } = options;
  const found = foundFrom(options);
  const signer = await personSigner(options);
  const now = new Date();
  const signed = await signPaper(
    formPaper(file),
    (form) => accepting(form, signer.signerBytes, found, now),
    (typed) => signer.signTypedData(typed),
  );
  return arrivedAnswer(file, signed);
});
