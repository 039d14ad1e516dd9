import type { Address } from "viem";
import { stringify } from "../canonical.ts";
import { BaseError } from "../errors.ts";
import { revise, type Signing, signed } from "../signer/paper.ts";
import type { Signer } from "../signer/signer.ts";
import { isoSeconds } from "../time.ts";
import { isBefore, isSignature, typedFor } from "./check-signatures.ts";
import type { Finding } from "./finding.ts";
import { identityOf, type Person } from "./person.ts";
import { peopleOf, signatoryOf } from "./script.ts";
import { documentHash, readTranscript, type Signature, save, type Transcript } from "./transcript.ts";
import type { Verified } from "./verify.ts";

/** Findings that signatures are there to cure. */
const CURABLE = ["NotSigned", "NoQuorum"];

/** What keeps a transcript from being signed: all that is wrong but for signatures still to come. */
function obstacles({ findings }: Verified): readonly Finding[] {
  return findings.filter(({ severity, code }) => severity === "error" && !CURABLE.includes(code));
}

/** Who a key belongs to, and what they do. @throws `Ceremony.NotHere` */
export function whose(
  { record }: Transcript,
  identity: Address,
): { role: Signature["role"]; person: Person } {
  const found = peopleOf(record.script).find(({ person }) => identityOf(person) === identity);
  if (found !== undefined) return found;
  throw new BaseError({
    code: "Ceremony.NotHere",
    message: `${identity} is nobody's key who was at this ceremony`,
    fix: "sign with the key that the script names beside you",
    details: { identity, people: peopleOf(record.script).map(({ person }) => person.name) },
  });
}

/**
 * What somebody signs of a transcript that was verified; an earlier signature of theirs goes.
 * @throws `Ceremony.NotSound`, `Ceremony.NotHere`, `Ceremony.SignsTooEarly`
 */
export function signing(verified: Verified, identity: Address, at: Date): Signing<Transcript> {
  const { transcript } = verified;
  const wrong = obstacles(verified);
  if (wrong.length > 0) {
    throw new BaseError({
      code: "Ceremony.NotSound",
      message: `this transcript is not to be signed: ${wrong.map(({ where, message }) => `${where} ${message}`).join("; ")}`,
      fix: "find out with the others what happened; `key ceremony verify` lists it all",
      details: { findings: wrong },
    });
  }
  const { role, person } = whose(transcript, identity);
  const { finished } = transcript.record;
  if (finished !== null && isBefore(at, finished)) throw tooEarly(at, finished);
  const bare = { name: person.name, role, signed: isoSeconds(at) };
  return {
    typed: typedFor(transcript, bare),
    async add(signature) {
      const added = { ...bare, signature };
      if (!(await isSignature(transcript, person, added))) throw badSignature(person.name);
      const isOwn = (one: Signature) => one.name === person.name && one.role === role;
      const known = transcript.signatures.find(isOwn);
      if (known !== undefined && known.signed >= added.signed) throw signedAlready(known);
      return withSignatures(transcript, [...transcript.signatures.filter((one) => !isOwn(one)), added]);
    },
  };
}

/**
 * Has somebody sign what was verified.
 * @param signer by the key that the script names; where it is is the signer's matter
 * @throws what {@link signing} throws, `Ceremony.BadSignature`, `Ceremony.SignedAlready`, what the signer throws
 */
export async function sign(
  verified: Verified,
  identity: Address,
  signer: Signer,
  now: Date,
): Promise<Transcript> {
  return signed(signing(verified, identity, now), signer);
}

/**
 * One transcript with the signatures of several copies; of two by one person the later counts. Bad ones are refused.
 * @throws `Ceremony.DifferentTranscripts`, `Ceremony.BadSignature`
 */
export async function merge(transcript: Transcript, others: readonly Transcript[]): Promise<Transcript> {
  const content = ({ signatures: _, ...rest }: Transcript) => stringify(rest);
  if (others.some((other) => content(other) !== content(transcript))) {
    throw new BaseError({
      code: "Ceremony.DifferentTranscripts",
      message: "these are not copies of one transcript: they differ in more than people's signatures",
      fix: "compare their hashes (`key ceremony verify`), and find out which copy was altered",
      details: { hashes: [transcript, ...others].map(documentHash) },
    });
  }
  const best = new Map<string, Signature>();
  for (const one of [transcript, ...others].flatMap(({ signatures }) => signatures)) {
    const who = signatoryOf(transcript.record.script, one);
    if (who === undefined || !(await isSignature(transcript, who, one))) throw badSignature(one.name);
    const known = best.get(one.name);
    if (known === undefined || known.signed < one.signed) best.set(one.name, one);
  }
  return withSignatures(transcript, [...best.values()]);
}

/** Puts the signatures of copies into a transcript's file. @throws what {@link merge}, reading and writing throw */
export async function mergeFiles(path: string, copies: readonly string[]): Promise<Transcript> {
  const read = async (file: string) => (await readTranscript(file)).transcript;
  const others = await Promise.all(copies.map(read));
  return revise({ path, read, save }, (transcript) => merge(transcript, others));
}

/** In the order of the script's people, so that copies with the same signatures are the same bytes. */
function withSignatures(transcript: Transcript, signatures: readonly Signature[]): Transcript {
  const names = peopleOf(transcript.record.script).map(({ person }) => person.name);
  const sorted = [...signatures].sort((a, b) => names.indexOf(a.name) - names.indexOf(b.name));
  return { ...transcript, signatures: sorted };
}

function badSignature(name: string): BaseError {
  return new BaseError({
    code: "Ceremony.BadSignature",
    message: `a signature is not ${name}'s, or not over this transcript`,
    fix: "take the transcript as it was verified, and have them sign that",
    details: { name },
  });
}

/** Such a signature would be wrong in the transcript, and keep everybody else from signing. */
function tooEarly(at: Date, finished: string): BaseError {
  return new BaseError({
    code: "Ceremony.SignsTooEarly",
    message: `${at.toISOString()} is before the ceremony had ended, at ${finished}`,
    fix: "sign with the time at which it is signed; if that is it, a clock is wrong",
    details: { at: at.toISOString(), finished },
  });
}

function signedAlready({ name, signed }: Signature): BaseError {
  return new BaseError({
    code: "Ceremony.SignedAlready",
    message: `${name} signed already, at ${signed}`,
    fix: "nothing is to be done; to sign once more, sign at a later time",
    details: { name, signed },
  });
}
