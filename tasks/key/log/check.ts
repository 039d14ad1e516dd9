import { BaseError } from "../../../src/errors.ts";
import { readText } from "../../../src/files.ts";
import { readVerifierKey } from "../../../src/usage/log/note.ts";
import { verifyProof } from "../../../src/usage/log/proof.ts";
import { answering, type Spoken } from "../../ports/answer.ts";

type Options = Spoken & { name: string; verifier: string | undefined };

/** Needs no log and no folder of keys. @throws `Task.NoVerifier` */
export default answering(async ({ name, verifier }: Options) => {
  if (verifier === undefined) {
    throw new BaseError({
      code: "Task.NoVerifier",
      message: "whose log? a proof holds for whoever knows the log's verifier key from elsewhere",
      fix: "add --verifier with the key that the log's owner handed out",
    });
  }
  const line = await readText(`${name}.line`, 2 ** 17);
  const proof = await readText(`${name}.tlog-proof`, 2 ** 18);
  const key = readVerifierKey(verifier.trim());
  const { index, checkpoint } = verifyProof(proof, Buffer.from(line, "utf8"), key);
  const { origin, size, root } = checkpoint;
  return {
    json: { index, origin, size, root, line },
    text: `proved: this is line ${index} of the log ${origin}, among the first ${size}\n${line}`,
  };
});
