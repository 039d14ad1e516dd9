import { writeAtomic } from "../../src/files.ts";
import { certify, verify } from "../../src/life/certificate.ts";
import { readDestruction, write } from "../../src/life/destruction.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { type KeyOptions, personSigner } from "../ports/signer.ts";
import { confirm } from "../ui/confirm.ts";
import { certificateText } from "../ui/destroyed.ts";

/** Operator or witness sign what was destroyed. @throws `Certificate.*` */
export default answering(async (options: Spoken & KeyOptions & { certificate: string; yes: boolean }) => {
  const signer = await personSigner(options);
  const record = await readDestruction(options.certificate);
  const before = await verify(record);
  await confirm(
    certificateText(options.certificate, record, before),
    "certify that this was destroyed",
    options.yes,
  );
  const signed = await certify(record, signer);
  await writeAtomic(options.certificate, write(signed), { mode: 0o600 });
  const verdict = await verify(signed);
  return {
    json: { certificate: signed, verdict },
    text: certificateText(options.certificate, signed, verdict),
  };
});
