import { zeroAddress } from "viem";
import { sign, whose } from "../../../src/ceremony/sign.ts";
import { write } from "../../../src/ceremony/transcript.ts";
import { writeAtomic } from "../../../src/files.ts";
import { readKeyFile } from "../../../src/signer/key-file.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { type VerifyOptions, verified } from "../../ports/ceremony.ts";
import { type KeyOptions, namedKey, personSigner } from "../../ports/signer.ts";
import { signedText, verifiedText } from "../../ui/ceremony.ts";
import { confirm } from "../../ui/confirm.ts";

type Options = Spoken & VerifyOptions & KeyOptions & { transcript: string; yes: boolean };

/** Somebody who was there signs: on their own machine, if they like, and days later. @throws `Task.NoKey`, `Ceremony.*` */
export default answering(async (options: Options) => {
  const { transcript: path } = options;
  const found = await verified(path, options);
  const { address: identity = zeroAddress } = await readKeyFile(namedKey(options).path);
  const { role, person } = whose(found.transcript, identity);
  const shown = verifiedText(path, found.hash, found.transcript, found);
  await confirm(shown, `sign as ${role} ${person.name} that it went so`, options.yes);
  const signed = await sign(found, identity, await personSigner(options), new Date());
  await writeAtomic(path, write(signed));
  const names = signed.signatures.map(({ name }) => name);
  return {
    json: { path, hash: found.hash, name: person.name, role, signed: names },
    text: signedText(path, found.hash, signed),
  };
});
