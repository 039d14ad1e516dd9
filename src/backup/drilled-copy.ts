import { BaseError } from "../errors.ts";
import type { BackedKey, Copy } from "./manifest.ts";

/** A share as it was read, its places counted from 0. */
type Read = { readonly name: string; readonly group: number; readonly member: number };

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

/** The manifest's copy that a share is, by its set and its place there. @throws `Drill.OtherSet`, `Drill.UnknownCopy` */
export function shareCopy(key: BackedKey, set: string, { name, group, member }: Read): Copy {
  assertListed(key, set);
  const found = key.copies.filter(
    (copy) =>
      copy.kind === "share" &&
      copy.set === set &&
      Number(copy.group ?? "1") === group + 1 &&
      Number(copy.member) === member + 1,
  );
  const [copy] = found;
  if (copy !== undefined && found.length === 1) return copy;
  const why = found.length === 0 ? "not in the manifest" : "in the manifest more than once";
  throw unknownCopy(key, name, `group ${group + 1}, share ${member + 1} is ${why}`);
}

/** The manifest's copy of a name, if it is of that kind. @throws `Drill.UnknownCopy` */
export function namedCopy(key: BackedKey, id: string, kind: "keystore" | "hsm"): Copy {
  const copy = key.copies.find((one) => one.id === id && one.kind === kind);
  if (copy === undefined) throw unknownCopy(key, id, `no ${kind} of that name`);
  return copy;
}

function unknownCopy({ label }: BackedKey, copy: string, why: string): BaseError {
  return new BaseError({
    code: "Drill.UnknownCopy",
    message: `${copy} is no copy of ${label} that could be noted as drilled: ${why}`,
    fix: "enter it into the manifest, with set, group and member as its paper says",
    details: { key: label, copy, why },
  });
}
