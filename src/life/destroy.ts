import { join } from "node:path";
import { isAddressEqual } from "viem";
import { alone } from "../alone.ts";
import { BaseError } from "../errors.ts";
import { readText, writeAtomic } from "../files.ts";
import { isThere } from "../folder.ts";
import type { CardOf } from "../signer/card.ts";
import { readKeyFile } from "../signer/key-file.ts";
import type { AskPassword } from "../signer/keystore.ts";
import { revise } from "../signer/paper.ts";
import { identityOf } from "../signer/signature.ts";
import type { Signer } from "../signer/signer.ts";
import { keyCheck } from "../signer/typed-data.ts";
import { sha256Of } from "./archive-file.ts";
import { certifying } from "./certificate.ts";
import {
  certificateData,
  type Destroyed,
  type Destruction,
  destructionPaper,
  type Intent,
  intentData,
  STEPS,
  type StepName,
  write,
} from "./destruction.ts";
import { assertErasable, erase, remove } from "./erase.ts";
import { assertBegunBy, unfinished } from "./records.ts";

export type Destroying = {
  /** Where records are kept. */
  readonly folder: string;
  readonly operator: Signer;
  /** The PIN of the device, for a key in one. */
  readonly pin: AskPassword;
  /** What signs with a key in a device, by its card. */
  readonly device: (card: string) => Promise<Signer>;
  /** Proves once more that the copy that is to stay signs; left out if none was named. */
  readonly stays?: () => Promise<unknown>;
  /** Asks once more whether a last copy may go; @throws as `assertMayGo` */
  readonly mayGo: () => Promise<unknown>;
  readonly clock: () => Date;
};

/**
 * Destroys one copy of a key, after everything that could refuse has been asked. The record comes first, signed by the operator, and is
 * brought up to date after each step: whenever it is interrupted, it tells what is missing, and {@link resume} goes on. KZ-03, KZ-04.
 * @throws `Destroy.Witness`, `Destroy.Unfinished`, `Destroy.NoDevice`, `Destroy.OtherFile`, `Erase.*`, `Token.*`, what signing and writing throw
 */
export async function destroy(intent: Intent, given: Destroying): Promise<Destroyed> {
  const { operator, folder } = given;
  const [by, witness] = [identityOf(operator.signerBytes), identityOf(intent.witness)];
  if (by === undefined || witness === undefined || isAddressEqual(by, witness))
    throw refused(
      "Destroy.Witness",
      "operator and witness must be two people with keys of their own",
      "name another witness",
      {
        operator: by,
        witness,
      },
    );
  const { path: file, kind } = intent.copy;
  if (file !== undefined) {
    if ((await unfinished(folder, intent)) !== undefined)
      throw refused(
        "Destroy.Unfinished",
        `the destruction of ${file} was begun and not ended`,
        "go on with it first",
        { file },
      );
    if (kind === "keystore") await assertErasable(file);
    // That the device has the key must be seen before: afterwards it is one that has not.
    if (kind === "pkcs11") {
      await tokenCard(file);
      await (await given.device(file)).signTypedData(keyCheck(intent.key.label));
    }
  }
  const signed = await operator.signTypedData(intentData(intent));
  // People took their time since the file was looked at.
  if (file !== undefined && (await sha256Of(file)) !== intent.copy.sha256) throw otherFile(file);
  const record: Destruction = { ...intent, status: "begun", steps: [], signatures: { intent: signed } };
  // To the millisecond: two copies of one key may go within a second.
  const path = join(folder, `${intent.key.label}-${intent.begun.replaceAll(/[-:.]/g, "")}.json`);
  await writeAtomic(path, write(record), { mode: 0o600, overwrite: false });
  return carryOut({ path, record }, given);
}

/**
 * Goes on with a destruction that was interrupted. Only for the operator who began it, whose signature shows that nobody else wrote the record;
 * never with a file that came in the place of the one it is about, and not before the copy that is to stay has signed again, or chains were asked
 * again about the last one.
 * @throws `Destroy.ForeignRecord`, `Destroy.OtherFile`, `Destroy.KeptUnknown`, what `destroy` throws
 */
export async function resume(found: Destroyed, given: Destroying): Promise<Destroyed> {
  const { record, path } = found;
  await assertBegunBy(found, given.operator.signerBytes);
  const { path: file, sha256 } = record.copy;
  const isLeft = file !== undefined && (await isThere(file));
  const isIntact = isLeft && (await sha256Of(file)) === sha256;
  if (isLeft && !isIntact && (await isText(file))) throw otherFile(file);
  // A file may have been put back after it was overwritten: what it is now counts, not how far the record got.
  const isWhole = record.copy.kind === "keystore" ? isIntact : record.steps.length === 0;
  // What was shown to stay when it was begun may have gone since, and a key that nobody knew may be in use.
  if (isWhole && record.kept === undefined) await given.mayGo();
  if (isWhole && record.kept !== undefined) {
    if (given.stays === undefined)
      throw refused(
        "Destroy.KeptUnknown",
        `${record.copy.name} is whole, and the copy that was to stay may have gone since`,
        "name the copy that stays with --kept once more",
        { path, kept: record.kept.name },
      );
    await given.stays();
  }
  return carryOut(found, given);
}

async function carryOut(found: Destroyed, given: Destroying): Promise<Destroyed> {
  const { path } = found;
  const paper = destructionPaper(path);
  let { record } = found;
  const save = async (changed: Destruction) => {
    record = changed;
    await alone(path, (one) => paper.save(one, changed));
  };
  const done = (step: StepName, note?: string) =>
    save({
      ...record,
      steps: [
        // A step that was begun again is told once.
        ...record.steps.filter((one) => one.step !== step),
        { step, at: given.clock().toISOString(), ...STEPS[step], ...(note === undefined ? {} : { note }) },
      ],
    });
  const isDone = (step: StepName) => record.steps.some((one) => one.step === step);
  const file = record.copy.path;
  if (record.copy.kind === "other") {
    if (!isDone("byHand")) await done("byHand");
  } else if (file !== undefined && record.copy.kind === "keystore") {
    if (await isThere(file)) await erase(file, (step) => done(step));
    else if (!isDone("unlink"))
      await done("unlink", "the file was gone when an interrupted destruction went on");
  } else if (file !== undefined) {
    if (!isDone("token")) await done("token", await destroyInToken(file, given));
    if (await isThere(file)) await remove(file);
    if (!isDone("card")) await done("card");
  }
  if (record.copy.kind !== "other" && file !== undefined && (await isThere(file)))
    throw refused("Destroy.NotGone", `${file} is still there`, "find out who writes it, and go on", { file });
  await save({ ...record, status: "destroyed", ended: given.clock().toISOString() });
  const signature = await given.operator.signTypedData(certificateData(record, "operator"));
  // The witness may have certified meanwhile. It is what was done here that was signed, not what the file says by now: that must be the same.
  const certified = await revise(paper, async (now) =>
    (await certifying(now, given.operator.signerBytes)).add(signature),
  );
  return { path, record: certified };
}

/** What the device told. It had the key when the record was begun, so one that is gone was destroyed before an interruption. */
async function destroyInToken(file: string, { pin }: Destroying): Promise<string> {
  const card = await tokenCard(file);
  const { destroyObject } = await import("../signer/pkcs11/destroy.ts");
  try {
    const told = await destroyObject(card, pin);
    return `token ${told.token}, serial ${told.serial}, key ${told.keyId}: ${told.objects} objects`;
  } catch (error) {
    if (!(error instanceof BaseError && error.code === "Token.NoKey")) throw error;
    return "the device had no such key any more when an interrupted destruction went on";
  }
}

/** @throws `Destroy.NoDevice` for the card of a key that is elsewhere: nothing here can destroy that */
async function tokenCard(file: string): Promise<CardOf<"pkcs11">> {
  const { card } = await readKeyFile(file);
  if (card?.custody.kind === "pkcs11") return { ...card, custody: card.custody };
  throw refused(
    "Destroy.NoDevice",
    `${file} is no card of a key in a token`,
    "destroy it where it is kept, and record that with --copy",
    { file },
  );
}

/** Whether somebody could read it: what was overwritten with random bytes or zeros, even in part, is no text. */
async function isText(file: string): Promise<boolean> {
  return readText(file).then(
    (text) => !/[^\P{Cc}\t\n\r]/u.test(text),
    () => false,
  );
}

function otherFile(file: string): BaseError {
  return refused(
    "Destroy.OtherFile",
    `${file} is another file than the one that was to be destroyed`,
    "move it away, and go on",
    { file },
  );
}

type Code =
  | "Destroy.KeptUnknown"
  | "Destroy.NoDevice"
  | "Destroy.NotGone"
  | "Destroy.OtherFile"
  | "Destroy.Unfinished"
  | "Destroy.Witness";

function refused(code: Code, message: string, fix: string, details: Record<string, unknown>): BaseError {
  return new BaseError({ code, message, fix, details });
}
