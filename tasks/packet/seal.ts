import { join } from "node:path";
import { pretty } from "../../src/canonical.ts";
import { assertFingerprints } from "../../src/distribution/phrase.ts";
import { LIFETIME, sealKey } from "../../src/distribution/seal.ts";
import { writeAtomic } from "../../src/files.ts";
import { assertRecipients } from "../../src/keys/age/recipient.ts";
import { parseDuration } from "../../src/time.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { needed, recipientsFrom } from "../ports/packet.ts";
import { passwordFor } from "../ports/secret.ts";
import { type KeyOptions, keyPath, personSigner } from "../ports/signer.ts";
import { confirm } from "../ui/confirm.ts";
import { recipientsText, sealedText } from "../ui/packet.ts";

type Options = Spoken &
  KeyOptions & {
    sealed: string;
    sealedPasswordFile: string | undefined;
    sealedPasswordFd: string | undefined;
    to: string | undefined;
    words: string | undefined;
    expires: string | undefined;
    out: string | undefined;
    yes: boolean;
  };

/** Nothing is opened before the recipients are known to be the receivers'. */
export default answering(async (options: Options) => {
  const { sealed: named, keys, words, yes } = options;
  const recipients = await recipientsFrom(needed(options.to, "--to", "for whom"));
  assertRecipients(recipients);
  const lifetime = options.expires === undefined ? LIFETIME.usual : parseDuration(options.expires);
  const signer = await personSigner(options);
  if (words !== undefined) assertFingerprints(recipients, words);
  else await confirm(recipientsText(recipients), "Did each receiver read these words to you", yes);
  const own = { passwordFile: options.sealedPasswordFile, passwordFd: options.sealedPasswordFd };
  const { packet, phrase } = await sealKey(keyPath(keys, named), passwordFor(own, named), {
    recipients,
    signer,
    lifetime,
  });
  const path = options.out ?? join("packets", `${packet.subject.label}-${packet.nonce.slice(2, 10)}.json`);
  await writeAtomic(path, pretty(packet), { mode: 0o600, overwrite: false });
  const { ciphertext: _, ...told } = packet;
  return { json: { path, phrase, packet: told }, text: sealedText(path, packet, phrase) };
});
