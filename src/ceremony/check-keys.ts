import { addressOf } from "../keys/curve.ts";
import { isOnCurve } from "../keys/point.ts";
import { prepare } from "../signer/message.ts";
import { type Finding, fault, note } from "./finding.ts";
import { identityOf, isBy, signingOf } from "./person.ts";
import { peopleOf } from "./script.ts";
import { documentHash, keysOf, type MadeKey, type Transcript } from "./transcript.ts";
import { ceremonyKey } from "./typed-data.ts";

/** The keys: as the script has them, on their curves, nobody's before, and each proven by its own signature. */
export async function checkKeys(transcript: Transcript): Promise<Finding[]> {
  const { record, proofs } = transcript;
  const keys = keysOf(record);
  const people = new Set(peopleOf(record.script).map(({ person }) => identityOf(person)));
  const found = keys.flatMap((key, index) => {
    const where = `key ${key.label}`;
    return [
      ...asPlanned(transcript, key, where),
      ...(keys.findIndex(({ address }) => address === key.address) < index
        ? [fault("SameKey", where, "is another of these keys")]
        : []),
      ...(people.has(key.address) ? [fault("SameKey", where, "is the key of somebody who was there")] : []),
    ];
  });
  for (const [index, { key: label, signature }] of proofs.entries()) {
    const where = `proofs[${index}]`;
    const key = keys.find((one) => one.label === label);
    const isRepeated = proofs.findIndex((one) => one.key === label) < index;
    if (key === undefined || isRepeated) {
      found.push(fault("StrangeProof", where, `no key is left for a proof of ${label}`));
      continue;
    }
    const { digest } = prepare(ceremonyKey({ label, transcript: documentHash(transcript) }));
    if (!(await isBy(signingOf(key), digest, signature)))
      found.push(fault("BadProof", where, `is not by ${label}, or not over this transcript`));
  }
  if (record.finished === null) return found;
  const proven = new Set(proofs.map(({ key }) => key));
  const missing = keys.filter(({ label }) => !proven.has(label));
  return [
    ...found,
    ...missing.map(({ label }) => fault("NoProof", `key ${label}`, "did not sign: perhaps nobody has it")),
  ];
}

function asPlanned({ record: { script } }: Transcript, key: MadeKey, where: string): Finding[] {
  const planned = script.keys.find(({ label }) => label === key.label);
  const found: Finding[] = [];
  if (planned === undefined) return [fault("StrangeKey", where, "is not in the script")];
  if (planned.curve !== key.curve) found.push(fault("OtherCurve", where, `is to be on ${planned.curve}`));
  if (planned.custody !== key.custody)
    found.push(fault("OtherCustody", where, `is to be kept by ${planned.custody}`));
  if (!isOnCurve(key.curve, key.point)) found.push(fault("NoPoint", where, `has no point of ${key.curve}`));
  else if (addressOf(key.point) !== key.address)
    found.push(fault("OtherAddress", where, "has not the address of its point"));
  // A token takes its own randomness, and nothing reaches it from outside.
  const wanted: readonly string[] = planned.custody === "keystore" ? script.entropy : ["token"];
  const lacking = wanted.filter((source) => !key.sources.includes(source));
  if (lacking.length > 0) found.push(fault("SourceMissing", where, `was made without ${lacking.join(", ")}`));
  return planned.custody === "keystore" ? found : [...found, ...born(key, where)];
}

/** What the token told of itself and of the key. KG-02, KS-02. */
function* born({ born = {}, device = {} }: MadeKey, where: string): Generator<Finding> {
  // CKA_LOCAL and CKA_NEVER_EXTRACTABLE together: made inside, and never outside.
  if (born.local !== true || born.neverExtractable !== true)
    yield fault(
      "NotBornThere",
      where,
      "is not shown to have been made in the token and never to have left it",
    );
  if (/softhsm/i.test(Object.values(device).join(" ")))
    yield note("NoDevice", where, "is in SoftHSM, a program whose files can be copied");
}
