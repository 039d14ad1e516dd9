import { getAddress, type Hex, isAddress } from "viem";
import { z } from "zod";
import { parseDate, parseDuration } from "../time.ts";
import { parseAmount } from "./amount.ts";
import { KEY_KINDS, ROLE_NAMES, Role, WATCHED_KINDS } from "./model.ts";

/** Every scalar of a charter arrives as text (see source.ts); these turn it into what the field means. */
const text = z.string("must be text").trim().min(1, "must not be empty");

/** Text turned into a value by `read`, which returns `null` or throws if it cannot be. */
function read<T>(what: string, convert: (value: string) => T | null) {
  return text.transform((value, context): T => {
    try {
      const result = convert(value);
      if (result !== null) return result;
    } catch {
      // Reported below, with the field's own words.
    }
    context.addIssue({ code: "custom", message: `"${value}" is not ${what}` });
    return z.NEVER;
  });
}

function integer(what: string, low: number, high: number) {
  return read(`${what} (a number from ${low} to ${high})`, (value) => {
    const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
    return number >= low && number <= high ? number : null;
  });
}

function choice<const T extends string>(what: string, options: readonly T[], code = "Charter.UnknownChoice") {
  return text.transform((value, context): T => {
    const found = options.find((option) => option === value);
    if (found !== undefined) return found;
    const near = options.find((option) => option.toLowerCase() === value.toLowerCase()) ?? closest(value, options);
    const hint = near === undefined ? `one of ${options.join(", ")}` : `did you mean ${near}?`;
    context.addIssue({ code: "custom", params: { code }, message: `unknown ${what} "${value}"; ${hint}` });
    return z.NEVER;
  });
}

const flag = read("true or false", (value) => (value === "true" ? true : value === "false" ? false : null));
const duration = read("a duration such as 90s, 24h or 3 days", parseDuration);
const date = read("a date such as 2027-05-01 or 2027-05-01T12:00Z", parseDate);
const amount = read("an amount such as 0, 1000 wei, 20 gwei or 1.5 ether", parseAmount);
const name = text.regex(/^\p{L}[\p{L}\p{N} .,'’&()_-]*$/u, "must start with a letter and stay on one line");
const label = text.regex(/^[A-Za-z][\w-]*$/, "must be one word, such as k4");

/** Mixed-case addresses must carry a right EIP-55 checksum. */
const address = read("an address with a correct checksum (EIP-55)", (value) =>
  isAddress(value, { strict: value !== value.toLowerCase() }) ? getAddress(value) : null,
);

/** An address, or a name that the section `contracts` explains. */
const place = text.transform((value, context): string => {
  if (!value.startsWith("0x")) return value;
  const parsed = address.safeParse(value);
  if (parsed.success) return parsed.data;
  context.addIssue({ code: "custom", message: parsed.error.issues[0]?.message ?? "not an address" });
  return z.NEVER;
});

function hex(what: string, low: number, high: number) {
  return read(what, (value) => {
    const bytes = (value.length - 2) / 2;
    return /^0x([0-9a-fA-F]{2})*$/.test(value) && bytes >= low && bytes <= high
      ? (value.toLowerCase() as Hex)
      : null;
  });
}

const role = choice(
  "role",
  ROLE_NAMES.map((role) => role.toLowerCase() as Lowercase<typeof role>),
  "Charter.UnknownRole",
);
const roles = z
  .array(role, "must be a list of roles, such as [approver]")
  .min(1, "must name a role")
  .transform((names, context) => {
    const mask = names.reduce((sum, one) => sum | Role[one.toUpperCase() as Uppercase<typeof one>], 0);
    if (new Set(names).size !== names.length) context.addIssue({ code: "custom", message: "names a role twice" });
    return mask;
  });

/** Tiers by number or by name; names are resolved later. */
const tierList = z.array(text, "must be a list of tiers, such as [1, treasury]").min(1, "must name a tier");

const person = z.strictObject({
  id: integer("a holder number", 0, 63),
  name,
  organisation: label.optional(),
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
    expires: date.refine((seconds) => seconds % 60 === 0, "must fall on a whole minute"),
    "successor-of": label.optional(),
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
      context.addIssue({ code: "custom", path: [field], message: `a key of kind ${value.kind} takes no "${field}"` });
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

const functionSignature = text.regex(/^[A-Za-z_$][\w$]*\(.*\)$/, "must be a signature such as setFee(uint256)");

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
      context.addIssue({ code: "custom", message: 'needs one of "function" (with "args"), "calldata" and "hash"' });
    }
    if (value.args !== undefined && value.function === undefined) {
      context.addIssue({ code: "custom", path: ["args"], message: '"args" go with "function"' });
    }
  });

const watchedItem = z.strictObject({
  kind: choice("kind of watched item", WATCHED_KINDS),
  target: place.optional(),
  dust: amount.optional(),
  id: read("a token id", (value) => (/^(0x[0-9a-fA-F]{1,64}|\d{1,78})$/.test(value) ? BigInt(value) : null)).optional(),
  role: text.optional(),
});

const chain = z.strictObject({
  id: integer("a chain id", 1, Number.MAX_SAFE_INTEGER),
  "signing-window": duration.refine((seconds) => seconds > 0 && seconds <= 1_209_600, "must be above 0 and at most 14 days"),
  suspension: duration.refine((seconds) => seconds > 0, "must be above 0"),
  "deploy-before": date,
  conclave: address.optional(),
});

/** `charter.yaml`. Every object refuses fields it does not know. */
export const charterSchema = z.strictObject({
  version: choice("version", ["1"]),
  name: name,
  chain,
  "guardian-cooldown": duration.refine((seconds) => seconds < 2 ** 32, "is too long"),
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
});

/** A charter as written, scalars understood, names not yet resolved. Durations in seconds, dates in UNIX seconds, wei. */
export type Charter = z.output<typeof charterSchema>;
export type CharterKey = Charter["keys"][number];
export type CharterTier = Charter["tiers"][number];
export type CharterRule = Charter["rules"][number];
export type CharterExactRule = Charter["emergency"][number];
export type CharterItem = Charter["watched"]["assets"][number];

/** The option that differs from `value` in at most two letters. */
function closest<T extends string>(value: string, options: readonly T[]): T | undefined {
  return options.find((option) => distance(value.toLowerCase(), option.toLowerCase()) <= 2);
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      const change = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(change, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
