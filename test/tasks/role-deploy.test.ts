import { readFile } from "node:fs/promises";
import hre from "hardhat";
import type { Address } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "../../src/charter/parse.ts";
import type { TestChain } from "../support/chain.ts";
import {
  chainOf,
  cleanUp,
  edit,
  layOut,
  type Ran,
  refusalOf,
  runnerFor,
  type Stage,
  valueFrom,
} from "./stage.ts";

describe("a RoleManager by its task", () => {
  let chain: TestChain;
  let stage: Stage;
  let task: (id: readonly string[], args?: Record<string, unknown>) => Promise<Ran>;
  beforeAll(async () => {
    chain = await chainOf(hre);
    stage = await layOut(await chain.now(), {
      vault: await chain.deploy("mocks/Vault", ["0x00000000000000000000000000000000000000a1"]),
      token: await chain.deploy("mocks/Token"),
      treasury: "0x00000000000000000000000000000000000000b1",
    });
    task = runnerFor(hre, stage);
  }, 120_000);
  afterAll(() => cleanUp(stage));

  test("is refused where there is no Conclave yet", async () => {
    expect(refusalOf(await task(["role", "deploy"]))).toBe("Task.NoConclave");
  });

  test("is deployed once, and named in the charter", async () => {
    valueFrom(await task(["conclave", "deploy"], { record: true }));
    const first = await task(["role", "deploy"]);
    const { manager } = valueFrom<{ manager: Address }>(first);
    expect(first.value).toMatchObject({ isNew: true, chainId: 31_337 });
    expect(first.out).toContain(`chain.roles: "${manager}"`);
    const again = await task(["role", "deploy"], { record: true });
    expect(again.value).toMatchObject({ manager, isNew: false });
    const { charter } = parse(await readFile(stage.charter, "utf8"), stage.charter);
    expect(charter.chain.roles).toBe(manager);
    expect(again.out).toContain("names it now");
    // Recorded already: nothing changes.
    const before = await readFile(stage.charter, "utf8");
    valueFrom(await task(["role", "deploy"], { record: true }));
    expect(await readFile(stage.charter, "utf8")).toBe(before);
  });

  test("does not write over another that the charter names", async () => {
    await edit(stage.charter, /roles: "0x.*"/, `roles: "${"0x00000000000000000000000000000000000000D1"}"`);
    expect(refusalOf(await task(["role", "deploy"], { record: true }))).toBe("Task.CannotRecord");
  });
});
