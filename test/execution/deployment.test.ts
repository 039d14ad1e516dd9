import { readFileSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import hre from "hardhat";
import { type Hex, keccak256 } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { deployConclave } from "../../deploy/deploy.ts";
import { type Connection, connect } from "../../src/chain/client.ts";
import * as ChainState from "../../src/chain/state.ts";
import { compile, GENESIS } from "../../src/charter/compile.ts";
import { parse } from "../../src/charter/parse.ts";
import * as RosterCodec from "../../src/charter/roster.ts";
import * as Deployment from "../../src/execution/deployment.ts";
import { artifact } from "../support/artifact.ts";
import { testChain } from "../support/chain.ts";
import { DAY, OUTSIDER, roster, SIGNING_WINDOW, SUSPENSION, tier } from "../support/people.ts";
import { codeOfAsync } from "../support/refusal.ts";

const { charter } = parse(readFileSync("examples/charter.yaml", "utf8"));
const JOURNALS = "deploy/deployments";
const connections: { close(): Promise<void> }[] = [];
async function network(override: Record<string, unknown> = {}) {
  const made = await hre.network.create({ override } as never);
  connections.push(made);
  return made;
}
afterAll(() => Promise.all(connections.map((one) => one.close())));

describe("deploying the example charter", () => {
  let chain: Connection;
  let deployed: Awaited<ReturnType<typeof deployConclave>>;
  let means: Parameters<typeof deployConclave>[0];

  beforeAll(async () => {
    const made = await network();
    means = { network: made, artifacts: hre.artifacts };
    chain = await connect(made.provider);
    deployed = await deployConclave(means, Deployment.genesis(charter));
  });

  test("what stands there is the charter", async () => {
    const { conclave, helpers } = deployed;
    expect(deployed.isNew).toBe(true);
    expect(await Deployment.differences(chain, conclave, charter, { helpers, address: conclave })).toEqual(
      [],
    );
    const state = await ChainState.read(chain, conclave);
    expect(state.rosterDocument).toBe(compile(charter, GENESIS).rosterDocument);
  });

  test("again, it leaves everything as it is", async () => {
    const block = await chain.client.getBlockNumber();
    const again = await deployConclave(means, Deployment.genesis(charter));
    expect(again).toEqual({ ...deployed, isNew: false });
    expect(await chain.client.getBlockNumber()).toBe(block);
  });

  test("another charter reuses the helpers and has another address", async () => {
    const other = { ...Deployment.genesis(charter), suspension: 8 * DAY };
    const second = await deployConclave(means, other);
    expect(second.helpers).toEqual(deployed.helpers);
    expect(second.isNew).toBe(true);
    expect(second.conclave).not.toBe(deployed.conclave);
    const found = await Deployment.differences(chain, second.conclave, charter, {
      address: deployed.conclave,
    });
    expect(found.map(({ what }) => what)).toEqual(["suspension", "address"]);
    await expect(Deployment.assertDeployed(chain, second.conclave, charter)).rejects.toMatchObject({
      code: "Deployment.Differs",
      details: { differences: [{ what: "suspension", chain: "8 days", charter: "7 days" }] },
    });
  });

  test("a sender of its own, on another chain, gets the same addresses", async () => {
    const made = await network({ chainId: 424_242 });
    await (await testChain(made.provider)).setBalance(OUTSIDER.address, 10n ** 20n);
    const sender = { connection: await connect(made.provider), account: OUTSIDER };
    const elsewhere = await deployConclave({ sender, artifacts: hre.artifacts }, Deployment.genesis(charter));
    expect(elsewhere).toEqual(deployed);
  });

  test("by Ignition on another development chain too, CreateX included", async () => {
    const made = await network({ chainId: 137 });
    const elsewhere = await deployConclave(
      { network: made, artifacts: hre.artifacts },
      Deployment.genesis(charter),
    );
    expect(elsewhere).toEqual(deployed);
  });
});

test("by Ignition on a node behind a URL, and again after that node was started anew", async () => {
  for (let run = 0; run < 2; run++) {
    const server = await hre.network.createServer();
    const { address, port } = await server.listen();
    const url = `http://${address}:${port}`;
    const made = await hre.network.create({ network: "localhost", override: { url } } as never);
    try {
      const { conclave, isNew } = await deployConclave(
        { network: made, artifacts: hre.artifacts },
        Deployment.genesis(charter),
      );
      expect(isNew).toBe(true);
      expect(await Deployment.differences(await connect(url), conclave, charter)).toEqual([]);
    } finally {
      const { client } = await connect(url);
      const { hash } = await client.getBlock({ blockNumber: 0n });
      await made.close();
      await server.close();
      const own = (await readdir(JOURNALS)).filter((name) =>
        name.startsWith(`chain-31337-${hash?.slice(2, 10)}-`),
      );
      expect(own).toHaveLength(4);
      await Promise.all(own.map((name) => rm(join(JOURNALS, name), { recursive: true })));
    }
  }
});

test("the salt is the one Ignition is configured with", () => {
  expect(hre.config.ignition.strategyConfig?.create2?.salt).toBe(Deployment.SALT);
});

describe("what the constructor refuses is refused by name, and nothing is sent", () => {
  let means: Parameters<typeof deployConclave>[0];
  let chain: Connection;
  let now: number;
  const genesis = (changes: Partial<Deployment.Genesis> = {}): Deployment.Genesis => ({
    rosterDocument: RosterCodec.encode(roster(now)),
    signingWindow: SIGNING_WINDOW,
    suspension: SUSPENSION,
    deployBefore: now + Deployment.DEPLOY_WITHIN,
    ...changes,
  });

  beforeAll(async () => {
    const made = await network();
    means = { network: made, artifacts: hre.artifacts };
    chain = await connect(made.provider);
    now = Number((await chain.client.getBlock()).timestamp);
    await deployConclave(means, genesis());
  });

  test.each([
    ["Revert.DeployedTooLate", () => genesis({ deployBefore: now - 1 })],
    ["Revert.SigningWindowOutOfRange", () => genesis({ signingWindow: 15 * DAY })],
    ["Revert.SuspensionOutOfRange", () => genesis({ suspension: 0 })],
    [
      "Revert.CooldownTooShort",
      () => genesis({ rosterDocument: RosterCodec.encode(roster(now, { cooldown: DAY })) }),
    ],
    [
      "Revert.TierLockedOut",
      () =>
        genesis({
          rosterDocument: RosterCodec.encode(
            roster(now, { tiers: [tier({ approvals: 3, delay: 2 * DAY })] }),
          ),
        }),
    ],
  ])("%s", async (code, make) => {
    const block = await chain.client.getBlockNumber();
    expect(await codeOfAsync(() => deployConclave(means, make()))).toBe(code);
    expect(await chain.client.getBlockNumber()).toBe(block);
  });
});

test("the helpers' code is what the Conclave was compiled with", () => {
  const source = readFileSync("contracts/libraries/HelperCode.sol", "utf8");
  for (const [constant, name] of [
    ["VALIDATOR", "CharterValidator"],
    ["GATE", "RetirementGate"],
    ["LENS", "ConclaveLens"],
  ] as const) {
    const hash = keccak256(artifact(name).deployedBytecode);
    expect(source).toContain(`${constant} = ${hash};`);
  }
});

test("addresses follow from code and salt alone", () => {
  const initcode: Hex = "0x600a600c600039600a6000f3602a60005260206000f3";
  const one = Deployment.predict(initcode);
  expect(Deployment.predict(initcode)).toBe(one);
  expect(Deployment.predict(initcode, `0x${"11".repeat(32)}`)).not.toBe(one);
  expect(Deployment.predict("0x00")).not.toBe(one);
});
