import { z } from "zod";
import {
  address,
  amount,
  choice,
  date,
  duration,
  flag,
  hex,
  integer,
  label,
  name,
  place,
  read,
  text,
} from "../yaml/fields.ts";
import { KEY_KINDS, ROLE_NAMES, Role, WATCHED_KINDS } from "./model.ts";
import { roleFields } from "./role-schema.ts";
import { rotation } from "./rotation-schema.ts";

const role = choice(
  "role",
  ROLE_NAMES.map((role) => role.toLowerCase() as Lowercase<typeof role>),
);
const roles = z
  .array(role, "must be a list of roles, such as [approver]")
  .min(1, "must name a role")
  .transform((names, context) => {
    const mask = names.reduce((sum, one) => sum | Role[one.toUpperCase() as Uppercase<typeof one>], 0);
    if (new Set(names).size !== names.length)
      context.addIssue({ code: "custom", message: "names a role twice" });
    return mask;
  });

/** Tiers by number or by name; names are resolved later. */
const tierList = z.array(text, "must be a list of tiers, such as [1, treasury]").min(1, "must name a tier");

const person = z.strictObject({
  id: integer("a holder number", 0, 63),
  name,
  organisation: label.optional(),
  place: name.optional(),
});

const key = z
  .strictObject({
    label,
    index: integer("a key index", 0, 63),
    owner: name,
    kind: choice("kind of key", KEY_KINDS),
    address: address.optional(),
    verifier: address.optional(),
    "public-key": hex("a public key in hex", 1, 4096).optional(),
    roles,
    several: flag.optional(),
    made: date.optional(),
    expires: date.refine((seconds) => seconds % 60 === 0, "must fall on a whole minute"),
    "successor-of": label.optional(),
    vendor: name.optional(),
    device: name.optional(),
    place: name.optional(),
  })
  .superRefine((value, context) => {
    const webKey = value.kind === "ERC7913";
    const wanted = webKey ? (["verifier", "public-key"] as const) : (["address"] as const);
    const unwanted = webKey ? (["address"] as const) : (["verifier", "public-key"] as const);
    for (const field of wanted) {
      if (value[field] === undefined) {
        context.addIssue({ code: "custom", message: `a key of kind ${value.kind} needs "${field}"` });
      }
    }
    for (const field of unwanted) {
      if (value[field] === undefined) continue;
      context.addIssue({
        code: "custom",
        path: [field],
        message: `a key of kind ${value.kind} takes no "${field}"`,
      });
    }
  });

const tier = z.strictObject({
  number: integer("a tier number", 0, 15),
  name: label,
  approvals: integer("a number of approvals", 0, 64),
  override: read('"never" or a number of approvals', (value) => {
    if (value === "never") return 255;
    return /^\d{1,3}$/.test(value) && Number(value) < 255 ? Number(value) : null;
  }).default(255),
  delay: duration,
  grace: duration,
  tester: flag.default(false),
  counts: roles,
  recovery: flag.default(false),
  "executor-first": flag.default(false),
});

const functionSignature = text.regex(
  /^[A-Za-z_$][\w$]*\(.*\)$/,
  "must be a signature such as setFee(uint256)",
);

const rule = z
  .strictObject({
    target: place,
    function: functionSignature.optional(),
    selector: hex("a selector of 4 bytes", 4, 4).optional(),
    tiers: tierList,
    "max-value": amount.refine((wei) => wei < 1n << 96n, "must be below 2^96 wei").default(0n),
  })
  .refine((value) => (value.function === undefined) !== (value.selector === undefined), {
    message: 'needs either "function" or "selector"',
  });

export type Argument = string | readonly Argument[];
const argument: z.ZodType<Argument> = z.lazy(() => z.union([z.string(), z.array(argument)]));

const exactRule = z
  .strictObject({
    target: place,
    function: functionSignature.optional(),
    args: z.array(argument).optional(),
    calldata: hex("calldata in hex", 4, 24_000).optional(),
    hash: hex("a keccak256 hash of calldata", 32, 32).optional(),
    tiers: tierList,
    alone: flag.default(false),
  })
  .superRefine((value, context) => {
    const ways = [value.function, value.calldata, value.hash].filter((way) => way !== undefined);
    if (ways.length !== 1) {
      context.addIssue({
        code: "custom",
        message: 'needs one of "function" (with "args"), "calldata" and "hash"',
      });
    }
    if (value.args !== undefined && value.function === undefined) {
      context.addIssue({ code: "custom", path: ["args"], message: '"args" go with "function"' });
    }
  });

const watchedItem = z.strictObject({
  kind: choice("kind of watched item", WATCHED_KINDS),
  target: place.optional(),
  dust: amount.optional(),
  id: read("a token id", (value) =>
    /^(0x[0-9a-fA-F]{1,64}|\d{1,78})$/.test(value) ? BigInt(value) : null,
  ).optional(),
  role: text.optional(),
});

const chain = z.strictObject({
  id: integer("a chain id", 1, Number.MAX_SAFE_INTEGER),
  "signing-window": duration.refine(
    (seconds) => seconds > 0 && seconds <= 1_209_600,
    "must be above 0 and at most 14 days",
  ),
  suspension: duration.refine(
    (seconds) => seconds > 0 && seconds <= 7_776_000,
    "must be above 0 and at most 90 days",
  ),
  "deploy-before": date,
  conclave: address.optional(),
  guard: address.optional(),
  roles: address.optional(),
});

/** `charter.yaml`. Every object refuses fields it does not know. */
export const charterSchema = z.strictObject({
  version: choice("version", ["1"]),
  name: name,
  chain,
  "guardian-cooldown": duration,
  organisations: z.record(label, name).default({}),
  people: z.array(person).min(1, "must list somebody"),
  keys: z.array(key).min(1, "must list a key").max(64, "has room for 64 keys"),
  tiers: z.array(tier).min(1, "must list tier 0").max(16, "has room for 16 tiers"),
  contracts: z.record(label, address).default({}),
  rules: z.array(rule).default([]),
  emergency: z.array(exactRule).default([]),
  watched: z
    .strictObject({
      assets: z.array(watchedItem).default([]),
      authorities: z.array(watchedItem).default([]),
    })
    .default({ assets: [], authorities: [] }),
  sweep: z.strictObject({ destination: place }).optional(),
  rotation: rotation.optional(),
  ...roleFields,
});

/** A charter as written, scalars understood, names not yet resolved. Durations in seconds, dates in UNIX seconds, wei. */
export type Charter = z.output<typeof charterSchema>;
export type CharterKey = Charter["keys"][number];
export type CharterTier = Charter["tiers"][number];
export type CharterRule = Charter["rules"][number];
export type CharterExactRule = Charter["emergency"][number];
export type CharterItem = Charter["watched"]["assets"][number];
