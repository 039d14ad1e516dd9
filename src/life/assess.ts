import { stat } from "node:fs/promises";
import { type Address, isAddressEqual } from "viem";
import { BaseError } from "../errors.ts";
import { readKeyFile } from "../signer/key-file.ts";
import { identityOf } from "../signer/signature.ts";
import type { Signer } from "../signer/signer.ts";
import { keyCheck } from "../signer/typed-data.ts";
import type { Destruction, Use } from "./destruction.ts";
import type { Standing } from "./ended.ts";
import type { Handed } from "./handover.ts";
import type { KeyOf } from "./key-of.ts";

const IN_USE: readonly Standing[] = ["Pending", "Active", "Retiring"];

/**
 * Proves that another copy of the key stays: it signs, now. What is only written down about a copy does not count.
 * @param path of the copy that stays, and what signs with it
 * @param gone path of the one that goes, if it is a file
 * @throws `Destroy.SameCopy`, `Destroy.OtherKey`, what signing throws
 */
export async function proveKept(
  path: string,
  signer: Signer,
  key: KeyOf,
  gone: string | undefined,
  now: Date,
): Promise<NonNullable<Destruction["kept"]>> {
  const kept = await readKeyFile(path);
  if (kept.address === undefined || !isAddressEqual(kept.address, key.address))
    throw refused(
      "Destroy.OtherKey",
      `${path} is of another key than the copy that is to be destroyed`,
      "name a copy of the same key with --kept",
      { path, expected: key.address, found: kept.address },
    );
  const here = kept.card?.custody;
  const there = key.card?.custody;
  const isSameToken =
    here?.kind === "pkcs11" &&
    there?.kind === "pkcs11" &&
    here.keyId === there.keyId &&
    here.device.serial === there.device.serial &&
    here.token === there.token;
  if (isSameToken || (gone !== undefined && (await isSameFile(path, gone))))
    throw refused(
      "Destroy.SameCopy",
      `${path} is the very copy that is to be destroyed`,
      "name another copy with --kept",
      {
        path,
      },
    );
  // Whatever keeps it compares the signature with its own key, which must be this one.
  const by = identityOf(signer.signerBytes);
  if (by === undefined || !isAddressEqual(by, key.address))
    throw refused(
      "Destroy.OtherKey",
      `${path} signs with another key`,
      "name a copy of the same key with --kept",
      {
        path,
        expected: key.address,
        found: by,
      },
    );
  await signer.signTypedData(keyCheck(kept.label));
  return {
    name: kept.custody === "keystore" ? `keystore ${kept.label}` : `${kept.custody} ${kept.label}`,
    signed: now.toISOString(),
  };
}

/**
 * Whether a key may go for good. One that a chain knows, or about which a chain did not answer, goes only after it was handed to its owner,
 * and with a reason. KZ-01, KZ-02.
 * @throws `Destroy.LastCopy`, `Destroy.InUse`, `Destroy.Used`
 */
export function assertMayGo(
  identity: Address,
  given: {
    readonly lastCopy: boolean;
    readonly use: readonly Use[];
    readonly reason: string | undefined;
    readonly handed: Handed | undefined;
  },
): Destruction["override"] {
  const { lastCopy, use, reason, handed } = given;
  if (!lastCopy)
    throw refused(
      "Destroy.LastCopy",
      "no other copy of the key was shown to work, so this counts as the last one",
      "name a copy that stays with --kept, or say --last-copy",
      { identity },
    );
  const current = use.find(({ standing }) => standing !== undefined && IN_USE.includes(standing));
  if (current !== undefined)
    throw refused(
      "Destroy.InUse",
      `the key is ${current.found} (${current.asked})`,
      "rotate it, sweep it and retire it first",
      {
        identity,
        use,
      },
    );
  const known =
    use.length === 0 ? [{ asked: "any chain", used: true, found: "unknown: none was asked" }] : use;
  const used = known.filter((one) => one.used);
  if (used.length === 0) return undefined;
  if (handed === undefined || reason === undefined || reason.trim() === "")
    throw refused(
      "Destroy.Used",
      `the key was used on-chain, or may have been: ${used.map(({ asked, found }) => `${asked}: ${found}`).join("; ")}`,
      "archive it instead (`key archive`), and have a chain that did not answer asked again. If it must go, hand it to its owner, and give --handed-over with their receipt and --override-used with the reason",
      { identity, used, reason: reason !== undefined, handed: handed !== undefined },
    );
  const { owner, hash, received } = handed;
  return { reason, owner, handover: hash, received };
}

async function isSameFile(a: string, b: string): Promise<boolean> {
  const [one, other] = await Promise.all([stat(a), stat(b)]);
  return one.ino === other.ino && one.dev === other.dev;
}

type Code = "Destroy.OtherKey" | "Destroy.SameCopy" | "Destroy.LastCopy" | "Destroy.InUse" | "Destroy.Used";

function refused(code: Code, message: string, fix: string, details: Record<string, unknown>): BaseError {
  return new BaseError({ code, message, fix, details });
}
