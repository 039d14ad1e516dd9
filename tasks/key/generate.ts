import { particulars } from "../../src/keys/particulars.ts";
import { assertLabel, generate } from "../../src/keys/store.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { readCurve } from "../ports/curve.ts";
import { noSuchCustody, pinFor, type TokenOptions, tokenTarget } from "../ports/custody.ts";
import { type NewSecretOptions, withNewPassword } from "../ports/secret.ts";
import { toldKey, withUntold } from "../ports/watch.ts";
import { cardJson, cardText } from "../ui/card.ts";
import { savedText } from "../ui/key.ts";

export type NewKeyOptions = NewSecretOptions & {
  readonly holder: string | undefined;
  readonly purpose: string | undefined;
  readonly curve: string;
  readonly light: boolean;
};

/** Makes a key in the folder of keystores. The log is not told here. @throws `Task.BadCurve`, what `generate` and `withNewPassword` throw */
function newKey(label: string, options: NewKeyOptions) {
  const { holder, purpose, keys: folder, light } = options;
  const curve = readCurve(options.curve);
  assertLabel(label);
  return withNewPassword(options, `the new key ${label}`, [label, holder, purpose], (password) =>
    generate({
      label,
      folder,
      password,
      curve,
      cost: light ? "light" : "standard",
      ...particulars({ holder, purpose }),
    }),
  );
}

type Options = Spoken & NewKeyOptions & TokenOptions & { readonly label: string; readonly custody: string };

/** @throws `Task.NoSuchCustody`, `Task.CustodyIncomplete`, what {@link newKey} and `generateInToken` throw */
export default answering(async (options: Options) => {
  const { label, custody } = options;
  if (custody === "keystore") {
    const saved = await newKey(label, options);
    return withUntold({ json: saved, text: savedText(label, saved) }, await toldKey(saved.path, "made"));
  }
  if (custody !== "pkcs11") throw noSuchCustody(custody, ["keystore", "pkcs11"]);
  const curve = readCurve(options.curve);
  const target = tokenTarget(options);
  const { generateInToken } = await import("../../src/signer/pkcs11/keys.ts");
  const saved = await generateInToken({ ...target, curve }, pinFor(options, target.token));
  const failure = await toldKey(saved.path, "made");
  return withUntold({ json: cardJson(saved), text: cardText(saved) }, failure);
});
