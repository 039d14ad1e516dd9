import { hash } from "../../src/canonical.ts";
import { openKey, openShare, sharePath } from "../../src/distribution/open.ts";
import { readPacket } from "../../src/distribution/packet.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { addressFrom, heard, type IdentityOptions, identityFrom } from "../ports/packet.ts";
import { type NewSecretOptions, withNewPassword } from "../ports/secret.ts";
import { toldKey, withUntold } from "../ports/watch.ts";
import { openedShareText, openedText } from "../ui/packet.ts";

type Options = Spoken &
  NewSecretOptions &
  IdentityOptions & {
    file: string;
    phrase: string | undefined;
    from: string | undefined;
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
  if (subject.kind !== "key") {
    const path = await openShare(packet, receiving, sharePath(options.shares, subject, label));
    return { json: { path }, text: openedShareText(file, path) };
  }
  const saved = await openKey(packet, receiving, {
    folder,
    cost: light ? "light" : "standard",
    password: (use) => withNewPassword(options, "the new keystore", [label, holder, subject.label], use),
    ...(label === undefined ? {} : { label }),
    ...(holder === undefined ? {} : { holder }),
  });
  const failure = await toldKey(saved.path, "received", { document: hash(packet) });
  return withUntold({ json: saved, text: openedText(file, saved) }, failure);
});
