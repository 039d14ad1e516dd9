import { readManifest } from "../../src/backup/manifest.ts";
import { destroy, resume } from "../../src/life/destroy.ts";
import type { Destroyed } from "../../src/life/destruction.ts";
import { intend, lastMayGo } from "../../src/life/intent.ts";
import { keyOf } from "../../src/life/key-of.ts";
import { progressOf } from "../../src/life/progress.ts";
import { strike } from "../../src/life/struck.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { manifestPath } from "../ports/copies.ts";
import { answerOf, carriedOut, handedTo, keptBy } from "../ports/destruction.ts";
import { signerNamed } from "../ports/named-signer.ts";
import type { PlaceOptions } from "../ports/place.ts";
import { passwordFor, type SecretOptions } from "../ports/secret.ts";
import { keyPath, personSigner } from "../ports/signer.ts";
import { usesOf } from "../ports/uses.ts";
import { confirm } from "../ui/confirm.ts";
import type { Texts } from "./destruction-tasks.ts";

type Options = Spoken &
  PlaceOptions &
  SecretOptions &
  Texts & {
    key: string;
    keys: string;
    records: string;
    yes: boolean;
    lastCopy: boolean;
    unlisted: boolean;
    notRedundant: boolean;
  };

/** One copy of a key goes for good. @throws `Destroy.*`, `Erase.*`, `Token.*`, `Task.*` */
export default answering(async (options: Options, hre) => {
  const { kept, copy: words, records: folder } = options;
  const path = keyPath(options.keys, options.key);
  const backups = await manifestPath(options.backups);
  const { listedAs, unlisted, notRedundant } = options;
  const listing = async () => ({
    manifest: backups === undefined ? undefined : (await readManifest(backups)).manifest,
    listedAs,
    unlisted,
    notRedundant,
  });
  const found = await progressOf(folder, { path, words, listing });
  const operator = await personSigner({ ...options, key: options.operator });
  // What is done is done once; only the mark in the manifest may have come too short.
  if (found?.record.status === "destroyed")
    return answerOf({ ...found, ...(await strike(found, backups, operator.signerBytes)) }, backups);
  const secret = { passwordFile: options.pinFile, passwordFd: options.pinFd };
  const stays = kept === undefined ? {} : { stays: () => keptBy(options, kept, path) };
  // Of a file that may be gone already, the record says whose it was.
  const whose = found?.record.key ?? (await keyOf(path));
  const last = {
    lastCopy: options.lastCopy,
    uses: () => usesOf(whose, options, hre),
    reason: options.overrideUsed,
    handed: () => handedTo(options, whose),
  };
  const given = {
    folder,
    operator,
    pin: passwordFor(secret, "the device (its PIN)"),
    device: (card: string) => personSigner({ ...options, ...secret, key: card }),
    ...stays,
    mayGo: () => lastMayGo(whose, last),
    clock: () => new Date(),
  };
  const logged = (work: () => Promise<Destroyed>) =>
    carriedOut(options.keys, path, whose, { backups, operator }, work);
  if (found !== undefined) return logged(() => resume(found, given));
  const key = await keyOf(path);
  const intent = await intend({
    key,
    path,
    words,
    medium: options.medium,
    serial: options.serial,
    place: options.spot,
    method: options.method,
    operator: operator.signerBytes,
    witness: options.witness === undefined ? undefined : await signerNamed(options.witness, options),
    ...stays,
    ...last,
    listing: await listing(),
    clock: given.clock,
  });
  const what = `destroy ${intent.copy.name} of key ${key.label} (${key.address})${intent.last ? ", its LAST copy," : ""} for good`;
  await confirm(what, what, options.yes);
  return logged(() => destroy(intent, given));
});
