import hre from "hardhat";
import { beforeAll, describe, expect, it } from "vitest";
import { type Connection, connect } from "../../src/chain/client.ts";
import { onChain } from "../../src/charter/on-chain.ts";
import type { Charter } from "../../src/charter/schema.ts";
import { proven } from "../../src/role/proven.ts";
import { readSettings } from "../../src/role/settings/read.ts";
import { account, HANA, OUTSIDER } from "../support/people.ts";
import { type RoleStage, roleStage } from "./settings-stage.ts";

const ROLES = `
roles:
  - id: 3
    name: auditor
    functions: [{ target: box, function: pause() }]
    term: 0
    review: 365 days
    grace: 30 days
    members: [{ key: hana }, { contract: relay }]
automata: [{ contract: relay, holder: Tom }]
`;

describe("the proven reading of a RoleManager", () => {
  let stage: RoleStage;
  let charter: Charter;
  beforeAll(async () => {
    stage = await roleStage(await hre.network.create());
    charter = await stage.settle(ROLES);
  }, 60_000);

  /** A node whose answers to one method are others than the chain's. */
  const over = (
    method: string,
    answer: (truth: unknown, params: unknown) => unknown,
  ): Promise<Connection> => {
    const { provider } = stage.founded.chain;
    const request = async (asked: { method: string; params?: unknown }) => {
      const truth = await provider.request(asked);
      return asked.method === method ? answer(truth, asked.params) : truth;
    };
    return connect({ request });
  };

  it("gives how it is set to whoever asks for the charter's, and nothing where the charter names none", async () => {
    const settings = await readSettings(stage.connection, charter);
    expect(settings?.manager).toBe(stage.manager);
    expect(settings?.roles.map(({ id, members }) => [id, members.map((one) => one.account)])).toEqual([
      [3n, expect.arrayContaining([account(HANA).address, stage.at.relay])],
    ]);
    const { roles: _, ...chain } = charter.chain;
    expect(await readSettings(stage.connection, { chain })).toBeNull();
    expect(await readSettings(stage.connection, { chain: { ...charter.chain, id: 10 } })).toBeNull();
    expect(await readSettings(stage.connection, onChain(charter, 31_337))).toEqual(settings);
  });

  it("is of a former block if one is named: nothing later counts", async () => {
    const before = await proven(stage.connection, stage.manager);
    const until = before.links.findIndex(({ eventName }) => eventName === "ContractDeclared");
    const toBlock = (before.links[until]?.at.block ?? 0) - 1;
    const settings = await readSettings(stage.connection, charter, { toBlock });
    expect(settings?.block.number).toBe(toBlock);
    expect(settings?.declared.size).toBe(0);
    expect(before.state.declared.size).toBe(1);
  });

  it("needs no first block: where the node does not know when it began, logs are asked for from the given one", async () => {
    const forgetful = await over("eth_getCode", () => {
      throw new Error("missing trie node");
    });
    expect(await readSettings(forgetful, charter)).toEqual(await readSettings(stage.connection, charter));
    const { block } = await proven(stage.connection, stage.manager);
    await expect(readSettings(forgetful, charter, { fromBlock: block.number })).rejects.toMatchObject({
      code: "Role.RecordBroken",
      details: { findings: expect.arrayContaining([expect.objectContaining({ kind: "missing" })]) },
    });
  });

  it.each([
    ["all logs", (logs: unknown[]) => logs.slice(0, 0), "missing"],
    ["the last log", (logs: unknown[]) => logs.slice(0, -1), "broken"],
    ["a log in the middle", (logs: unknown[]) => logs.toSpliced(logs.length >> 1, 1), "missing"],
  ])("is refused of a node that keeps %s back, whatever the charter names", async (_, hide, kind) => {
    const silent = await over("eth_getLogs", (logs) => hide(logs as unknown[]));
    await expect(readSettings(silent, charter)).rejects.toMatchObject({
      code: "Role.RecordBroken",
      details: { findings: expect.arrayContaining([expect.objectContaining({ kind })]) },
    });
  });

  it("is refused of another Conclave's manager, and of an address that is none", async () => {
    await expect(
      readSettings(stage.connection, { chain: { ...charter.chain, conclave: OUTSIDER.address } }),
    ).rejects.toMatchObject({
      code: "Role.ManagerOfAnother",
      details: { manager: stage.manager, conclave: stage.founded.address, expected: OUTSIDER.address },
    });
    await expect(proven(stage.connection, stage.at.relay)).rejects.toMatchObject({
      code: "Audit.NotARoleManager",
      details: { address: stage.at.relay },
    });
  });
});
