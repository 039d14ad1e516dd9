import { certifying, verify } from "../../src/life/certificate.ts";
import { type Destruction, destructionPaper } from "../../src/life/destruction.ts";
import { signPaper } from "../../src/signer/paper.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { accountFrom, type BroughtOptions, brought } from "../ports/wallet.ts";
import { certificateText } from "../ui/destroyed.ts";

/** Puts the signature of the operator or the witness, made by a wallet, into the record. @throws `Wallet.*`, `Certificate.*` */
export default answering(async (options: Spoken & BroughtOptions & { certificate: string }) => {
  const { certificate: path } = options;
  const signer = accountFrom(options);
  const part = (record: Destruction) => certifying(record, signer);
  const signed = await signPaper(destructionPaper(path), part, brought(options));
  const verdict = await verify(signed);
  return { json: { certificate: signed, verdict }, text: certificateText(path, signed, verdict) };
});
