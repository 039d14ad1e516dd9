import { join } from "node:path";
import { openKey, openShare } from "../../src/distribution/open.ts";
import { readPacket } from "../../src/distribution/packet.ts";
import { readPassword } from "../../src/keys/password.ts";
import { assertLabel } from "../../src/keys/store.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { addressFrom, heard, type IdentityOptions, identityFrom } from "../ports/packet.ts";
import { passwordSource, type SecretOptions } from "../ports/secret.ts";
import { openedShareText, openedText } from "../ui/packet.ts";

type Options = Spoken &
  SecretOptions &
  IdentityOptions & {
    file: string;
    phrase: string | undefined;
    from: string | undefined;
    keys: string;
    shares: string;
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
  const { subject } = packet;
  if (subject.kind === "share") {
    const name = label ?? `share-${subject.set}-${subject.group + 1}-${subject.member + 1}`;
    assertLabel(name);
    const path = await openShare(packet, receiving, join(options.shares, `${name}.txt`));
    return { json: { path }, text: openedShareText(file, path) };
  }
  const saved = await openKey(packet, receiving, {
    folder,
    cost: light ? "light" : "standard",
    password: () => readPassword(passwordSource(options), "the new keystore", { isNew: true }),
    ...(label === undefined ? {} : { label }),
    ...(holder === undefined ? {} : { holder }),
  });
  return { json: saved, text: openedText(file, saved) };
});
