import { zeroAddress } from "viem";
import { signing, whose } from "../../../src/ceremony/sign.ts";
import { readKeyFile } from "../../../src/signer/key-file.ts";
import { signPaper } from "../../../src/signer/paper.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { transcriptPaper, type VerifyOptions } from "../../ports/ceremony.ts";
import { type KeyOptions, namedKey, personSigner } from "../../ports/signer.ts";
import { signedAnswer, verifiedText } from "../../ui/ceremony.ts";
import { confirm } from "../../ui/confirm.ts";

type Options = Spoken & VerifyOptions & KeyOptions & { transcript: string; yes: boolean };

/** Somebody who was there signs: on their own machine, if they like, and days later. @throws `Task.NoKey`, `Ceremony.*` */
export default answering(async (options: Options) => {
  const { transcript: path, yes } = options;
  const { address: identity = zeroAddress } = await readKeyFile(namedKey(options).path);
  const now = new Date();
  const signed = await signPaper(
    transcriptPaper(path, options),
    (found) => signing(found, identity, now),
    async (typed, found) => {
      const { role, person } = whose(found.transcript, identity);
      const shown = verifiedText(path, found.hash, found.transcript, found);
      await confirm(shown, `sign as ${role} ${person.name} that it went so`, yes);
      return (await personSigner(options)).signTypedData(typed);
    },
  );
  return signedAnswer(path, signed, whose(signed, identity));
});
