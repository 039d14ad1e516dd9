import { type Address, type Hex, isAddressEqual } from "viem";
import { BaseError } from "../errors.ts";
import { type Signing, signed } from "../signer/paper.ts";
import { identityOf, isSignedBy } from "../signer/signature.ts";
import type { Signer } from "../signer/signer.ts";
import { certificateData, type Destruction, intentData, intentOf, type StepName } from "./destruction.ts";

/** The steps of each kind of copy. Those that may be were left out where the file was gone when an interrupted destruction went on. */
const STEPS_OF: Record<Destruction["copy"]["kind"], Record<"must" | "may", readonly StepName[]>> = {
  keystore: { must: ["unlink"], may: ["erase", "overwrite"] },
  pkcs11: { must: ["token", "card"], may: [] },
  other: { must: ["byHand"], may: [] },
};

/**
 * What the operator or the witness signs of the record of what was destroyed.
 * @throws `Certificate.NotEnded`, `Certificate.NotNamed`, `Certificate.SignedAlready`
 */
export async function certifying(record: Destruction, signer: Hex): Promise<Signing<Destruction>> {
  if (record.status !== "destroyed")
    throw new BaseError({
      code: "Certificate.NotEnded",
      message: "the destruction was begun and not ended: there is nothing to certify",
      fix: "let the operator go on with the same `key destroy`",
    });
  const role = (["operator", "witness"] as const).find((one) => isSame(record[one], signer));
  if (role === undefined)
    throw new BaseError({
      code: "Certificate.NotNamed",
      message: "the record names neither as operator nor as witness whose key this is",
      fix: "sign with the key that was named when the destruction was begun",
      details: { signer, operator: record.operator, witness: record.witness },
    });
  const typed = certificateData(record, role);
  const known = record.signatures[role];
  // One that does not hold is no signature: whoever put it there keeps nobody from signing.
  if (known !== undefined && (await isSignedBy(record[role], typed, known))) throw signedAlready(role);
  return {
    typed,
    async add(signature) {
      if (!(await isSignedBy(record[role], typed, signature))) throw badSignature(role);
      return { ...record, signatures: { ...record.signatures, [role]: signature } };
    },
  };
}

/** Adds the signature of the operator or the witness. @throws what {@link certifying} throws, `Certificate.BadSignature`, what signing throws */
export async function certify(record: Destruction, signer: Signer): Promise<Destruction> {
  return signed(await certifying(record, signer.signerBytes), signer);
}

/** The same key, whatever verifier it was named with. */
function isSame(one: Hex, other: Hex): boolean {
  const [a, b] = [identityOf(one), identityOf(other)];
  return a !== undefined && b !== undefined && isAddressEqual(a, b);
}

/** What a certificate comes to. */
export type Verdict = {
  readonly ok: boolean;
  /** What is wrong or missing, in words. */
  readonly flaws: readonly string[];
  readonly operator: Address | undefined;
  readonly witness: Address | undefined;
};

/** Checks a certificate by itself: that it is whole, that it was ended, and that both people signed what it says. KZ-03. */
export async function verify(record: Destruction): Promise<Verdict> {
  const { signatures, steps, begun, ended, status } = record;
  const [operator, witness] = [identityOf(record.operator), identityOf(record.witness)];
  const flaws: string[] = [];
  if (status !== "destroyed" || ended === undefined) flaws.push("the destruction was begun and not ended");
  if (operator === undefined || witness === undefined || isAddressEqual(operator, witness))
    flaws.push("operator and witness are not two people");
  const { must, may } = STEPS_OF[record.copy.kind];
  const names = steps.map(({ step }) => step);
  const missing = must.filter((step) => !names.includes(step));
  if (missing.length > 0) flaws.push(`steps are missing: ${missing.join(", ")}`);
  const strange = names.filter((step) => !must.includes(step) && !may.includes(step));
  if (strange.length > 0) flaws.push(`steps are of another kind: ${strange.join(", ")}`);
  const times = [begun, ...steps.map(({ at }) => at), ...(ended === undefined ? [] : [ended])].map((time) =>
    Date.parse(time),
  );
  if (times.some((time, index) => time < (times[index - 1] ?? time)))
    flaws.push("its times are not in order");
  if (record.last && record.use.some(({ used }) => used) && record.override === undefined)
    flaws.push("the last copy of a used key went without an override");
  // Of a chain that nobody asked, the same counts as of one that did not answer.
  if (record.last && record.use.length === 0 && record.override === undefined)
    flaws.push("the last copy went without anybody asking a chain");
  if (!record.last && record.kept === undefined) flaws.push("no copy was shown to stay");
  if (!(await isSignedBy(record.operator, intentData(intentOf(record)), signatures.intent)))
    flaws.push("the operator did not sign what was to be done");
  for (const role of ["operator", "witness"] as const) {
    const signature = signatures[role];
    if (signature === undefined) flaws.push(`the ${role} has not signed`);
    else if (!(await isSignedBy(record[role], certificateData(record, role), signature)))
      flaws.push(`the ${role}'s signature does not fit`);
  }
  return { ok: flaws.length === 0, flaws, operator, witness };
}

/** The error for a certificate that does not hold; undefined if it does. */
export function refutation({ flaws }: Verdict): BaseError | undefined {
  if (flaws.length === 0) return undefined;
  return new BaseError({
    code: "Certificate.Flawed",
    message: `the certificate does not hold: ${flaws.join("; ")}`,
    fix: "have those sign who have not; take a certificate that was changed for none",
    details: { flaws },
  });
}

function signedAlready(role: "operator" | "witness"): BaseError {
  return new BaseError({
    code: "Certificate.SignedAlready",
    message: `the ${role} signed this record already`,
    fix: "see with `key certificate` who has not",
    details: { role },
  });
}

function badSignature(role: "operator" | "witness"): BaseError {
  return new BaseError({
    code: "Certificate.BadSignature",
    message: `that is no signature of the ${role} over this record`,
    fix: "sign again what the record says now",
    details: { role },
  });
}
