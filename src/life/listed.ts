import { serialOf } from "../backup/drilled-copy.ts";
import { type BackupFinding, lintBackups } from "../backup/lint.ts";
import { type Copy, entriesOf, type Manifest } from "../backup/manifest.ts";
import { BaseError } from "../errors.ts";
import { parseDate } from "../time.ts";
import type { Destruction } from "./destruction.ts";
import type { KeyOf } from "./key-of.ts";

/** What people say of a copy that goes, for the manifest of backups. */
export type Listing = {
  /** None was found. */
  readonly manifest: Manifest | undefined;
  /** Its name there. */
  readonly listedAs: string | undefined;
  /** It is none of those. */
  readonly unlisted: boolean;
  /** What is left need not do by the rules of backups, and that is meant. */
  readonly notRedundant: boolean;
};

/** What the manifest calls that which goes; papers and sticks may be any. */
const KINDS = { keystore: ["keystore"], pkcs11: ["hsm"], other: undefined } as const;

/**
 * Which copy of the manifest goes, so that it is marked and nobody counts it; undefined if it is none. Of a key that the manifest lists,
 * somebody must say it before: a wrong guess would strike a copy that is there, and leave one that is gone.
 * @param words what goes, if it is no file: they may be its name in the manifest
 * @throws `Destroy.WhichCopy`, `Destroy.NotListed`
 */
export function listedCopy(
  { manifest, listedAs, unlisted }: Listing,
  key: Pick<KeyOf, "label" | "address" | "card">,
  kind: Destruction["copy"]["kind"],
  words: string | undefined,
): string | undefined {
  if (manifest === undefined) {
    if (listedAs !== undefined) throw notListed(key.label, listedAs, kind, []);
    return undefined;
  }
  if (unlisted) return undefined;
  const copies = entriesOf(manifest, key.address).flatMap((one) => one.copies);
  const device = kind === "pkcs11" && key.card !== undefined ? serialOf(key.card) : undefined;
  // A clone in another device stays: it is not what the card leads to.
  const isHere = ({ serial = device }: Copy) => device === undefined || serial === device;
  const fitting = copies.filter(
    (copy) => (KINDS[kind]?.some((one) => one === copy.kind) ?? true) && isHere(copy),
  );
  const listed = fitting.map(({ id }) => id);
  const named = listedAs ?? words;
  if (named !== undefined && listed.includes(named)) return named;
  if (listedAs !== undefined) throw notListed(key.label, listedAs, kind, listed);
  if (copies.length === 0) return undefined;
  throw new BaseError({
    code: "Destroy.WhichCopy",
    message: `the manifest of backups lists copies of ${key.label}, and nobody said which of them goes`,
    fix: `add --listed-as with its name there (${listed.join(", ") || "none is of this kind"}), or --unlisted if it is none of them`,
    details: { key: key.label, kind, listed },
  });
}

/**
 * Whether the manifest lists as there what a record says is gone, under the name that is meant now: its mark came too short. A copy of that
 * name that was made since is another.
 * @param words what goes, if it is no file
 */
export function isListedStill(
  { manifest, listedAs, unlisted }: Listing,
  { key, copy, begun, ended = begun }: Destruction,
  words: string,
): boolean {
  if (manifest === undefined || unlisted || copy.listed !== (listedAs ?? words)) return false;
  const copies = entriesOf(manifest, key.address).flatMap((one) => one.copies);
  return copies.some(({ id, made }) => id === copy.listed && !isMadeAfter(made, ended));
}

/** Whether a copy was made later than an instant. Of the same day it cannot be told, and counts as earlier. */
export function isMadeAfter(made: string, instant: string): boolean {
  return parseDate(made) * 1000 > Date.parse(instant);
}

/**
 * That what is left does by the rules of backups, or was as bad before.
 * @throws `Destroy.NotRedundant`
 */
export function assertRedundant(
  { manifest, notRedundant }: Listing,
  key: Pick<KeyOf, "label" | "address">,
  copy: string | undefined,
  now: Date,
): void {
  if (manifest === undefined || copy === undefined || notRedundant) return;
  const findings = worse(manifest, key, copy, now);
  if (findings.length === 0) return;
  throw new BaseError({
    code: "Destroy.NotRedundant",
    message: `without "${copy}" what is left of ${key.label} does not do: ${findings.map(({ message }) => message).join("; ")}`,
    fix: "make another copy first, and enter it into the manifest; or say --not-redundant if that is meant, as with a key that is done with",
    details: { key: key.label, copy, findings },
  });
}

/** What the lint would find without the copy, and does not find with it. */
function worse(manifest: Manifest, key: Pick<KeyOf, "address">, id: string, now: Date): BackupFinding[] {
  const own = entriesOf(manifest, key.address);
  const keys = manifest.keys.map((one) =>
    own.includes(one) ? { ...one, copies: one.copies.filter((copy) => copy.id !== id) } : one,
  );
  const errors = (of: Manifest) =>
    lintBackups(of, now).findings.filter(({ severity }) => severity === "error");
  const before = new Set(errors(manifest).map((finding) => JSON.stringify(finding)));
  return errors({ ...manifest, keys }).filter((finding) => !before.has(JSON.stringify(finding)));
}

function notListed(key: string, copy: string, kind: string, listed: readonly string[]): BaseError {
  return new BaseError({
    code: "Destroy.NotListed",
    message: `the manifest of backups has no copy of ${key} called "${copy}" that could be what goes (${kind})`,
    fix: `name one of those it has (${listed.join(", ") || "none"}), and the manifest with --backups if it is not backups.yaml`,
    details: { key, copy, kind, listed },
  });
}
