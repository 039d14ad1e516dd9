import { randomBytes } from "node:crypto";
import type { Address, Hex } from "viem";
import { z } from "zod";
import { hash } from "../canonical.ts";
import { BaseError } from "../errors.ts";
import { readJson } from "../files.ts";
import { addressSchema, bytesSchema, rawSignatureSchema, signerSchema } from "../json.ts";
import { isoSeconds } from "../time.ts";
import { instant, text } from "./packet.ts";

const LIMIT = 2 ** 17;
export const MOST_SEALS = 32;

/** As printed on tamper-evident bags; compared without regard to case and spaces. */
const seal = z.string().regex(/^[A-Z0-9][A-Z0-9-]{2,39}$/, { error: "must be 3 to 40 letters and digits" });
export const seals = z.array(seal).min(1).max(MOST_SEALS);
const person = z.strictObject({ name: text, address: addressSchema });
/** The form may be anybody's making: one person named twice would sign for two. */
const people = z.tuple([person, person]).refine(([one, other]) => one.address !== other.address, {
  error: "must be two people, each with a key of their own",
});
const side = z.strictObject({ place: text, people });
/** Characters that there is room for. */
export const MOST_REMARKS = 500;

/** What is said before anybody signs. */
const plan = {
  version: z.literal(1),
  type: z.literal("conclave-transport"),
  id: bytesSchema(16),
  about: text,
  carrier: text,
  seals,
  from: side,
  to: side,
  created: instant,
  /** When it should be there at the latest. */
  expected: instant,
};

/**
 * The form for key material that travels as a thing: paper, steel, a token (KX-04). Two people see it sealed and handed over, two
 * compare the seals when it arrives, each by their own signature. It travels by another way than the packages.
 */
export const schema = z.strictObject({
  ...plan,
  dispatch: z
    .array(z.strictObject({ signer: signerSchema, at: instant, signature: rawSignatureSchema }))
    .max(2),
  arrival: z
    .array(
      z.strictObject({
        signer: signerSchema,
        at: instant,
        seals,
        intact: z.boolean(),
        remarks: z.string().max(MOST_REMARKS),
        signature: rawSignatureSchema,
      }),
    )
    .max(2),
});
export type Transport = z.output<typeof schema>;
export type Person = z.output<typeof person>;
export type Side = z.output<typeof side>;

export type Planned = Pick<Transport, "about" | "carrier" | "from" | "to"> & {
  readonly seals: readonly string[];
  readonly expected: Date;
  readonly now?: Date;
};

/** @throws `Transport.BadPlan` */
export function planTransport({ expected, now = new Date(), ...planned }: Planned): Transport {
  const numbers = planned.seals.map(sealNumber);
  if (new Set(numbers).size !== numbers.length) throw badPlan("a seal number is named twice");
  if (expected <= now) throw badPlan("it should arrive before it goes");
  const parsed = schema.safeParse({
    version: 1,
    type: "conclave-transport",
    id: `0x${randomBytes(16).toString("hex")}`,
    ...planned,
    seals: numbers,
    created: isoSeconds(now),
    expected: isoSeconds(expected),
    dispatch: [],
    arrival: [],
  });
  if (parsed.success) return parsed.data;
  throw badPlan(parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; "));
}

/** @throws what `readJson` throws */
export async function readTransport(path: string): Promise<Transport> {
  return readJson(path, schema, LIMIT);
}

/** What all signatures are about. */
export function planHash({ dispatch: _, arrival: __, ...said }: Transport): Hex {
  return hash(said);
}

/** A seal number as it is compared: people copy spaces and case as they like. */
export function sealNumber(typed: string): string {
  return typed.replace(/\s+/g, "").toUpperCase();
}

export function personOf({ people }: Side, who: Address): Person | undefined {
  return people.find(({ address }) => address === who);
}

function badPlan(why: string): BaseError {
  return new BaseError({
    code: "Transport.BadPlan",
    message: `this is no plan for a transport: ${why}`,
    fix: "name the seals, the carrier, and two people at each end with their addresses",
    details: { why },
  });
}
