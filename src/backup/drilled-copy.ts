import { BaseError } from "../errors.ts";
import type { Card } from "../signer/card.ts";
import type { BackedKey, Copy, DestroyedCopy } from "./manifest.ts";

/** A share's place in its set as it was read, counted from 0. */
type Spot = { readonly group: number; readonly member: number };

/** Whether a copy of the manifest, whose papers count from 1, is the share at a place of a set. */
export function isShare(copy: Copy, set: string, { group, member }: Spot): boolean {
  return (
    copy.kind === "share" &&
    copy.set === set &&
    Number(copy.group ?? "1") === group + 1 &&
    Number(copy.member) === member + 1
  );
}

/** That the manifest lists a set: shares of another one of the same key recover it just as well, and must not pass for it. @throws `Drill.OtherSet` */
export function assertListed({ label, sets }: BackedKey, set: string): void {
  const listed = sets.map(({ id }) => id);
  if (listed.includes(set)) return;
  throw new BaseError({
    code: "Drill.OtherSet",
    message: `the shares are of set ${set} of ${label}, which the manifest does not list (${listed.join(", ") || "it lists none"})`,
    fix: "drill with the shares of a listed set, or enter this one if people are to keep it; an older set still gives the key: have its shares destroyed",
    details: { key: label, set, listed },
  });
}

/** The manifest's copy that a share is, by its set and its place there. @throws `Drill.OtherSet`, `Drill.DestroyedCopy`, `Drill.UnknownCopy` */
export function shareCopy(key: BackedKey, set: string, share: Spot & { readonly name: string }): Copy {
  assertListed(key, set);
  const fits = (copy: Copy) => isShare(copy, set, share);
  const found = key.copies.filter(fits);
  const [copy] = found;
  if (copy !== undefined && found.length === 1) return copy;
  const gone = found.length === 0 ? key.destroyed.find(fits) : undefined;
  if (gone !== undefined) throw destroyedCopy(key, gone);
  const why = found.length === 0 ? "not in the manifest" : "in the manifest more than once";
  const { name, group, member } = share;
  throw unknownCopy(key, name, `group ${group + 1}, share ${member + 1} is ${why}`);
}

/**
 * The manifest's copy of a name, if it is of the kind of the file: a keystore, or the card of a device. Clones of a device sign alike,
 * so it is the serial number of the token by which one of them does not pass for another.
 * @throws `Drill.UnknownCopy`, `Drill.DestroyedCopy`, `Drill.WhichDevice`, `Drill.OtherDevice`
 */
export function namedCopy(key: BackedKey, id: string, card: Card | undefined): Copy {
  const kind = card === undefined ? "keystore" : "hsm";
  const fits = (one: Copy) => one.id === id && one.kind === kind;
  const copy = key.copies.find(fits);
  const gone = key.destroyed.find(fits);
  if (gone !== undefined) throw destroyedCopy(key, gone);
  if (copy === undefined) throw unknownCopy(key, id, `no ${kind} of that name`);
  if (card !== undefined) assertDevice(key, copy, serialOf(card));
  return copy;
}

/** What tells a device from its clones; undefined for keys that are in no token. A session is opened with no other token than that. */
export function serialOf({ custody }: Card): string | undefined {
  return custody.kind === "pkcs11" ? custody.device.serial : undefined;
}

function assertDevice({ label, copies }: BackedKey, copy: Copy, found: string | undefined): void {
  const { id, serial } = copy;
  if (serial !== undefined && serial !== found)
    throw new BaseError({
      code: "Drill.OtherDevice",
      message: `the copy "${id}" of ${label} is in the device with the serial number ${serial}, and the card is of ${found ?? "none"}`,
      fix: "name the card of that device (`key card --serial` makes one for each clone), or the copy that this one is",
      details: { key: label, copy: id, expected: serial, found },
    });
  const clones = copies.filter(({ kind }) => kind === "hsm").map((one) => one.id);
  if (serial === undefined && found !== undefined && clones.length > 1)
    throw new BaseError({
      code: "Drill.WhichDevice",
      message: `${label} is in ${clones.length} devices (${clones.join(", ")}), and the manifest does not say by its serial number which "${id}" is`,
      fix: `if it is the one with the serial number ${found}, write \`serial: "${found}"\` beside it in the manifest`,
      details: { key: label, copy: id, found, clones },
    });
}

function destroyedCopy({ label }: BackedKey, { id, destroyed }: DestroyedCopy): BaseError {
  return new BaseError({
    code: "Drill.DestroyedCopy",
    message: `the copy "${id}" of ${label} was destroyed on ${destroyed.at} by the manifest, and here it is`,
    fix: "find out by the certificate what was destroyed; destroy this one, or take the mark out of the manifest",
    details: { key: label, copy: id, ...destroyed },
  });
}

function unknownCopy({ label }: BackedKey, copy: string, why: string): BaseError {
  return new BaseError({
    code: "Drill.UnknownCopy",
    message: `${copy} is no copy of ${label} that could be noted as drilled: ${why}`,
    fix: "enter it into the manifest, with set, group and member as its paper says",
    details: { key: label, copy, why },
  });
}
