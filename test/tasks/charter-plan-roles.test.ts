import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import hre from "hardhat";
import { type Address, zeroAddress } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { roleManagerAbi } from "../../src/generated/abi.ts";
import type { Applied } from "../../src/role/plan/apply.ts";
import type { Step } from "../../src/role/plan/file.ts";
import type { TestChain } from "../support/chain.ts";
import { plannedFile, signPlanned } from "./planned.ts";
import {
  chainOf,
  cleanUp,
  edit,
  LABELS,
  layOut,
  type Ran,
  runnerFor,
  type Stage,
  valueFrom,
} from "./stage.ts";

const DAY = 86_400;

/** A RoleManager is brought to what the charter says, with a member whose key is new: each test goes on where the one before ended. */
describe("roles in a charter's plan", { timeout: 300_000 }, () => {
  let chain: TestChain;
  let stage: Stage;
  let task: (id: readonly string[], args?: Record<string, unknown>) => Promise<Ran>;
  let manager: Address;
  let addresses: Record<string, Address>;
  const folder = () => join(stage.folder, "plan");
  const plan = async () => {
    const args = { file: stage.charter, folder: folder(), safes: join(stage.folder, "none.yaml") };
    const { chains } = valueFrom<{ chains: { steps: Step[]; same: boolean }[] }>(
      await task(["charter", "plan"], args),
    );
    return chains[0] ?? { steps: [], same: false };
  };
  const apply = async () => {
    const ran = await task(["charter", "apply"], { folder: folder(), json: true });
    return (JSON.parse(ran.out) as { complete: boolean; steps: Applied[] }).steps.map(({ step, outcome }) => [
      step,
      outcome,
    ]);
  };
  const sign = async (id: string, approvers: readonly string[], tested = true) =>
    signPlanned(task, await plannedFile(folder(), 31337, id), approvers, { tested });
  const has = async (role: bigint, label: string) => {
    const args = [role, addresses[label] ?? zeroAddress] as const;
    const ask = { address: manager, abi: roleManagerAbi, functionName: "hasRole", args } as const;
    return (await chain.client.readContract(ask))[0];
  };

  beforeAll(async () => {
    chain = await chainOf(hre);
    stage = await layOut(await chain.now());
    task = runnerFor(hre, stage);
    valueFrom(await task(["conclave", "deploy"], { record: true }));
    manager = valueFrom<{ manager: Address }>(await task(["role", "deploy"], { record: true })).manager;
    const box = await chain.deploy("mocks/world/Strongbox", [manager]);
    for (const label of LABELS) valueFrom(await task(["key", "activate"], { label }));
    await task(["key", "generate"], { label: "zoe", holder: "Zoe", light: true });
    const { keys } = valueFrom<{ keys: { label: string; address: Address }[] }>(await task(["key", "list"]));
    addresses = Object.fromEntries(keys.map(({ label, address }) => [label, address]));
    const expires = new Date(((await chain.now()) + 300 * DAY) * 1000).toISOString().slice(0, 10);
    await edit(stage.charter, "keys:\n", "  - { id: 9, name: Zoe }\nkeys:\n");
    await edit(
      stage.charter,
      / # the last\n/,
      `\n  - { label: zoe, index: 9, owner: Zoe, kind: EOA, address: "${addresses.zoe}", roles: [approver], expires: ${expires} }\n`,
    );
    await writeFile(
      stage.charter,
      `${await readFile(stage.charter, "utf8")}contracts: { box: "${box}", manager: "${manager}" }
rules:
  - { target: manager, function: "revokeRole(uint64,address)", tiers: [routine] }
roles:
  - { id: 1, name: pauser, functions: [{ target: box, function: pause() }], term: 0, review: 365 days, grace: 30 days, critical: true, members: [{ key: gus }] }
  - { id: 2, name: payer, functions: [{ target: box, function: "withdraw(address,uint256)" }], term: 0, review: 365 days, grace: 30 days, members: [{ key: ben }, { key: zoe }] }
duties: [[pauser, payer]]
`,
    );
  });
  afterAll(() => cleanUp(stage));

  test("a grant to a new key waits until that is in use, and roles until a lane of their tier is open", async () => {
    const { steps } = await plan();
    expect(steps.map(({ id, waits }) => [id, waits])).toEqual([
      ["charter", []],
      ["activate-9", ["charter"]],
      ["roles", ["charter"]],
      ["grants", ["charter", "activate-9", "roles"]],
    ]);
    expect(steps.filter((step) => step.kind === "proposal" && step.file !== null)).toHaveLength(1);
    expect(await apply()).toEqual([
      ["charter", "needs"],
      ["activate-9", "needs"],
      ["roles", "waits"],
      ["grants", "waits"],
    ]);
  });

  test("once the charter is scheduled, the roles go into a lane of their own", async () => {
    await sign("charter", ["ben", "cleo"]);
    expect((await apply())[0]).toEqual(["charter", "submitted"]);
    const { steps } = await plan();
    const lanes = await Promise.all(
      steps.flatMap((step) =>
        step.kind === "proposal" && step.file !== null
          ? [
              readFile(join(folder(), "31337", step.file), "utf8").then(
                (text) => JSON.parse(text).proposal.lane,
              ),
            ]
          : [],
      ),
    );
    expect(lanes).toEqual([0, 1]);
    await sign("roles", ["ben", "cleo"]);
    expect((await apply()).map(([, outcome]) => outcome)).toEqual(["waits", "needs", "submitted", "waits"]);
    await chain.advance(2 * DAY);
    expect((await apply()).map(([, outcome]) => outcome)).toEqual(["executed", "needs", "executed", "waits"]);
    expect(await Promise.all([has(1n, "gus"), has(2n, "ben"), has(2n, "zoe")])).toEqual([true, true, false]);
  });

  test("once the new key is in use, its grant is written, and then nothing is left", async () => {
    valueFrom(await task(["key", "activate"], { label: "zoe" }));
    expect((await apply()).at(-1)).toEqual(["grants", "needs"]);
    expect((await plan()).steps.map(({ id, waits }) => [id, waits])).toEqual([["roles", []]]);
    await sign("roles", ["ben", "cleo"]);
    await apply();
    await chain.advance(2 * DAY);
    expect(await apply()).toEqual([["roles", "executed"]]);
    expect(await has(2n, "zoe")).toBe(true);
    expect((await plan()).same).toBe(true);
  });

  test("what only takes away goes into the quicker tier", async () => {
    await edit(stage.charter, "members: [{ key: ben }, { key: zoe }]", "members: [{ key: zoe }]");
    const { steps } = await plan();
    expect(steps).toMatchObject([{ id: "roles-less", tier: 1, waits: [] }]);
    await sign("roles-less", ["cleo"], false);
    await apply();
    await chain.advance(DAY);
    expect(await apply()).toEqual([["roles-less", "executed"]]);
    expect(await has(2n, "ben")).toBe(false);
    expect((await plan()).same).toBe(true);
  });
});
