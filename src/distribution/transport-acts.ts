import type { Address, Hex } from "viem";
import { hash } from "../canonical.ts";
import { BaseError } from "../errors.ts";
import { type Signing, signed } from "../signer/paper.ts";
import { identityOf, isSignedBy } from "../signer/signature.ts";
import type { Signer, TypedData } from "../signer/signer.ts";
import { isoSeconds } from "../time.ts";
import { seconds } from "./packet.ts";
import {
  seals as fields,
  MOST_REMARKS,
  MOST_SEALS,
  personOf,
  planHash,
  type Side,
  sealNumber,
  type Transport,
} from "./transport.ts";
import * as Act from "./typed-data.ts";

type Dispatch = Transport["dispatch"][number];
type Arrival = Transport["arrival"][number];
type Unsigned<T> = Omit<T, "signature">;

/** What somebody signs who saw the packages leave as the form says. @throws `Transport.NotTheirs`, `Transport.SignedAlready`, `Transport.BadSignature` */
export async function dispatching(form: Transport, signer: Hex, at: Date): Promise<Signing<Transport>> {
  await assertSigned(form);
  assertTurn(form.from, signer, form.dispatch);
  const act: Unsigned<Dispatch> = { signer, at: isoSeconds(at) };
  return {
    typed: typedDispatch(form, act),
    add: (signature) => sound({ ...form, dispatch: [...form.dispatch, { ...act, signature }] }),
  };
}

/** Signs it with a key that is here. @throws what {@link dispatching} and signing throw */
export async function dispatch(form: Transport, signer: Signer, now = new Date()): Promise<Transport> {
  return signed(await dispatching(form, signer.signerBytes, now), signer);
}

/** What one person finds on arrival, without having been shown the form's numbers. */
export type Found = { readonly seals: readonly string[]; readonly intact: boolean; readonly remarks: string };

/**
 * What somebody signs of what they found on arrival, be it as the form says or not: both are to be on record.
 * @throws `Transport.NotSent`, `Transport.NotTheirs`, `Transport.SignedAlready`, `Transport.BadSignature`, `Transport.BadSeal`,
 * `Transport.LongRemarks`
 */
export async function accepting(
  form: Transport,
  signer: Hex,
  { seals, intact, remarks }: Found,
  at: Date,
): Promise<Signing<Transport>> {
  await assertSigned(form);
  if (form.dispatch.length < 2) throw notSent();
  assertTurn(form.to, signer, form.arrival);
  const read = seals.map(sealNumber);
  const fault = fields.safeParse(read).error?.issues[0];
  if (fault !== undefined) throw badSeal(read[Number(fault.path[0])], read.length);
  // A form that could not be read again would take the signatures on it along.
  if (remarks.length > MOST_REMARKS) throw longRemarks(remarks.length);
  const act: Unsigned<Arrival> = { signer, at: isoSeconds(at), seals: read, intact, remarks };
  return {
    typed: typedArrival(form, act),
    add: (signature) => sound({ ...form, arrival: [...form.arrival, { ...act, signature }] }),
  };
}

/** What one of the form's people signs: what they found on arrival, or else that the packages left. @throws what {@link dispatching} and {@link accepting} throw */
export async function signingForm(
  form: Transport,
  signer: Hex,
  found: Found | undefined,
  at: Date,
): Promise<Signing<Transport>> {
  return found === undefined ? dispatching(form, signer, at) : accepting(form, signer, found, at);
}

/** Signs it with a key that is here. @throws what {@link accepting} and signing throw */
export async function accept(
  form: Transport,
  signer: Signer,
  found: Found,
  now = new Date(),
): Promise<Transport> {
  return signed(await accepting(form, signer.signerBytes, found, now), signer);
}

/** What a form proves: all is well if nothing differs and nothing is still to come. In words. */
export type Verdict = {
  readonly sentBy: readonly string[];
  readonly acceptedBy: readonly string[];
  readonly differences: readonly string[];
  readonly waiting: readonly string[];
};

/** Checks every signature, and compares what left with what arrived. @throws `Transport.BadSignature` */
export async function judge(form: Transport): Promise<Verdict> {
  await assertSigned(form);
  const sentBy = form.dispatch.map((act) => nameIn(form.from, act.signer));
  const acceptedBy = form.arrival.map((act) => nameIn(form.to, act.signer));
  const differences = form.arrival.flatMap((act) =>
    differencesOf(form, act).map((difference) => `${nameIn(form.to, act.signer)}: ${difference}`),
  );
  const waiting = [
    ...missing(form.from, form.dispatch).map((name) => `${name} has not signed that it was sent`),
    ...missing(form.to, form.arrival).map((name) => `${name} has not signed what arrived`),
  ];
  return { sentBy, acceptedBy, differences, waiting };
}

function differencesOf(form: Transport, { seals, intact, remarks, at }: Arrival): string[] {
  const strange = seals.filter((number) => !form.seals.includes(number));
  const lost = form.seals.filter((number) => !seals.includes(number));
  const twice = seals.filter((number, i) => seals.indexOf(number) !== i);
  // When it was signed is people's own word.
  const left = form.dispatch.map((act) => act.at).find((sent) => seconds(sent) > seconds(at));
  return [
    ...(strange.length === 0 ? [] : [`seals that are not on the form: ${strange.join(", ")}`]),
    ...(lost.length === 0 ? [] : [`seals of the form that did not arrive: ${lost.join(", ")}`]),
    ...(twice.length === 0 ? [] : [`seals found on two packages: ${twice.join(", ")}`]),
    ...(intact ? [] : [`a package or seal was damaged${remarks === "" ? "" : `: ${remarks}`}`]),
    ...(left === undefined ? [] : [`before it left, at ${left}`]),
    ...(seconds(at) > seconds(form.expected) ? [`later than ${form.expected}`] : []),
  ];
}

async function sound(form: Transport): Promise<Transport> {
  await assertSigned(form);
  return form;
}

/** Every signature on the form is by somebody who may give it, and nobody gave two. */
async function assertSigned(form: Transport): Promise<void> {
  const acts = [
    ...form.dispatch.map((act) => [form.from, form.dispatch, act, typedDispatch(form, act)] as const),
    ...form.arrival.map((act) => [form.to, form.arrival, act, typedArrival(form, act)] as const),
  ];
  for (const [side, all, { signer, signature }, data] of acts) {
    const who = identityOf(signer);
    const once = all.filter((act) => identityOf(act.signer) === who).length === 1;
    const may = who !== undefined && personOf(side, who) !== undefined;
    if (!once || !may || !(await isSignedBy(signer, data, signature))) throw badSignature(who);
  }
  if (form.arrival.length > 0 && form.dispatch.length < 2) throw notSent();
}

function assertTurn(
  side: Side,
  signer: Hex,
  given: readonly { readonly signer: Dispatch["signer"] }[],
): void {
  const who = identityOf(signer);
  if (who === undefined || personOf(side, who) === undefined) throw notTheirs(who, side);
  if (given.some((act) => identityOf(act.signer) === who)) throw signedAlready(who);
}

function nameIn(side: Side, signer: Dispatch["signer"]): string {
  const who = identityOf(signer);
  return (who === undefined ? undefined : personOf(side, who)?.name) ?? "";
}

function missing(side: Side, given: readonly { readonly signer: Dispatch["signer"] }[]): string[] {
  const signed = given.map((act) => identityOf(act.signer));
  return side.people.filter(({ address }) => !signed.includes(address)).map(({ name }) => name);
}

function typedDispatch(form: Transport, { signer, at }: Unsigned<Dispatch>): TypedData {
  const { about, carrier, seals } = form;
  return Act.dispatchTransport({ form: planHash(form), about, carrier, seals, signer, at: seconds(at) });
}

function typedArrival(form: Transport, { signer, at, seals, intact, remarks }: Unsigned<Arrival>): TypedData {
  return Act.acceptTransport({
    form: planHash(form),
    dispatch: hash(form.dispatch),
    about: form.about,
    seals,
    intact,
    remarks,
    signer,
    at: seconds(at),
  });
}

function badSignature(who: Address | undefined): BaseError {
  return new BaseError({
    code: "Transport.BadSignature",
    message: `the form was changed after it was signed, or ${who ?? "somebody"} did not sign it`,
    fix: "do not rely on it: get the form anew from the people who signed it, by another way than the packages",
    details: { signer: who },
  });
}

function notSent(): BaseError {
  return new BaseError({
    code: "Transport.NotSent",
    message: "the form is not signed by two people at dispatch",
    fix: "get the form with both signatures; without it do not accept the packages",
  });
}

function notTheirs(who: Address | undefined, { people }: Side): BaseError {
  return new BaseError({
    code: "Transport.NotTheirs",
    message: `${who ?? "this key"} is not one of the two people named at this end`,
    fix: `only ${people.map(({ name }) => name).join(" and ")} can sign here`,
    details: { signer: who, people: people.map(({ address }) => address) },
  });
}

function signedAlready(who: Address): BaseError {
  return new BaseError({
    code: "Transport.SignedAlready",
    message: `${who} has signed already`,
    fix: "the other person is to sign: two pairs of eyes",
    details: { signer: who },
  });
}

/** @param number the first that is none, if it is not their count */
function badSeal(number: string | undefined, count: number): BaseError {
  return new BaseError({
    code: "Transport.BadSeal",
    message:
      number === undefined
        ? `${count} seal numbers are given, a form has 1 to ${MOST_SEALS}`
        : `"${number}" is no seal number`,
    fix: "copy the number off each package: 3 to 40 letters, digits and dashes",
    details: { number, count },
  });
}

function longRemarks(length: number): BaseError {
  return new BaseError({
    code: "Transport.LongRemarks",
    message: `the remarks have ${length} characters, the form has room for ${MOST_REMARKS}`,
    fix: "write what matters most, and the rest into a document of its own",
    details: { length, most: MOST_REMARKS },
  });
}
