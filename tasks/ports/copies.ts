import type { Address } from "viem";
import { entriesOf, readManifest } from "../../src/backup/manifest.ts";
import { remarkOnShares } from "../../src/backup/set-remark.ts";
import { report } from "../../src/errors.ts";
import { isThere } from "../../src/folder.ts";
import type { ToldShares } from "../../src/keys/recover.ts";
import type { KnownCopy } from "../../src/life/archive-file.ts";

const DEFAULT_MANIFEST = "backups.yaml";

/** Where the manifest of backups is: as named, else `backups.yaml` if there is one. */
export async function manifestPath(named: string | undefined): Promise<string | undefined> {
  return named ?? ((await isThere(DEFAULT_MANIFEST)) ? DEFAULT_MANIFEST : undefined);
}

/** The manifest of backups that was named, or `backups.yaml` if there is one. @throws what `readManifest` throws */
export async function manifestIfAny(named: string | undefined) {
  const path = await manifestPath(named);
  return path === undefined ? undefined : (await readManifest(path)).manifest;
}

/** The copies of a key that the manifest knows. */
export async function copiesIn(named: string | undefined, address: Address): Promise<KnownCopy[]> {
  const manifest = await manifestIfAny(named);
  const keys = manifest === undefined ? [] : entriesOf(manifest, address);
  return keys.flatMap(({ copies }) =>
    copies.map(({ id, kind, medium, place, custodian }) => ({ id, kind, medium, place, custodian })),
  );
}

/** What the manifest of backups, if there is one, says of the shares. One that cannot be read keeps nobody from a key. */
export async function remarksOn(
  backups: string | undefined,
  { address, shares }: { readonly address: Address; readonly shares: ToldShares },
): Promise<string[]> {
  try {
    const manifest = await manifestIfAny(backups);
    const remark = manifest === undefined ? undefined : remarkOnShares(manifest, address, shares);
    return remark === undefined ? [] : [remark];
  } catch (error) {
    return [`the shares were not compared with the manifest of backups: ${report(error).json.message}`];
  }
}
