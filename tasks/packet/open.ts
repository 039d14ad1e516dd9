import { openKey } from "../../src/distribution/open.ts";
import { readPacket } from "../../src/distribution/packet.ts";
import { readPassword } from "../../src/keys/password.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { addressFrom, heard, type IdentityOptions, identityFrom } from "../ports/packet.ts";
import { passwordSource, type SecretOptions } from "../ports/secret.ts";
import { openedText } from "../ui/packet.ts";

type Options = Spoken &
  SecretOptions &
  IdentityOptions & {
    file: string;
    phrase: string | undefined;
    from: string | undefined;
    keys: string;
    opened: string;
    label: string | undefined;
    holder: string | undefined;
    light: boolean;
  };

export default answering(async (options: Options) => {
  const { file, keys: folder, label, holder, light } = options;
  const packet = await readPacket(file);
  const from = addressFrom(options.from, "--from");
  const { path: identity, password: identityPassword } = identityFrom(options);
  const receiving = {
    identity,
    identityPassword,
    phrase: await heard(options.phrase, "the sender"),
    from,
    records: options.opened,
  };
  const saved = await openKey(packet, receiving, {
    folder,
    cost: light ? "light" : "standard",
    password: () => readPassword(passwordSource(options), "the new keystore", { isNew: true }),
    ...(label === undefined ? {} : { label }),
    ...(holder === undefined ? {} : { holder }),
  });
  return { json: saved, text: openedText(file, saved) };
});
