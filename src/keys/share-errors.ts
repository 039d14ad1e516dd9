import { BaseError } from "../errors.ts";

/** What the errors about shares of any kind tell of one. */
type Given = { readonly name: string; readonly id: number | string };

const names = (shares: readonly Given[]) => shares.map(({ name }) => name);

export function otherSet(wanted: number | string | undefined, stray: readonly Given[]): BaseError {
  return new BaseError({
    code: "Share.OtherSet",
    message: `${names(stray).join(", ")}: of another set (${stray.map(({ id }) => id).join(", ")}) than ${wanted}`,
    fix: "put aside the shares of the other set; sets do not mix, not even of the same key",
    details: { wanted, shares: stray.map(({ name, id }) => ({ share: name, set: id })) },
  });
}

export function repeated(first: string, second: string): BaseError {
  return new BaseError({
    code: "Share.Repeated",
    message: `${first} and ${second} are the same share`,
    fix: "give each share once; ask another person for theirs",
    details: { shares: [first, second] },
  });
}

export function notOfSet(altered: readonly Given[]): BaseError {
  return new BaseError({
    code: "Share.Altered",
    message: `${names(altered).join(", ")}: not as made, though the checksum holds`,
    fix: "use other shares, and find out who replaced this one: it is no copying error",
    details: { shares: names(altered) },
  });
}

export function tooFew(
  shares: readonly Given[],
  lacking: readonly { readonly group: number; readonly needed: number }[],
): BaseError {
  const told = lacking.map(({ group, needed }) =>
    group === 0 ? `${needed} more group${needed === 1 ? "" : "s"}` : `${needed} more of group ${group}`,
  );
  return new BaseError({
    code: "Share.TooFew",
    message: `${shares.length} share${shares.length === 1 ? " is" : "s are"} not enough: ${told.join(", ")} needed`,
    fix: "bring the missing shares",
    details: { given: shares.length, missing: lacking },
  });
}

export function inconsistent(shares: readonly Given[]): BaseError {
  return new BaseError({
    code: "Share.Inconsistent",
    message: `these shares do not fit together, though each checksum holds: ${names(shares).join(", ")}`,
    fix: "use other shares of the set; with its record (--set) the wrong one is named",
    details: { shares: names(shares) },
  });
}

export function unreadable(share: string, why: string, word?: number): BaseError {
  return new BaseError({
    code: "Share.Unreadable",
    message: `${share} is no share: ${why}`,
    fix: "compare it word by word with the original, or use another share",
    details: { share, why, ...(word === undefined ? {} : { word }) },
  });
}

export function splitFailed(): BaseError {
  return new BaseError({
    code: "Share.SplitFailed",
    message: "the shares do not give the secret back; none was shown",
    fix: "this machine computes wrongly, or Conclave has a defect: use another machine, and report it",
  });
}
