import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { Hex } from "viem";
import { BaseError } from "../../src/errors.ts";
import { isGenuine } from "../../src/safe/guard/deployment.ts";
import { type Guarded, readGuarded } from "../../src/safe/guard/state.ts";
import { type OpenedSafe, openSafeFile, optionalAddress, type SafeFileOptions } from "./safe.ts";
import { type SafeOptions, type SafeSpot, safeSpot } from "./safe-spot.ts";

/**
 * A Safe with the guard it has, or is to get: `--guard`, else the charter's, else its own.
 * @throws `SafeGuard.*`, `Safe.*`, `SafeAddress.*`, `Chain.*`
 */
export async function guardedSpot(
  options: SafeOptions & { readonly guard: string | undefined },
  hre: HardhatRuntimeEnvironment,
): Promise<SafeSpot & { readonly guarded: Guarded }> {
  const spot = await safeSpot(options, hre);
  const named = await optionalAddress(options.guard, spot.connection.chainId);
  const guarded = await readGuarded(spot.connection, spot.safe, named ?? spot.charter?.chain.guard);
  return { ...spot, guarded };
}

/** A file's Safe with its guard, and the file. @throws `SafeGuard.*`, what opening the file throws */
export async function openGuarded(
  options: SafeFileOptions,
  hre: HardhatRuntimeEnvironment,
): Promise<OpenedSafe & { readonly guarded: Guarded }> {
  const opened = await openSafeFile(options, hre);
  const guarded = await readGuarded(opened.connection, opened.file.domain.verifyingContract);
  return { ...opened, guarded };
}

/** Whether the guard is this version's own code. */
export async function genuine(hre: HardhatRuntimeEnvironment, { guard }: Guarded): Promise<boolean> {
  const { bytecode } = await hre.artifacts.readArtifact("ConclaveGuard");
  return isGenuine(guard, bytecode as Hex);
}

/** `0,1` as numbers of tiers. @throws `Task.BadTiers` */
export function tiersFrom(text: string | undefined): readonly number[] {
  if (text === undefined || text.trim() === "") return [];
  const tiers = text.split(",").map((one) => one.trim());
  if (tiers.every((one) => /^(\d|1[0-5])$/.test(one))) return [...new Set(tiers.map(Number))];
  throw new BaseError({
    code: "Task.BadTiers",
    message: `"${text}" is no list of tiers`,
    fix: "write their numbers by commas, such as 0,1",
  });
}
