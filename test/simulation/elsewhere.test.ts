import hre from "hardhat";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as File from "../../src/proposal/file.ts";
import * as Report from "../../src/proposal/report.ts";
import type { Provider } from "../../src/test/fork.ts";
import { simulate } from "../../src/test/simulate.ts";
import { codeOfAsync } from "../proposal/random.ts";
import { TARGET } from "./by-hand.ts";
import { open, type Scene } from "./scene.ts";
import { build, CHAIN_ID, draft, network, START } from "./stage.ts";

const DAY = 86_400;

describe("a simulation on another network", () => {
  let provider: Scene["provider"];
  let stage: Scene["stage"];
  let set: Scene["set"];
  let file: Scene["file"];
  let close: Scene["close"];
  beforeAll(async () => {
    ({ provider, stage, set, file, close } = await open());
  });
  afterAll(() => close());

  test("another network with the same blocks gives the same report", async () => {
    const other = await network(hre);
    try {
      const twin = await build(other.provider, START);
      expect(twin.domain).toEqual(stage.domain);
      const fresh = await network(hre);
      const first = await build(fresh.provider, START);
      const proposal = await draft(fresh.provider, first, { ...set("42"), interfaces: TARGET.interfaces });
      const hashes = [await simulate(other.provider, proposal), await simulate(fresh.provider, proposal)].map(
        Report.hash,
      );
      await fresh.close();
      expect(hashes[0]).toBe(hashes[1]);
    } finally {
      await other.close();
    }
  });

  test("refuses another chain, no Conclave, an unknown tier, and a node that cannot", async () => {
    const proposal = await file(set("42"));
    const wrong = File.create({
      ...draftOf(proposal),
      domain: { ...proposal.domain, chainId: CHAIN_ID + 1 },
    });
    expect(await codeOfAsync(() => simulate(provider, wrong))).toBe("Simulation.WrongChain");
    const nowhere = File.create({
      ...draftOf(proposal),
      domain: { ...proposal.domain, verifyingContract: stage.target },
    });
    expect(await codeOfAsync(() => simulate(provider, nowhere))).toBe("Simulation.NotAConclave");
    const tierless = File.create({ ...draftOf(proposal), lane: 15 * 256 });
    expect(await codeOfAsync(() => simulate(provider, tierless))).toBe("Simulation.UnknownTier");
    const production: Provider = {
      request: (args) =>
        args.method.startsWith("evm_") || args.method.startsWith("hardhat_")
          ? Promise.reject(new Error("method not found"))
          : provider.request(args),
    };
    expect(await codeOfAsync(() => simulate(production, proposal))).toBe("Simulation.NodeUnfit");
  });
});

/** The draft behind a file. */
function draftOf({ domain, proposal, context }: File.ProposalFile): File.Draft {
  const { note: _, ...terms } = proposal;
  return { domain, ...terms, signingWindow: 14 * DAY, ...context };
}
