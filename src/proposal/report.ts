import type { Hex } from "viem";
import { z } from "zod";
import * as Canonical from "../canonical.ts";
import { addressSchema, decimalSchema, hashSchema, hexSchema, uintSchema } from "../json.ts";

const signedSchema = z
  .string()
  .regex(/^(?:0|-?[1-9][0-9]{0,77})$/, "write a decimal number in quotes")
  .transform((value) => BigInt(value));

/** A value of a decoded argument: numbers are decimal strings, tuples objects or arrays. */
export type DecodedValue = string | boolean | DecodedValue[] | { [name: string]: DecodedValue };

const valueSchema: z.ZodType<DecodedValue> = z.lazy(() =>
  z.union([z.string(), z.boolean(), z.array(valueSchema), z.record(z.string(), valueSchema)]),
);

const argumentSchema = z.strictObject({ name: z.string(), type: z.string(), value: valueSchema });

/** A function, event or error in words; `null` where no interface given explains the bytes exactly. */
const decodedSchema = z
  .strictObject({ name: z.string(), signature: z.string(), args: z.array(argumentSchema) })
  .nullable();

const callSchema = z.strictObject({
  target: addressSchema,
  value: decimalSchema,
  data: hexSchema,
  decoded: decodedSchema,
  /** Gas the call used, without what `execute` itself takes; null if it was not reached. */
  gasUsed: uintSchema(53).nullable(),
  returned: hexSchema.nullable(),
});

const eventSchema = z.strictObject({
  address: addressSchema,
  topics: z.array(hashSchema),
  data: hexSchema,
  decoded: decodedSchema,
});

const balanceSchema = z.strictObject({
  account: addressSchema,
  /** `native`, or the token contract that emitted the Transfer events this sums up. */
  asset: z.union([z.literal("native"), addressSchema]),
  /** Of an NFT (ERC-721 Transfer); null otherwise. */
  id: decimalSchema.nullable(),
  change: signedSchema,
});

const conditionSchema = z.strictObject({
  target: addressSchema,
  data: hexSchema,
  comparison: z.enum(["EQ", "GE", "LE"]),
  expected: hashSchema,
  /** First word returned; null if the condition was not reached or could not be read. */
  actual: hashSchema.nullable(),
  holds: z.boolean(),
});

const failureSchema = z.strictObject({
  /** Index of the call that failed; null if the failure is a condition's or `execute`'s own. */
  call: uintSchema(16).nullable(),
  condition: uintSchema(16).nullable(),
  data: hexSchema,
  decoded: decodedSchema,
});

/** What a simulation found. Everything a tester vouches for by signing its hash; docs/proposal.md says what it covers. */
export const reportSchema = z.strictObject({
  format: z.literal("conclave-report/1"),
  id: hashSchema,
  chainId: uintSchema(53),
  conclave: addressSchema,
  /** The block whose state was used. */
  block: z.strictObject({ number: uintSchema(53), hash: hashSchema, timestamp: uintSchema(40) }),
  /** `block.timestamp` the calls saw, in the block after. */
  at: uintSchema(40),
  interfaces: z.array(z.string()),
  outcome: z.enum(["success", "failure"]),
  failure: failureSchema.nullable(),
  gasUsed: uintSchema(53),
  calls: z.array(callSchema),
  events: z.array(eventSchema),
  balances: z.array(balanceSchema),
  storage: z.array(
    z.strictObject({ address: addressSchema, slot: hashSchema, before: hashSchema, after: hashSchema }),
  ),
  code: z.array(
    z.strictObject({ address: addressSchema, before: hashSchema.nullable(), after: hashSchema.nullable() }),
  ),
  conditions: z.array(conditionSchema),
});

export type Report = z.infer<typeof reportSchema>;
export type Decoded = z.infer<typeof decodedSchema>;

/** What the tester signs, and scheduling records: keccak256 of the report as canonical JSON. */
export function hash(report: Report): Hex {
  return Canonical.hash(report);
}
