import { type Derived, deriveAgain, deriveFrom } from "../../src/keys/derived/store.ts";
import { particulars } from "../../src/keys/particulars.ts";
import type { Saved } from "../../src/keys/store.ts";
import { assertLabel } from "../../src/keys/store.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { readCurve } from "../ports/curve.ts";
import { withNewPassword } from "../ports/secret.ts";
import { type SourceOptions, withSourcePassphrase } from "../ports/source-passphrase.ts";
import { toldKey, withUntold } from "../ports/watch.ts";
import { savedText } from "../ui/key.ts";
import { sections } from "../ui/table.ts";
import type { NewKeyOptions } from "./generate.ts";

type Options = Spoken &
  NewKeyOptions &
  SourceOptions & { readonly label: string; readonly context: string; readonly record: string | undefined };

/** A key that follows from a passphrase of 128 bits or more and a stored salt; with `--record`, the same key again. KD-05. */
export default answering(async (options: Options) => {
  const { label, holder, purpose, keys: folder, light, context, record } = options;
  const curve = readCurve(options.curve);
  assertLabel(label);
  let warned = false;
  const saved = await withSourcePassphrase(options, async (passphrase, counted) =>
    withNewPassword(
      options,
      `the new keystore ${label}`,
      [label, holder, purpose],
      (password): Promise<Saved | Derived> => {
        const target = {
          label,
          folder,
          password,
          cost: light ? "light" : "standard",
          ...particulars({ holder, purpose }),
        } as const;
        if (record !== undefined) return deriveAgain(record, passphrase, target);
        warned = counted === undefined;
        return deriveFrom(passphrase, target, {
          context,
          curve,
          ...(counted === undefined ? {} : { counted }),
        });
      },
    ),
  );
  const failure = await toldKey(saved.path, "made", { note: `from a passphrase (${context})` });
  const beside =
    "record" in saved ? `The key follows from the passphrase and ${saved.record}: keep both, apart.` : "";
  const text = sections(savedText(label, saved), beside);
  return withUntold({ json: saved, text, notes: warned ? [WARNING] : [] }, failure);
});

const WARNING =
  "the passphrase was not generated here: an estimate of 128 bits is no proof of them, and whoever guesses it has the key without any file of yours but the record";
