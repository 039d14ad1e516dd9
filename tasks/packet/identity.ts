import { makeIdentity } from "../../src/distribution/identity.ts";
import { fingerprint } from "../../src/distribution/phrase.ts";
import { readPassword } from "../../src/keys/password.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { passwordSource, type SecretOptions } from "../ports/secret.ts";
import { identityText } from "../ui/packet.ts";

type Options = Spoken &
  SecretOptions & { label: string; identities: string; postQuantum: boolean; light: boolean };

/** Makes what packets are received with. */
export default answering(async (options: Options) => {
  const { label, identities: folder, postQuantum, light } = options;
  const password = await readPassword(passwordSource(options), `the new identity ${label}`, { isNew: true });
  try {
    const made = await makeIdentity({
      label,
      folder,
      password,
      kind: postQuantum ? "post-quantum" : "classic",
      cost: light ? "light" : "standard",
    });
    const known = { ...made, words: fingerprint(made.recipient) };
    return { json: known, text: identityText(known) };
  } finally {
    password.wipe();
  }
});
