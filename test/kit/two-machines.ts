import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { TestChain } from "../support/chain.ts";
import { chainOf, cleanUp, layOut, type Ran, runnerFor, type Stage, valueFrom } from "../tasks/stage.ts";
import { type KitRan, placeKit, runKit } from "./kit-file.ts";

/** One machine with a chain, a Conclave just deployed and everybody's keys, and one with the kit, some keys and no chain. */
export type TwoMachines = {
  readonly chain: TestChain;
  readonly stage: Stage;
  /** Runs a task where the chain is. */
  readonly task: (id: readonly string[], args?: Record<string, unknown>) => Promise<Ran>;
  /** The frames of a file, as the machine with the chain shows them. */
  readonly framesOf: (path: string) => Promise<string[]>;
  /** The folder of the machine without network. */
  readonly away: string;
  /** Runs the kit there. */
  readonly run: (...args: string[]) => KitRan;
  readonly cleanUp: () => Promise<void>;
};

/** @param labels Whose keys are on the machine without network. */
export async function twoMachines(
  hre: HardhatRuntimeEnvironment,
  labels: readonly string[],
): Promise<TwoMachines> {
  const chain = await chainOf(hre);
  const stage = await layOut(await chain.now());
  const task = runnerFor(hre, stage);
  const away = await mkdtemp(join(tmpdir(), "conclave-away-"));
  const kit = await placeKit(away);
  await mkdir(join(away, "keys"), { mode: 0o700 });
  for (const label of labels)
    await cp(join(stage.keys, `${label}.json`), join(away, "keys", `${label}.json`));
  await cp(stage.passwordFile, join(away, "password"));
  valueFrom(await task(["conclave", "deploy"], { record: true }));
  return {
    chain,
    stage,
    task,
    framesOf: async (file) =>
      valueFrom<{ frames: string[] }>(await task(["proposal", "qr"], { file, json: true })).frames,
    away,
    run: (...args) => {
      const ran = runKit(kit, args);
      stage.printed.push(ran.out, ran.err);
      return ran;
    },
    cleanUp: async () => {
      await cleanUp(stage);
      await rm(away, { recursive: true });
    },
  };
}
