import { readIdentity } from "../../src/distribution/identity.ts";
import { fingerprint } from "../../src/distribution/phrase.ts";
import { kindOfRecipient } from "../../src/keys/age/recipient.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { keyPath } from "../ports/signer.ts";
import { identityText } from "../ui/packet.ts";

type Options = Spoken & { recipient: string; identities: string };

/** A recipient and its words: of one's own identity, or as somebody sent it. */
export default answering(async ({ recipient: named, identities }: Options) => {
  const path = named.startsWith("age1") ? undefined : keyPath(identities, named);
  const recipient = path === undefined ? named : (await readIdentity(path)).recipient;
  const kind = kindOfRecipient(recipient);
  const known = { ...(path === undefined ? {} : { path }), recipient, words: fingerprint(recipient) };
  return { json: { ...known, kind }, text: identityText(known) };
});
