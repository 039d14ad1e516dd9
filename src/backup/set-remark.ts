import type { Address } from "viem";
import type { ToldShares } from "../keys/recover.ts";
import { isShare } from "./drilled-copy.ts";
import { entriesOf, type Manifest } from "./manifest.ts";

/**
 * What people should know of the shares that a key was recovered from, in words: that they are of a set which the manifest does not list,
 * or were said to be destroyed. No refusal: in an emergency any shares that give the key are good. Undefined if the manifest lists
 * them, or does not know the key.
 */
export function remarkOnShares(manifest: Manifest, address: Address, shares: ToldShares): string | undefined {
  const known = entriesOf(manifest, address);
  if (known.length === 0) return undefined;
  const stray = shares.find(
    ({ set }) => !known.some(({ sets }) => sets.some(({ id }) => id === String(set))),
  );
  if (stray !== undefined)
    return `the shares are of set ${stray.set}, which the manifest of backups does not list: an older set still gives the key, so have its shares destroyed`;
  const gone = known
    .flatMap(({ destroyed }) => destroyed)
    .filter((copy) => shares.some((share) => isShare(copy, String(share.set), share)));
  if (gone.length === 0) return undefined;
  return `by the manifest of backups these shares were destroyed, and here they are: ${gone.map(({ id }) => id).join(", ")}`;
}
