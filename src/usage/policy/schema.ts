import { isAbsolute } from "node:path";
import { type Hex, toFunctionSelector } from "viem";
import { z } from "zod";
import { address, amount, date, flag, integer, read, text } from "../../yaml/fields.ts";

/**
 * What a key may sign, as its policy file says. Whatever is not allowed is refused. KU-11, KU-12, KU-13.
 */

export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** Minutes from midnight, UTC. */
const time = read("a time of day such as 08:00 (UTC)", (value) => {
  const [, hours, minutes] = /^([01]\d|2[0-4]):([0-5]\d)$/.exec(value) ?? [];
  const total = hours === undefined ? Number.NaN : Number(hours) * 60 + Number(minutes);
  return total <= 1440 ? total : null;
});

/** Four bytes, or `0x` for a call without data. */
const selector = read("a function such as transfer(address,uint256), a selector, or receive()", (value) => {
  if (value === "receive()") return "0x" as Hex;
  if (/^0x[0-9a-fA-F]{8}$/.test(value)) return value.toLowerCase() as Hex;
  if (!/^[A-Za-z_$][\w$]*\([\w$,()[\]]*\)$/.test(value)) return null;
  return toFunctionSelector(`function ${value}`);
});

const word = text.regex(/^[A-Za-z_$][\w$]{0,79}$/, "must be the name of a type, such as Approve");

const target = read("an address with a correct checksum (EIP-55), or new", (value) =>
  value === "new" ? value : address.parse(value),
);

const call = z.strictObject({
  /** The contract, or account; `new` for the making of a contract. */
  target,
  /** Any, if left out. */
  functions: z.array(selector).min(1, "must list a function").optional(),
  /** Wei that one call may carry. */
  value: amount.default(0n),
  /** Whether the target's code may run as the Safe (DELEGATECALL). */
  delegate: flag.default(false),
});

const rule = z.strictObject({
  /** EIP-712 types, and `Transaction` and `Message` for what is none. */
  acts: z.array(word).min(1, "must list an act"),
  /** Name of the EIP-712 domain; the toolkit's own, if left out. */
  domain: text.max(80).optional(),
  chains: z
    .array(integer("a chain id", 1, 2 ** 48))
    .min(1, "must list a chain")
    .optional(),
  /** Verifying contracts. */
  contracts: z.array(address).min(1, "must list a contract").optional(),
  /** What may be called by what is signed; an act that does not show its calls is then refused. */
  calls: z.array(call).optional(),
  /** Wei of all calls of one act together. */
  value: amount.optional(),
  /** Wei that a transaction may cost in fees at most. */
  fee: amount.optional(),
  /** So many within 24 hours. */
  "per-day": integer("a number of uses", 1, 100_000).optional(),
});

export const policySchema = z.strictObject({
  version: z.literal("1", "must be 1"),
  /** The account or identity of the key it is for: a policy copied to another key is refused. */
  key: address,
  purpose: text.max(300),
  /** UNIX seconds from which on the key signs nothing. */
  expires: date.optional(),
  hours: z
    .strictObject({
      days: z
        .array(z.enum(DAYS, `must be among ${DAYS.join(", ")}`))
        .min(1, "must list a day")
        .default([...DAYS]),
      from: time.default(0),
      to: time.default(1440),
    })
    .optional(),
  "per-day": integer("a number of uses", 1, 100_000).optional(),
  /** `required`: the key is not used in a folder without log. */
  log: z.enum(["required", "if there is one"]).default("required"),
  /** A program and its arguments, which gets each refusal as JSON on standard input. No shell. */
  alert: z
    .array(text)
    .min(1, "must name a program")
    .refine(
      ([program]) => program !== undefined && isAbsolute(program),
      "must name the program by its whole path",
    )
    .optional(),
  allow: z.array(rule),
});

export type Policy = z.output<typeof policySchema>;
export type Rule = Policy["allow"][number];
export type AllowedCall = NonNullable<Rule["calls"]>[number];
