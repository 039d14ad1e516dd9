import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { Charter } from "../../src/charter/schema.ts";
import type { SafeFile } from "../../src/safe/file.ts";
import { findings, wordsOf } from "../../src/safe/review.ts";
import { type Simulation, simulate } from "../../src/safe/simulate.ts";
import { simulatedText } from "../ui/safe.ts";
import { withTestNode } from "./fork.ts";
import type { NetworkOptions } from "./network.ts";

export type Simulated = {
  readonly simulation: Simulation;
  readonly findings: readonly string[];
  readonly text: string;
};

/** Simulates a file's transaction on a node made for tests, and says what was found. @throws `SafeSimulation.*`, `Simulation.*` */
export async function simulated(
  options: NetworkOptions,
  hre: HardhatRuntimeEnvironment,
  file: SafeFile,
  charter: Charter | undefined,
): Promise<Simulated> {
  const simulation = await withTestNode(options, hre, file.domain.chainId, (node) => simulate(node, file));
  const found = findings(simulation, file, wordsOf(charter));
  return { simulation, findings: found, text: simulatedText(simulation, found) };
}
