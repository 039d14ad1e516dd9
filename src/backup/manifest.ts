import { type Address, isAddressEqual } from "viem";
import { isAlias, parseDocument, visit } from "yaml";
import { z } from "zod";
import { BaseError } from "../errors.ts";
import { readText } from "../files.ts";
import { addressSchema } from "../json.ts";
import { parseDate, parseDuration } from "../time.ts";
import { strays } from "./manifest-strays.ts";

/**
 * `backups.yaml`: which copies and shares there are of each key, on what medium, where, with whom, and when each was last recovered
 * from. It holds no secret, but tells a thief where to go: keep it where the people concerned, and nobody else, can read it.
 */

const MAX_SIZE = 2 ** 20;
const name = z.string().min(1).max(64);
const checked = (read: (text: string) => number, error: string) =>
  z.string().refine((text) => {
    try {
      return Number.isFinite(read(text));
    } catch {
      return false;
    }
  }, error);
const date = checked(parseDate, "must be a date such as 2026-05-01");
/** Ten years, beyond which nobody would be reminded. */
const LONGEST = 3653 * 86_400;
const duration = checked(
  (text) => (parseDuration(text) <= LONGEST ? 1 : Number.NaN),
  "must be a duration such as 90 days, of at most ten years",
);
const few = z.string().regex(/^([1-9]|1[0-6])$/, { error: "must be a number from 1 to 16" });

const mark = z.strictObject({ at: date, certificate: z.string().min(1).max(4096) });
/** When a copy was destroyed, and by which certificate. */
export type Mark = z.output<typeof mark>;

const copy = z.strictObject({
  id: name,
  /** A keystore file; a clone of an HSM's key; a share of a set; the file that a set of file shares opens. */
  kind: z.enum(["keystore", "hsm", "share", "file"]),
  medium: name,
  place: name,
  custodian: name,
  made: date,
  /** When a drill last recovered the key from this copy. */
  drilled: date.optional(),
  /** Which of the key's passwords opens it; if none is named, one that the holder alone knows. For keystores and HSMs. */
  password: name.optional(),
  /** Of a share: its set, its group (the first, if left out), and which share of the group it is, as its paper says. */
  set: name.optional(),
  group: few.optional(),
  member: few.optional(),
  /** Of an HSM: the serial number of its token, by which a drill tells clones apart. */
  serial: name.optional(),
  /** A copy that is gone is told, and counts for nothing. */
  destroyed: mark.optional(),
});

const set = z.strictObject({
  id: name,
  /** How many groups are needed, and of each group how many shares. */
  threshold: few,
  groups: z.array(few).min(1).max(16),
  /** Which of the key's passwords the shares need besides: a passphrase, or that of the keystore in the file. */
  password: name.optional(),
  /** Copies of kind `file`, of which the shares open any one. */
  opens: z.array(name).min(1).optional(),
});

const password = z.strictObject({
  "known-by": z.array(name).default([]),
  written: z.array(z.strictObject({ place: name, custodian: name })).default([]),
});

const key = z.strictObject({
  /** Names files too. */
  label: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, { error: "must be a key's label: letters, digits, . _ -" }),
  /** Whose key it is: the one person who may be able to use it alone. */
  holder: name,
  address: addressSchema,
  "drill-every": duration.optional(),
  passwords: z.record(name, password).default({}),
  sets: z.array(set).default([]),
  copies: z.array(copy).min(1).max(200),
});

const written = z
  .strictObject({
    version: z.literal("1"),
    "drill-every": duration,
    people: z.record(name, z.strictObject({ left: date.optional() })),
    /** Who can get at what lies there, besides the custodian of each thing. */
    places: z.record(name, z.strictObject({ access: z.array(name).default([]) })),
    keys: z.array(key).min(1).max(200),
  })
  .superRefine((value, context) => {
    for (const [at, message] of strays(value)) context.addIssue({ code: "custom", path: [...at], message });
  });

/** As it is written, with the copies that were destroyed among those that are there. */
export type Written = z.output<typeof written>;
export type Copy = Written["keys"][number]["copies"][number];
export type DestroyedCopy = Copy & { readonly destroyed: Mark };

/** Copies that were destroyed are apart, so that nobody counts one that is gone. */
const manifest = written.transform(({ keys, ...rest }) => ({
  ...rest,
  keys: keys.map((one) => ({
    ...one,
    copies: one.copies.filter(({ destroyed }) => destroyed === undefined),
    destroyed: one.copies.filter((copy): copy is DestroyedCopy => copy.destroyed !== undefined),
  })),
}));

export type Manifest = z.output<typeof manifest>;
export type BackedKey = Manifest["keys"][number];

/** The entries of a key: there may be several, by different labels. */
export function entriesOf({ keys }: Manifest, address: Address): BackedKey[] {
  return keys.filter((key) => isAddressEqual(key.address, address));
}

/** @throws `Backup.NotYaml`, `Backup.WrongShape`, `Files.*` */
export async function readManifest(
  path: string,
): Promise<{ readonly text: string; readonly manifest: Manifest }> {
  const text = await readText(path, MAX_SIZE);
  return { text, manifest: parseManifest(text, path) };
}

/** @throws `Backup.NotYaml`, `Backup.WrongShape` */
export function parseManifest(text: string, path: string): Manifest {
  const document = parseDocument(text, {
    schema: "failsafe",
    uniqueKeys: true,
    prettyErrors: false,
    logLevel: "error",
  });
  const [error] = document.errors;
  if (error !== undefined) throw notYaml(path, text, error.pos[0], error.code);
  visit(document, (_, node) => {
    if (isAlias(node)) throw notYaml(path, text, node.range?.[0] ?? 0, "ALIAS");
  });
  const parsed = manifest.safeParse(document.toJS({ maxAliasCount: 0 }));
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path: at, message }) => ({
    field: at.map(String).join(".") || "(whole file)",
    message,
  }));
  throw new BaseError({
    code: "Backup.WrongShape",
    message: `${path}: ${issues.map(({ field, message }) => `${field}: ${message}`).join("; ")}`,
    fix: "correct the fields that are named; docs/backup.md has an example",
    details: { path, issues },
  });
}

function notYaml(path: string, text: string, at: number, reason: string): BaseError {
  const line = text.slice(0, at).split("\n").length;
  return new BaseError({
    code: "Backup.NotYaml",
    message: `${path}:${line} is not YAML as it is read here: ${reason}`,
    fix: "correct it; indent with spaces, name each field once, and write out what is referred to (*name)",
    details: { path, line, reason },
  });
}
