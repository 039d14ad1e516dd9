import { z } from "zod";
import {
  address,
  choice,
  date,
  duration,
  flag,
  hex,
  integer,
  label,
  place,
  read,
  text,
} from "../yaml/fields.ts";
import { ADMIN, PUBLIC } from "./fixed-roles.ts";

/** The parts of a charter about roles: those of the RoleManager, the catalogue of all others, and how many must be needed for what. */

export const EFFECT_NAMES = ["funds", "upgrade", "pause", "veto", "charter", "admin", "none"] as const;
const effects = z.array(choice("effect", EFFECT_NAMES)).min(1, "must name an effect");

const signature = text.regex(/^[A-Za-z_$][\w$]*\(.*\)$/, "must be a signature such as pause()");

const roleFunction = z
  .strictObject({
    target: place,
    function: signature.optional(),
    selector: hex("a selector of 4 bytes", 4, 4).optional(),
  })
  .refine((value) => (value.function === undefined) !== (value.selector === undefined), {
    message: 'needs either "function" or "selector"',
  });

const member = z
  .strictObject({
    key: label.optional(),
    contract: place.optional(),
    until: date.optional(),
    delay: duration.default(0),
  })
  .refine((value) => (value.key === undefined) !== (value.contract === undefined), {
    message: 'needs either "key" or "contract"',
  });

/** A role of the RoleManager. `admin`, `guardian`, `reviewer`: names of roles; without one, the Conclave. */
const role = z.strictObject({
  id: read("a role number from 1 to 2^64 - 2", (value) =>
    /^\d{1,20}$/.test(value) && BigInt(value) > ADMIN && BigInt(value) < PUBLIC ? BigInt(value) : null,
  ),
  name: label,
  functions: z.array(roleFunction).default([]),
  admin: label.optional(),
  guardian: label.optional(),
  reviewer: label.optional(),
  term: duration.describe("longest grant; 0 = no end of its own"),
  review: duration,
  grace: duration,
  "grant-delay": duration.default(0),
  critical: flag.default(false),
  live: flag.default(false),
  effects: effects.optional(),
  members: z.array(member).default([]),
});

/** Power that is not the RoleManager's: who is meant to have it. Members: key labels, names under `contracts`, addresses. */
const catalogued = z.strictObject({
  on: place,
  role: text.describe("owner, a role's name or hash, upgrade, …, as `role catalogue` prints it"),
  members: z.array(place).default([]),
  effects: effects.optional(),
  reason: text.optional(),
});

export const GOALS = ["funds", "charter", "upgrade", "pause", "veto", "block"] as const;
const count = integer("a number of at least 1", 1, 64);

/** How many, at least, it must take to reach a goal alone, by people, organisations, makers of devices, and places. */
const limit = z.strictObject({
  goal: choice("goal", GOALS),
  on: place.optional().describe("this contract alone; all if left out"),
  people: count.optional(),
  organisations: count.optional(),
  vendors: count.optional(),
  places: count.optional(),
});

/** Another chain on which the same charter holds. Contracts that lie elsewhere there are named again. */
const furtherChain = z.strictObject({
  id: integer("a chain id", 1, Number.MAX_SAFE_INTEGER),
  conclave: address.optional(),
  guard: address.optional(),
  roles: address.optional(),
  contracts: z.record(label, address).default({}),
});

export const roleFields = {
  chains: z.array(furtherChain).default([]),
  roles: z.array(role).default([]),
  open: z.array(roleFunction).default([]).describe("functions of governed contracts that everybody may call"),
  duties: z
    .array(z.array(label).length(2, "must name two roles"))
    .default([])
    .describe("pairs of roles that nobody combines"),
  automata: z
    .array(z.strictObject({ contract: place, holder: text.optional() }))
    .default([])
    .describe("contracts that may be members of roles, and whose they are"),
  catalogue: z.array(catalogued).default([]),
  limits: z.array(limit).default([]),
};

export type CharterRole = z.output<typeof role>;
export type CharterRoleFunction = z.output<typeof roleFunction>;
export type CharterMember = z.output<typeof member>;
export type CharterCatalogued = z.output<typeof catalogued>;
export type CharterLimit = z.output<typeof limit>;
export type CharterFurtherChain = z.output<typeof furtherChain>;
