import { parseDate } from "../time.ts";
import { type DrillDue, drillsDue } from "./drills-due.ts";
import type { BackedKey, Manifest } from "./manifest.ts";
import { coalitions, recovers, recoversBySet, within } from "./ways.ts";

/** One thing that is wrong with a key's backups. `warning`s do not fail. */
export type BackupFinding = {
  readonly code: `Backup.${string}`;
  readonly severity: "error" | "warning";
  readonly key: string;
  readonly message: string;
  readonly details: Readonly<Record<string, unknown>>;
};

export type LintedKey = {
  readonly label: string;
  /** Whole copies: keystores, HSM clones, and complete sets of shares. */
  readonly copies: number;
  readonly media: readonly string[];
  readonly places: readonly string[];
  /** The smallest sets of people who can recover it, of at most three. */
  readonly recoverableBy: readonly (readonly string[])[];
};

export type BackupReport = {
  readonly at: string;
  readonly keys: readonly LintedKey[];
  readonly findings: readonly BackupFinding[];
  readonly drills: readonly DrillDue[];
};

/** Judges the manifest by 3-2-1 and by who and what could lose or give each key away (GR-27 to GR-34, GR-44). */
export function lintBackups(manifest: Manifest, now: Date): BackupReport {
  const drills = drillsDue(manifest, now);
  return {
    at: now.toISOString(),
    keys: manifest.keys.map((key) => ({
      label: key.label,
      copies: wholeCopies(key),
      media: distinct(key, "medium"),
      places: distinct(key, "place"),
      recoverableBy: coalitions(manifest, key),
    })),
    findings: manifest.keys.flatMap((key) =>
      key.copies.length === 0
        ? nothingLeft(key)
        : [
            ...count(key),
            ...people(manifest, key, now),
            ...places(manifest, key, now),
            ...toCome(key, now),
            ...clones(key),
            ...overdue(key, drills),
          ],
    ),
    drills,
  };
}

/** Every copy was destroyed. Whether that was meant, the manifest does not say. */
function nothingLeft(key: BackedKey): BackupFinding[] {
  const copies = key.destroyed.map(({ id }) => id);
  const message = "every copy is destroyed: take it out if it is gone, or enter what there is";
  return [error(key, "NothingLeft", message, { copies })];
}

function wholeCopies(key: BackedKey): number {
  const sets = key.sets.filter(({ id }) => recoversBySet(key, id, () => true));
  return sets.length + key.copies.filter(({ kind }) => kind === "keystore" || kind === "hsm").length;
}

function distinct(key: BackedKey, field: "medium" | "place"): string[] {
  return [...new Set(key.copies.map((copy) => copy[field]))].sort();
}

function count(key: BackedKey): BackupFinding[] {
  const [copies, media, where] = [wholeCopies(key), distinct(key, "medium"), distinct(key, "place")];
  const found: BackupFinding[] = [];
  if (copies < 3)
    found.push(
      error(key, "FewCopies", `${copies} whole copies, 3 are wanted (a complete set of shares is one)`, {
        copies,
      }),
    );
  if (media.length < 2)
    found.push(error(key, "OneMedium", `all copies are on one medium: ${media.join()}`, { media }));
  if (where.length < 2)
    found.push(error(key, "OnePlace", `all copies are at one place: ${where.join()}`, { places: where }));
  // Of a set all of whose shares were destroyed nothing is missing.
  const isThere = (set: string) =>
    key.copies.some((copy) => copy.set === set) || !key.destroyed.some((copy) => copy.set === set);
  for (const { id } of key.sets.filter((set) => isThere(set.id) && !recoversBySet(key, set.id, () => true)))
    found.push(
      error(key, "SetIncomplete", `the listed shares of set ${id} are not enough to recover`, { set: id }),
    );
  return found;
}

function people(manifest: Manifest, key: BackedKey, now: Date): BackupFinding[] {
  const found: BackupFinding[] = [];
  const gone = goneBy(manifest, now);
  for (const person of Object.keys(manifest.people)) {
    const alone = within(manifest, [person]);
    if (person !== key.holder && recovers(key, alone))
      found.push(error(key, "OnePersonRecovers", `${person} alone can recover it`, { person }));
    // Who holds the key may use it, yet shares that one person can gather are no shares.
    else
      for (const { id } of key.sets.filter((set) => recoversBySet(key, set.id, alone)))
        found.push(
          error(key, "OnePersonHasSet", `${person} alone can gather set ${id}`, { person, set: id }),
        );
    const others = recovers(key, (unit) => unit.person !== person && !gone.includes(unit.person));
    if (!others && !gone.includes(person))
      found.push({
        ...error(key, "PersonLoses", `without ${person} it cannot be recovered`, { person }),
        severity: "warning",
      });
    // One finding for each copy: with one copy less, none of them is a new one.
    const kept = gone.includes(person) ? key.copies.filter(({ custodian }) => custodian === person) : [];
    for (const { id } of kept)
      found.push(error(key, "CustodianLeft", `${person} left and still keeps ${id}`, { person, copy: id }));
  }
  return found;
}

function places(manifest: Manifest, key: BackedKey, now: Date): BackupFinding[] {
  const gone = goneBy(manifest, now);
  return Object.keys(manifest.places).flatMap((place) => {
    const found: BackupFinding[] = [];
    if (!recovers(key, (unit) => unit.place !== place && !gone.includes(unit.person)))
      found.push(error(key, "PlaceLoses", `if ${place} burns down, it is lost`, { place }));
    if (recovers(key, (unit) => unit.place === place))
      found.push(error(key, "PlaceGives", `who breaks into ${place} has it`, { place }));
    return found;
  });
}

/** Dates are written where the day begins earlier than in UTC, too. */
const DAY = 86_400;

/** A slip of the pen, or somebody's wish not to be reminded: counted from such a date nothing is due. */
function toCome(key: BackedKey, now: Date): BackupFinding[] {
  return key.copies.flatMap(({ id, made, drilled }) => {
    const date = [made, drilled].find(
      (each) => each !== undefined && parseDate(each) > now.getTime() / 1000 + DAY,
    );
    if (date === undefined) return [];
    return [error(key, "DateToCome", `${id} has a date that is still to come: ${date}`, { copy: id, date })];
  });
}

/** Clones that nothing tells apart: one of them drilled under the names of all would do. */
function clones(key: BackedKey): BackupFinding[] {
  const devices = key.copies.filter(({ kind }) => kind === "hsm");
  const copies = devices.filter(({ serial }) => serial === undefined).map(({ id }) => id);
  if (devices.length < 2 || copies.length === 0) return [];
  const message = `no drill can tell by the device which clone it was held with: ${copies.join(", ")}`;
  return [{ ...error(key, "CloneUnnumbered", message, { copies }), severity: "warning" }];
}

function overdue(key: BackedKey, drills: readonly DrillDue[]): BackupFinding[] {
  return drills
    .filter((drill) => drill.key === key.label && drill.overdue)
    .map(({ copy, custodian, last, due }) =>
      error(key, "DrillOverdue", `${copy} was to be drilled by ${due.slice(0, 10)} (last: ${last})`, {
        copy,
        custodian,
        due,
      }),
    );
}

function goneBy({ people: all }: Manifest, now: Date): string[] {
  return Object.entries(all).flatMap(([name, { left }]) =>
    left !== undefined && parseDate(left) * 1000 <= now.getTime() ? [name] : [],
  );
}

function error(
  key: BackedKey,
  name: string,
  message: string,
  details: Readonly<Record<string, unknown>>,
): BackupFinding {
  return { code: `Backup.${name}`, severity: "error", key: key.label, message, details };
}
