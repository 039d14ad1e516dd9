import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { verifierFor } from "../../src/approval/verify.ts";
import * as Successor from "../../src/role/successor.ts";
import { plannedKey } from "./next-key.ts";
import { type Succession, type SuccessionOptions, succeed } from "./succession.ts";

type Located = SuccessionOptions & Omit<Parameters<typeof plannedKey>[0], "label" | "expires">;

/**
 * Drafts the rotation to a key that its holder made elsewhere. The proof must be that key's, for the roster that follows now.
 * @throws `Successor.OfAnother`, `Successor.Stale`, `Successor.Unproven`, what `plannedKey` and `succeed` throw
 */
export async function rotateTo(
  path: string,
  options: Located,
  hre: HardhatRuntimeEnvironment,
): Promise<Succession & { readonly successor: Successor.SuccessorFile }> {
  const file = await Successor.read(path);
  Successor.assertFor(path, file, options.key);
  const { label, index, expires, point, address } = file;
  const planned = await plannedKey({ ...options, label, expires: undefined }, hre);
  Successor.assertPlace(path, file, planned.successor.index);
  const next = { before: planned.before, successor: { label, index, expires } };
  const done = await succeed(
    options,
    hre,
    next,
    { address, point },
    ({ connection, conclave, state }, roster) =>
      Successor.provenIn(path, file, { state, roster }, verifierFor(connection.client, conclave)),
  );
  return { ...done, successor: file };
}
