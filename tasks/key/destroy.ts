import { readManifest } from "../../src/backup/manifest.ts";
import { isThere } from "../../src/folder.ts";
import { destroy, resume } from "../../src/life/destroy.ts";
import type { Destroyed } from "../../src/life/destruction.ts";
import { intend, lastMayGo } from "../../src/life/intent.ts";
import { type KeyOf, keyOf } from "../../src/life/key-of.ts";
import { finished, unfinished } from "../../src/life/records.ts";
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
  const isFile = words === undefined;
  const open = isFile ? await unfinished(folder, { copy: { path } }) : undefined;
  const isOver = isFile && open === undefined && !(await isThere(path));
  const over = isOver ? await finished(folder, path) : undefined;
  const operator = await personSigner({ ...options, key: options.operator });
  // What is done is done once; only the mark in the manifest may have come too short.
  if (over !== undefined)
    return answerOf({ ...over, ...(await strike(over, backups, operator.signerBytes)) }, backups);
  const secret = { passwordFile: options.pinFile, passwordFd: options.pinFd };
  const stays = kept === undefined ? {} : { stays: () => keptBy(options, kept, path) };
  const last = {
    lastCopy: options.lastCopy,
    uses: async () => usesOf(await keyOf(path), options, hre),
    reason: options.overrideUsed,
    handed: async () => handedTo(options, await keyOf(path)),
  };
  const given = {
    folder,
    operator,
    pin: passwordFor(secret, "the device (its PIN)"),
    device: (card: string) => personSigner({ ...options, ...secret, key: card }),
    ...stays,
    mayGo: async () => lastMayGo(await keyOf(path), last),
    clock: () => new Date(),
  };
  const logged = (whose: Pick<KeyOf, "label" | "address">, work: () => Promise<Destroyed>) =>
    carriedOut(options.keys, path, whose, { backups, operator }, work);
  if (open !== undefined) return logged(open.record.key, () => resume(open, given));
  const key = await keyOf(path);
  const { listedAs, unlisted, notRedundant } = options;
  const manifest = backups === undefined ? undefined : (await readManifest(backups)).manifest;
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
    listing: { manifest, listedAs, unlisted, notRedundant },
    clock: given.clock,
  });
  const again = isFile ? undefined : await unfinished(folder, intent);
  if (again !== undefined) return logged(key, () => resume(again, given));
  const what = `destroy ${intent.copy.name} of key ${key.label} (${key.address})${intent.last ? ", its LAST copy," : ""} for good`;
  await confirm(what, what, options.yes);
  return logged(key, () => destroy(intent, given));
});
