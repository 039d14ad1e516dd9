import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { ParsedCharter } from "../../src/charter/parse.ts";
import { followedKey, type NextKey, nextKey, type WantedKey } from "../../src/life/next-key.ts";
import { groundFor } from "./amendment.ts";
import type { PlaceOptions } from "./place.ts";

export type SuccessorOptions = Pick<WantedKey, "label" | "expires">;

/** Which key is followed by what, by the charter and the chain as they are. @throws what `followedKey` and `nextKey` throw */
export async function plannedKey(
  options: PlaceOptions & WantedKey & { readonly parsed: ParsedCharter },
  hre: HardhatRuntimeEnvironment,
): Promise<NextKey> {
  const before = followedKey(options.parsed, options.key);
  const ground = await groundFor(options.parsed, options, hre);
  return nextKey(before, options, ground.parsed, ground);
}
