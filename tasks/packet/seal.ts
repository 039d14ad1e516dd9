import { join } from "node:path";
import { hash, pretty } from "../../src/canonical.ts";
import { assertFingerprints } from "../../src/distribution/phrase.ts";
import { LIFETIME, type Sealed, type Sending, sealKey, sealShare } from "../../src/distribution/seal.ts";
import { BaseError } from "../../src/errors.ts";
import { writeAtomic } from "../../src/files.ts";
import { assertRecipients } from "../../src/keys/age/recipient.ts";
import { parseDuration } from "../../src/time.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { needed, recipientsFrom } from "../ports/packet.ts";
import { passwordFor } from "../ports/secret.ts";
import { type KeyOptions, keyPath, personSigner } from "../ports/signer.ts";
import { handledKey } from "../ports/watch.ts";
import { confirm } from "../ui/confirm.ts";
import { recipientsText, sealedText } from "../ui/packet.ts";

type Options = Spoken &
  KeyOptions & {
    sealed: string | undefined;
    share: string | undefined;
    about: string | undefined;
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
  const { words, yes } = options;
  if ((options.sealed === undefined) === (options.share === undefined)) throw keyOrShare();
  const recipients = await recipientsFrom(needed(options.to, "--to", "for whom"));
  assertRecipients(recipients);
  const lifetime = options.expires === undefined ? LIFETIME.usual : parseDuration(options.expires);
  const signer = await personSigner(options);
  if (words !== undefined) assertFingerprints(recipients, words);
  else await confirm(recipientsText(recipients), "Did each receiver read these words to you", yes);
  const { packet, phrase } = await seal(options, { recipients, signer, lifetime });
  const path = options.out ?? join("packets", `packet-${packet.nonce.slice(2, 10)}.json`);
  await writeAtomic(path, pretty(packet), { mode: 0o600, overwrite: false });
  const { ciphertext: _, ...told } = packet;
  return { json: { path, phrase, packet: told }, text: sealedText(path, packet, phrase) };
});

async function seal(options: Options, sending: Sending): Promise<Sealed> {
  const { sealed: named, share, keys } = options;
  if (share !== undefined)
    return sealShare(share, needed(options.about, "--about", "of which secret it is"), sending);
  const name = needed(named, "the key", "a keystore's label or file");
  const own = { passwordFile: options.sealedPasswordFile, passwordFd: options.sealedPasswordFd };
  const path = keyPath(keys, name);
  return handledKey(
    path,
    "sent",
    () => sealKey(path, passwordFor(own, name), sending),
    ({ packet }) => ({
      document: hash(packet),
    }),
  );
}

function keyOrShare(): BaseError {
  return new BaseError({
    code: "Task.KeyOrShare",
    message: "a packet holds one thing: a key or a share",
    fix: "name a keystore, or add --share with the file of a share",
  });
}
