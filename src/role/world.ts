import { z } from "zod";
import { addressSchema, hashSchema, hexSchema, uintSchema } from "../json.ts";

/**
 * The world: who can do what over a set of contracts, as a chain said at one block, with the people behind the keys. What discovery
 * writes and every analysis reads; canonical JSON, so it can be kept, mailed and compared.
 *
 * All power is in `powers`. Each says over which contract it is, what it lets do, and what it takes to exercise it: one of some accounts, a
 * number of them, or a Conclave tier's quorum of people. An account acts if it is a key that somebody holds, or if a power with the effect
 * `act` over it is exercised. From these two sentences follows who could do what: `control.ts`.
 */

const second = uintSchema(40).describe("UNIX seconds");

/** What exercising a power can bring about. `act`: any call in the contract's name; `any`: not known, so taken to be the worst. */
export const EFFECTS = [
  "act",
  "funds",
  "upgrade",
  "pause",
  "veto",
  "charter",
  "admin",
  "any",
  "none",
] as const;
export type Effect = (typeof EFFECTS)[number];

const SOURCES = [
  "ownable",
  "access-control",
  "access-manager",
  "role-manager",
  "timelock",
  "safe",
  "proxy",
  "conclave",
] as const;
export type Source = (typeof SOURCES)[number];

/** What guardians do to what waits, as the `raw` of their powers over the Conclave. Of these three each may do one until he has cooled down. */
export const GUARDIAN_ACTS: readonly string[] = ["cancel", "void", "suspend"];

const member = z.strictObject({
  account: addressSchema,
  since: second.describe("from when it counts; 0 = always did"),
  ends: second
    .nullable()
    .describe("from when it no longer counts (its end, or its review overdue); null = never"),
  delay: uintSchema(32).describe("seconds between this member's scheduling and executing"),
});
export type Member = z.output<typeof member>;

/** What it takes. Keys are indices in the roster; a quorum's people are all different, the proposer, the tester and the approvers. */
const need = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("everybody") }),
  z.strictObject({
    kind: z.literal("members"),
    atLeast: uintSchema(16).describe("1 but for Safes"),
    of: z.array(member),
  }),
  z.strictObject({
    kind: z.literal("quorum"),
    tier: uintSchema(8),
    proposers: z.array(uintSchema(8)).describe("keys that may propose; any one is needed"),
    testers: z.array(uintSchema(8)).nullable().describe("keys that may test; null if no test is needed"),
    approvers: z.array(uintSchema(8)),
    approvals: uintSchema(8).describe(
      "different holders, besides proposer and tester; 0 for a rule marked alone",
    ),
    wallets: uintSchema(8).describe("how many of the approvals may come from ERC-1271 keys"),
    override: uintSchema(8)
      .nullable()
      .describe("approvals from which what waits is protected from guardians; null = never"),
  }),
]);
export type Need = z.output<typeof need>;

const power = z.strictObject({
  id: z.string().describe("<address>#<source>/<raw>, unique"),
  on: addressSchema.describe("the contract it is power over"),
  source: z.enum(SOURCES),
  name: z.string().describe("for people: owner, PAUSER_ROLE, upgrade, tier 1"),
  raw: z.string().describe("role id, selector, or the name again"),
  effects: z.array(z.enum(EFFECTS)),
  functions: z
    .array(z.strictObject({ target: addressSchema, selector: hexSchema, name: z.string().nullable() }))
    .nullable()
    .describe("what it opens, where that can be known; null where not"),
  need,
  delay: uintSchema(40).describe("seconds that everybody waits who exercises it"),
  also: z.array(z.string()).describe("powers that must be exercised too, such as a Safe's guard"),
  given: z
    .array(z.strictObject({ by: z.string(), delay: uintSchema(40) }))
    .describe("powers whose holders can make anybody a holder of this one, and after which delay"),
  stopped: z.array(z.string()).describe("powers whose holders can stop what waits out its delay here"),
});
export type Power = z.output<typeof power>;

export const worldSchema = z.strictObject({
  format: z.literal("conclave-world/1"),
  chainId: uintSchema(53),
  block: z.strictObject({ number: uintSchema(53), hash: hashSchema, timestamp: second }),
  conclave: addressSchema.nullable(),
  people: z.array(
    z.strictObject({
      holder: uintSchema(6),
      name: z.string(),
      organisation: z.string().nullable(),
      place: z.string().nullable(),
      suspendedUntil: second.describe("0 or past: not suspended"),
    }),
  ),
  keys: z.array(
    z.strictObject({
      index: uintSchema(6),
      label: z.string().nullable(),
      holder: uintSchema(6),
      account: addressSchema.nullable().describe("null for ERC-7913 keys, which have none"),
      kind: z.enum(["EOA", "ERC1271", "ERC7913"]),
      roles: uintSchema(8),
      usable: z.boolean().describe("active, not expired; a suspension is its holder's"),
      expires: second,
      vendor: z.string().nullable(),
      device: z.string().nullable(),
      place: z.string().nullable(),
    }),
  ),
  accounts: z.array(
    z.strictObject({
      address: addressSchema,
      label: z.string().nullable(),
      kind: z.enum(["key", "contract", "outsider"]).describe("outsider: no code, and no key of the roster"),
      is: z.array(z.string()).describe("Safe 1.4.1, TimelockController, AccessManager, proxy, …"),
    }),
  ),
  powers: z.array(power),
  unread: z
    .array(z.strictObject({ on: addressSchema, what: z.string(), why: z.string() }))
    .describe("what could not be read, so that nobody takes silence for absence"),
});
export type World = z.output<typeof worldSchema>;
