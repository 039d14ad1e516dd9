import { makeIdentity } from "../../src/distribution/identity.ts";
import { fingerprint } from "../../src/distribution/phrase.ts";
import { assertLabel } from "../../src/keys/store.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { type NewSecretOptions, withNewPassword } from "../ports/secret.ts";
import { identityText } from "../ui/packet.ts";

type Options = Spoken &
  Omit<NewSecretOptions, "keys"> & {
    label: string;
    identities: string;
    postQuantum: boolean;
    light: boolean;
  };

/** Makes what packets are received with. */
export default answering(async (options: Options) => {
  const { label, identities: folder, postQuantum, light } = options;
  assertLabel(label);
  const secret = { ...options, keys: folder };
  const made = await withNewPassword(secret, `the new identity ${label}`, [label], (password) =>
    makeIdentity({
      label,
      folder,
      password,
      kind: postQuantum ? "post-quantum" : "classic",
      cost: light ? "light" : "standard",
    }),
  );
  const known = { ...made, words: fingerprint(made.recipient) };
  return { json: known, text: identityText(known) };
});
