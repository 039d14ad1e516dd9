import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { Charter } from "../../src/charter/schema.ts";
import type { SafeFile } from "../../src/safe/file.ts";
import { begin } from "../../src/safe/guard/announce.ts";
import { examine } from "../../src/safe/guard/examine.ts";
import { groundFor, isGuard, readGuarded } from "../../src/safe/guard/state.ts";
import { chooseTier } from "../../src/safe/guard/tier.ts";
import { findings, wordsOf } from "../../src/safe/review.ts";
import { type Simulation, simulate } from "../../src/safe/simulate.ts";
import { readSafe } from "../../src/safe/state.ts";
import { simulatedText } from "../ui/safe.ts";
import { withTestNode } from "./fork.ts";
import { connectTo, type NetworkOptions } from "./network.ts";

export type Simulated = {
  readonly simulation: Simulation & { readonly announcedIn: number | null };
  readonly findings: readonly string[];
  readonly text: string;
};

/**
 * Simulates a file's transaction on a node made for tests, and says what was found. That of a Safe under a ConclaveGuard runs as if it had
 * been announced, in the file's tier or the cheapest that may, and its delay were over.
 * @throws `SafeSimulation.*`, `Simulation.*`; of guarded Safes `SafeAnnounce.NoTier`, `SafeAnnounce.TierRefused`
 */
export async function simulated(
  options: NetworkOptions,
  hre: HardhatRuntimeEnvironment,
  file: SafeFile,
  charter: Charter | undefined,
): Promise<Simulated> {
  const guarded = await guardedOf(options, hre, file);
  const simulation = await withTestNode(options, hre, file.domain.chainId, (node) =>
    guarded === null ? simulate(node, file) : examine(node, guarded.begun, guarded.state),
  );
  const words = wordsOf(charter);
  const found = findings(simulation, file, words);
  const tier = guarded?.begun.announcement?.tier ?? null;
  const announced = tier === null ? null : words.tier(tier);
  return {
    simulation: { ...simulation, announcedIn: tier },
    findings: found,
    text: simulatedText(simulation, found, announced),
  };
}

/** The Safe with its ConclaveGuard, and the file with the tier to announce it in; null if no such guard is there. */
async function guardedOf(options: NetworkOptions, hre: HardhatRuntimeEnvironment, file: SafeFile) {
  const connection = await connectTo(options, hre, file.domain.chainId);
  const safe = file.domain.verifyingContract;
  const { guard } = await readSafe(connection, safe);
  if (guard === null || !(await isGuard(connection, guard))) return null;
  const state = await readGuarded(connection, safe);
  const ground = await groundFor(connection, state, file.transaction);
  const tier = chooseTier(ground, file, file.announcement?.tier);
  return { state, begun: begin(file, state, tier) };
}
