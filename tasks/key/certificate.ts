import { keccak256 } from "viem";
import { refutation, verify } from "../../src/life/certificate.ts";
import { readDestruction } from "../../src/life/destruction.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { readBytes } from "../ports/document.ts";
import { certificateText } from "../ui/destroyed.ts";

/** Whether a certificate of destruction holds, for anybody. @throws `Certificate.Flawed` */
export default answering(async ({ certificate: path }: Spoken & { certificate: string }) => {
  const certificate = await readDestruction(path);
  const verdict = await verify(certificate);
  const failure = refutation(verdict);
  return {
    json: { certificate, verdict, hash: keccak256(await readBytes(path)) },
    text: certificateText(path, certificate, verdict),
    ...(failure === undefined ? {} : { failure }),
  };
});
