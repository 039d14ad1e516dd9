import { BaseError } from "../../src/errors.ts";
import type { Curve } from "../../src/keys/curve.ts";
import { assertLabel, generate } from "../../src/keys/store.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { type NewSecretOptions, withNewPassword } from "../ports/secret.ts";
import { savedText } from "../ui/key.ts";

export type NewKeyOptions = NewSecretOptions & {
  readonly holder: string | undefined;
  readonly purpose: string | undefined;
  readonly curve: string;
  readonly light: boolean;
};

/** Makes a key in the folder of keystores. @throws `Task.BadCurve`, what `generate` and `withNewPassword` throw */
export async function newKey(label: string, options: NewKeyOptions) {
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
      ...(holder === undefined ? {} : { holder }),
      ...(purpose === undefined ? {} : { purpose }),
    }),
  );
}

export default answering(async (options: Spoken & NewKeyOptions & { label: string }) => {
  const saved = await newKey(options.label, options);
  return { json: saved, text: savedText(options.label, saved) };
});

export function readCurve(text: string): Curve {
  if (text === "secp256k1" || text === "P-256") return text;
  throw new BaseError({
    code: "Task.BadCurve",
    message: `there is no curve "${text}" here`,
    fix: "use secp256k1 for accounts, P-256 for ERC-7913 signers",
  });
}
