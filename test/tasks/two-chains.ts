import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import hre from "hardhat";
import type { Applied } from "../../src/role/plan/apply.ts";
import type { Step } from "../../src/role/plan/file.ts";
import { anvil } from "../simulation/anvil.ts";
import { testChain } from "../support/chain.ts";
import { plannedFile, signPlanned } from "./planned.ts";
import { chainOf, cleanUp, edit, LABELS, layOut, PLACES, runnerFor, valueFrom } from "./stage.ts";

/** The in-process network, and a node of its own. */
export const HERE = 31_337;
export const OTHER = 31_338;

/** What a plan says of a chain. */
export type Planned = {
  chainId: number;
  same: boolean;
  steps: Step[];
  files: { outcome: string }[];
  written: string[];
  unreadable: string[];
  beside: { precious: boolean }[];
};
export type Plan = { chains: Planned[] };
/** What was applied, also where not all is done. */
export type Told = { complete: boolean; steps: Applied[]; notLookedAt: { chainId: number }[] };

/** Two Conclaves under one charter, in which all keys but the guardians' are in use. */
export async function twoChains() {
  const node = await anvil(["--chain-id", String(OTHER)]);
  const [here, there] = [await chainOf(hre), await testChain(node.provider)];
  const stage = await layOut(await here.now(), PLACES);
  const folder = join(stage.folder, "plan");
  const task = runnerFor(hre, stage);
  const rpcOf = (chainId: number) => (chainId === OTHER ? { rpc: node.url } : {});
  const rpc = `${OTHER}=${node.url}`;
  const activate = async (label: string) => {
    for (const chainId of [HERE, OTHER])
      valueFrom(await task(["key", "activate"], { label, ...rpcOf(chainId) }));
  };
  const plan = (more: Record<string, unknown> = {}) =>
    task(["charter", "plan"], { file: stage.charter, folder, rpc, ...more });

  valueFrom(await task(["conclave", "deploy"], { record: true }));
  await edit(stage.charter, "guardian-cooldown", `chains:\n  - { id: ${OTHER} }\nguardian-cooldown`);
  const { conclave } = valueFrom<{ conclave: string }>(
    await task(["conclave", "deploy"], { ...rpcOf(OTHER), yes: true }),
  );
  await edit(stage.charter, `{ id: ${OTHER} }`, `{ id: ${OTHER}, conclave: "${conclave}" }`);
  for (const label of LABELS.slice(0, 7)) await activate(label);

  return {
    here,
    there,
    stage,
    folder,
    task,
    rpcOf,
    activate,
    plan,
    planned: async (more: Record<string, unknown> = {}) => valueFrom<Plan>(await plan(more)).chains,
    /** Applies the plan. */
    async told(more: Record<string, unknown> = {}) {
      const ran = await task(["charter", "apply"], { folder, rpc, json: true, ...more });
      return { ok: ran.ok, ...(JSON.parse(ran.out) as Told) };
    },
    pathOf: (chainId: number) => plannedFile(folder, chainId),
    sign: async (chainId: number) =>
      signPlanned(task, await plannedFile(folder, chainId), ["ben", "cleo"], rpcOf(chainId)),
    /** Every file of the plan. */
    async texts(): Promise<string[]> {
      const found = await readdir(folder, { recursive: true, withFileTypes: true });
      const paths = found.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
      return Promise.all(paths.sort().map(async (path) => `${path}\n${await readFile(path, "utf8")}`));
    },
    async end() {
      await cleanUp(stage);
      await node.stop();
    },
  };
}
