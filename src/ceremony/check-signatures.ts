import { prepare } from "../signer/message.ts";
import { type Finding, fault, note } from "./finding.ts";
import { isBy, type Person } from "./person.ts";
import { quorumOf, signatoryOf } from "./script.ts";
import { documentHash, type Signature, type Transcript } from "./transcript.ts";
import { ceremony } from "./typed-data.ts";

/** What somebody signs, in their role, at a time of their own saying. */
export function typedFor(transcript: Transcript, { name, role, signed }: Omit<Signature, "signature">) {
  const { title } = transcript.record.script;
  const { rehearsal } = transcript.record;
  const at = Math.floor(Date.parse(signed) / 1000);
  return ceremony({ title, transcript: documentHash(transcript), role, name, rehearsal, signed: at });
}

/** Who signed: the operator, the auditor, and as many witnesses as the script demands; nobody else, and nobody twice. */
export async function checkSignatures(transcript: Transcript): Promise<Finding[]> {
  const { record, signatures } = transcript;
  const found: Finding[] = [];
  const good = new Set<Person>();
  for (const [index, one] of signatures.entries()) {
    const where = `signatures[${index}]`;
    const who = signatoryOf(record.script, one);
    if (who === undefined) found.push(fault("StrangeSigner", where, `there was no ${one.role} ${one.name}`));
    else if (good.has(who)) found.push(fault("SignedTwice", where, `${one.name} signed already`));
    else if (!(await isSignature(transcript, who, one)))
      found.push(fault("BadSignature", where, `is not by ${one.name}, or not over this transcript`));
    else {
      good.add(who);
      const { finished } = record;
      if (finished === null || isBefore(new Date(one.signed), finished))
        found.push(fault("SignedBefore", `${where}.signed`, `${one.name} signed before it had ended`));
    }
  }
  const { operator, auditor, witnesses } = record.script;
  for (const [role, who] of [
    ["operator", operator],
    ["auditor", auditor],
  ] as const)
    if (!good.has(who))
      found.push(fault("NotSigned", "signatures", `the ${role} ${who.name} has not signed`));
  const present = witnesses.filter((one) => good.has(one));
  const quorum = quorumOf(record.script);
  const absent = witnesses.filter((one) => !good.has(one)).map(({ name }) => name);
  if (present.length < quorum)
    found.push(
      fault(
        "NoQuorum",
        "signatures",
        `${present.length} of ${quorum} witnesses have signed; not: ${absent.join(", ")}`,
      ),
    );
  else if (absent.length > 0)
    found.push(note("WitnessMissing", "signatures", `not signed: ${absent.join(", ")}`));
  return found;
}

/** Before a ceremony's end; signatures tell their time to the second. */
export function isBefore(signed: Date, finished: string): boolean {
  return Math.floor(signed.getTime() / 1000) < Math.floor(Date.parse(finished) / 1000);
}

export function isSignature(transcript: Transcript, who: Person, one: Signature): Promise<boolean> {
  return isBy(who, prepare(typedFor(transcript, one)).digest, one.signature);
}
