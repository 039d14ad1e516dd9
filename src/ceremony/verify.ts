import type { Address, Hex } from "viem";
import { stringify } from "../canonical.ts";
import { BaseError } from "../errors.ts";
import { checkEntries } from "./check-entries.ts";
import { checkKeys } from "./check-keys.ts";
import { checkSignatures } from "./check-signatures.ts";
import { type Finding, fault, note } from "./finding.ts";
import { contradictions, type Script } from "./script.ts";
import { documentHash, keysOf, type MadeKey, parse, type Transcript, write } from "./transcript.ts";

/** What to hold a transcript against. */
export type Yardstick = {
  /** UNIX milliseconds. */
  readonly now: number;
  /** Hashes of programs that are known; whoever verifies says which. */
  readonly software: readonly Hex[];
  /** The script as it was agreed on, if it is at hand, and the hash of its file. */
  readonly agreed?: { readonly script: Script; readonly scriptHash: Hex };
  /** Whether an exercise will do. */
  readonly rehearsal?: boolean;
};

export type Verified = {
  readonly transcript: Transcript;
  /** What is attested on-chain. */
  readonly hash: Hex;
  readonly findings: readonly Finding[];
  /** Nothing is wrong; there may be warnings. */
  readonly isSound: boolean;
};

/**
 * Verifies a transcript with nothing but itself: form, order, times, keys, who signed. Whoever could write to the file can have changed all of it
 * but what people signed; so who the people are, and that these are their keys, is to be known from elsewhere.
 * @throws `Ceremony.NotATranscript`
 */
export async function verify(text: string, path: string, yardstick: Yardstick): Promise<Verified> {
  const transcript = parse(text, path);
  const findings = [...content(text, transcript, yardstick)];
  findings.push(...(await checkKeys(transcript)), ...(await checkSignatures(transcript)));
  return {
    transcript,
    hash: documentHash(transcript),
    findings,
    isSound: !findings.some(({ severity }) => severity === "error"),
  };
}

function* content(text: string, transcript: Transcript, yardstick: Yardstick): Generator<Finding> {
  const { record } = transcript;
  const { script, software } = record;
  // A reader of JSON passes over what is there twice or stands elsewhere: such a file shows one thing and means another.
  if (write(transcript) !== text)
    yield fault("NotCanonical", "the file", "is not written as the program writes it");
  for (const one of contradictions(script)) yield fault("BadScript", "record.script", one);
  const { agreed } = yardstick;
  if (agreed !== undefined && agreed.scriptHash !== record.scriptHash)
    yield fault("OtherScript", "record.scriptHash", "is not the hash of the script given");
  // Who was to sign and how many is read from here, and a hash beside it is soon copied.
  if (agreed !== undefined && stringify(agreed.script) !== stringify(script))
    yield fault("OtherScript", "record.script", "is not the script given");
  if (record.rehearsal) {
    const tell = yardstick.rehearsal === true ? note : fault;
    yield tell("Rehearsal", "record.rehearsal", "this was an exercise: nothing made at it is for use");
  }
  if (!yardstick.software.includes(software.code))
    yield fault(
      "UnknownSoftware",
      "record.software",
      `nobody here knows the program with hash ${software.code}`,
    );
  yield* checkEntries(record, yardstick.now);
  if (record.finished === null) yield fault("NotFinished", "record.finished", "the ceremony has not ended");
  if (record.finished !== null && transcript.pending !== null)
    yield fault("Pending", "pending", "a step is begun although all has ended");
}

/** Why a transcript is not to be relied on; undefined if nothing is wrong with it. */
export function refutation(
  { findings, isSound }: Pick<Verified, "findings" | "isSound">,
  path: string,
): BaseError | undefined {
  if (isSound) return undefined;
  const errors = findings.filter(({ severity }) => severity === "error");
  return new BaseError({
    code: "Ceremony.NotVerified",
    message: `${path} does not hold: ${errors.map(({ where, message }) => `${where} ${message}`).join("; ")}`,
    fix: "believe nothing of it before each error is explained by the people who were there",
    details: { path, errors: errors.map(({ code }) => code) },
  });
}

/** The key of this identity, of those that were made there. @throws `Ceremony.NotMadeThere` */
export function madeThere({ record }: Transcript, identity: Address): MadeKey {
  const found = keysOf(record).find(({ address }) => address === identity);
  if (found !== undefined) return found;
  throw new BaseError({
    code: "Ceremony.NotMadeThere",
    message: `the key ${identity} was not made at the ceremony "${record.script.title}"`,
    fix: "name the transcript of the ceremony at which it was made",
    details: { identity, made: keysOf(record).map(({ address }) => address) },
  });
}
