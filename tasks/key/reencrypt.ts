import { particulars } from "../../src/keys/particulars.ts";
import { readPassword } from "../../src/keys/password.ts";
import { assertLabel, read, reencrypt } from "../../src/keys/store.ts";
import { weaknesses } from "../../src/keys/v3.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { readAddress } from "../ports/place.ts";
import { passwordSource, type RenewedOptions, renewed, withNewPassword } from "../ports/secret.ts";
import { keyPath } from "../ports/signer.ts";
import { handledKey, toldKey, withUntold } from "../ports/watch.ts";
import { savedText } from "../ui/key.ts";

type Options = Spoken &
  RenewedOptions & {
    readonly file: string;
    readonly label: string;
    readonly holder: string | undefined;
    readonly purpose: string | undefined;
    readonly address: string | undefined;
    readonly light: boolean;
  };

/** Writes the key of a keystore, such as another program's, to a new one of ours, under a new password. The old file stays. */
export default answering(async (options: Options) => {
  const { label, keys: folder, holder, purpose } = options;
  assertLabel(label);
  const address = options.address === undefined ? {} : { address: readAddress(options.address) };
  const path = keyPath(folder, options.file);
  const old = await read(path);
  const password = await readPassword(passwordSource(options), options.file);
  try {
    const saved = await withNewPassword(
      renewed(options),
      `the new keystore ${label}`,
      [label, holder, purpose],
      (fresh) =>
        handledKey(path, "exported", () =>
          reencrypt(path, password, {
            label,
            folder,
            password: fresh,
            cost: options.light ? "light" : "standard",
            ...address,
            ...particulars({ holder, purpose }),
          }),
        ),
    );
    const failure = await toldKey(saved.path, "made", { note: `from ${options.file}` });
    const stays = `${path} still opens with its old password: once the new one is backed up, destroy it and its copies`;
    const done = {
      json: { ...saved, old: path, weaknesses: weaknesses(old) },
      text: savedText(label, saved),
      notes: [...weaknesses(old).map((weakness) => `the old file: ${weakness}`), stays],
    };
    return withUntold(done, failure);
  } finally {
    password.wipe();
  }
});
