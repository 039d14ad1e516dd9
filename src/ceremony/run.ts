import { link, unlink } from "node:fs/promises";
import { basename } from "node:path";
import type { Hex } from "viem";
import { stringify } from "../canonical.ts";
import { BaseError } from "../errors.ts";
import { isThere } from "../folder.ts";
import { Ledger } from "./ledger.ts";
import type { Script } from "./script.ts";
import type { Software } from "./software.ts";
import { type Means, making, perform } from "./steps.ts";
import { documentHash, keysOf, type Transcript } from "./transcript.ts";
import { ceremonyKey } from "./typed-data.ts";

/** A ceremony to be held or gone on with. */
export type Ceremony = Means & {
  /** The transcript's file. */
  readonly path: string;
  readonly script: Script;
  /** keccak256 of the script's file. */
  readonly scriptHash: Hex;
  readonly software: Software;
  /** An exercise; marked as one for good. */
  readonly rehearsal: boolean;
  readonly now: () => Date;
};

/**
 * Holds a ceremony step by step, from where the transcript ends; each step is in the file before the next begins. At the end each new key
 * signs the transcript's hash. People sign afterwards (sign.ts). KG-01, KG-02.
 * @throws `Ceremony.OtherScript`, `Ceremony.OtherSoftware`, `Ceremony.NotARehearsal`, `Ceremony.NoMaker`, `Ceremony.NotFit`,
 * `Ceremony.NotConfirmed`, `Ceremony.BadAnswer`, `Ceremony.ClockWentBack`, `Ceremony.ChangedMeanwhile`, what making a key throws
 */
export async function hold(ceremony: Ceremony): Promise<Transcript> {
  const { path, script, scriptHash, software, rehearsal, now, room, makers } = ceremony;
  for (const { label } of script.keys) making(script, makers, label);
  const found = await Ledger.open(path, now);
  if (found !== undefined) assertSame(found.transcript, ceremony);
  const ledger = found ?? (await Ledger.begin(path, now, { rehearsal, script, scriptHash, software }));
  if (found !== undefined && found.transcript.record.finished === null) await resume(ceremony, ledger);
  if (rehearsal)
    room.tell("This is a rehearsal: nothing that is made here is for use, and the transcript says so.");
  for (const [index, what] of script.steps.entries()) {
    const number = index + 1;
    if (ledger.transcript.record.entries.some((one) => "step" in one && one.step === number)) continue;
    room.tell(`Step ${number} of ${script.steps.length}`);
    await ledger.append(await perform(ceremony, script, ledger, { number, what }));
    room.tell(`written down; the transcript now ends in ${ledger.head.slice(2, 18)}`);
  }
  if (ledger.transcript.record.finished === null) await ledger.finish();
  for (const key of keysOf(ledger.transcript.record)) {
    if (ledger.transcript.proofs.some((one) => one.key === key.label)) continue;
    const { maker } = making(script, makers, key.label);
    const signer = await maker.signerOf(key);
    await ledger.prove(key.label, (transcript) =>
      signer.signTypedData(ceremonyKey({ label: key.label, transcript })),
    );
  }
  room.tell(`The transcript's hash is ${documentHash(ledger.transcript)}`);
  return ledger.transcript;
}

/** Notes that it was interrupted. What a key's step left behind is put aside: nobody can tell who had it meanwhile. */
async function resume({ script, makers, room }: Ceremony, ledger: Ledger): Promise<void> {
  const { pending } = ledger.transcript;
  if (pending === null) return ledger.append({ do: "resume" });
  const { maker } = making(script, makers, pending.key);
  const aside = await putAside(maker.pathOf(pending.key));
  if (aside !== undefined)
    room.tell(`${pending.key} was being made when it was interrupted: put aside as ${aside}, and never used`);
  await ledger.append({ do: "resume", ...(aside === undefined ? {} : { aside }) });
}

/** Gives a file another name, never that of another file; undefined if there is none. */
async function putAside(path: string): Promise<string | undefined> {
  if (!(await isThere(path))) return undefined;
  for (let number = 1; number < 1_000; number++) {
    const aside = path.replace(/(\.json)?$/, `.aside-${number}$1`);
    try {
      await link(path, aside);
      await unlink(path);
      return basename(aside);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "EEXIST") throw cannotPutAside(path, cause);
    }
  }
  throw cannotPutAside(path, undefined);
}

function assertSame(
  { record }: Transcript,
  { path, script, scriptHash, software, rehearsal }: Ceremony,
): void {
  if (record.scriptHash !== scriptHash || stringify(record.script) !== stringify(script)) {
    throw new BaseError({
      code: "Ceremony.OtherScript",
      message: `${path} was begun by another script`,
      fix: "go on with the script it was begun by, or begin anew with another transcript (--out)",
      details: { path, begun: record.scriptHash, given: scriptHash },
    });
  }
  if (record.software.code !== software.code) {
    throw new BaseError({
      code: "Ceremony.OtherSoftware",
      message: `${path} was begun by another version of this program`,
      fix: "go on with the version it was begun by, or begin anew with another transcript (--out)",
      details: { path, begun: record.software.code, now: software.code },
    });
  }
  if (record.rehearsal === rehearsal) return;
  throw new BaseError({
    code: "Ceremony.NotARehearsal",
    message: record.rehearsal
      ? `${path} is of a rehearsal, and stays one`
      : `${path} is of a ceremony, which answers written beforehand cannot go on with`,
    fix: record.rehearsal
      ? "begin the ceremony with another transcript (--out) and an empty folder of keys"
      : "go on at a terminal, without --answers and --rehearsal",
    details: { path, rehearsal: record.rehearsal },
  });
}

function cannotPutAside(path: string, cause: unknown): BaseError {
  return new BaseError({
    code: "Ceremony.CannotPutAside",
    message: `${path} is left from an interrupted step and cannot be put aside`,
    fix: "give it another name by hand, and run the command again",
    details: { path },
    cause,
  });
}
