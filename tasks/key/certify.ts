import { certifying, verify } from "../../src/life/certificate.ts";
import { destructionPaper } from "../../src/life/destruction.ts";
import { signPaper } from "../../src/signer/paper.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { type KeyOptions, personSigner } from "../ports/signer.ts";
import { confirm } from "../ui/confirm.ts";
import { certificateText } from "../ui/destroyed.ts";

/** Operator or witness sign what was destroyed. @throws `Certificate.*` */
export default answering(async (options: Spoken & KeyOptions & { certificate: string; yes: boolean }) => {
  const { certificate: path, yes } = options;
  const signer = await personSigner(options);
  const signed = await signPaper(
    destructionPaper(path),
    (record) => certifying(record, signer.signerBytes),
    async (typed, record) => {
      const text = certificateText(path, record, await verify(record));
      await confirm(text, "certify that this was destroyed", yes);
      return signer.signTypedData(typed);
    },
  );
  const verdict = await verify(signed);
  return { json: { certificate: signed, verdict }, text: certificateText(path, signed, verdict) };
});
