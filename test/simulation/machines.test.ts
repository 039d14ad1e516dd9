import hre from "hardhat";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as Report from "../../src/proposal/report.ts";
import * as SelfCall from "../../src/proposal/self-call.ts";
import * as Source from "../../src/proposal/source.ts";
import { simulate } from "../../src/test/simulate.ts";
import { type Anvil, anvil } from "./anvil.ts";
import { TARGET } from "./by-hand.ts";
import { build, draft, network, START, type Stage } from "./stage.ts";

/** "Same input gives the same hash on another machine": a chain, and forks of it in nodes by different makers. */
describe("one chain, several machines", () => {
  let chain: Anvil;
  let stage: Stage;
  beforeAll(async () => {
    chain = await anvil(["--timestamp", String(START), "--chain-id", "1"]);
    stage = await build(chain.provider, START, 1);
  });
  afterAll(() => chain.stop());

  test("a report has one hash in Hardhat's fork, in anvil's fork and on the node itself", async () => {
    const { target, domain } = stage;
    const condition = {
      target,
      data: "0x3fa4f245",
      comparison: "EQ",
      expected: `0x${"2a".padStart(64, "0")}`,
    } as const;
    const set = Source.fromCall({ target, function: "set(uint256 value)", args: ["42"] });
    const witness = Source.fromCall({ target: stage.witness, data: "0x00000000" });
    const changes = [
      witness,
      { ...set, conditions: [condition] },
      { calls: [...set.calls, SelfCall.call(domain.verifyingContract, "beginRetirement", [3])] },
      { calls: [...set.calls, SelfCall.call(domain.verifyingContract, "beginRetirement", [63])] },
    ];
    const interfaces = TARGET.interfaces;
    const files = await Promise.all(
      changes.map((change) => draft(chain.provider, stage, { ...change, interfaces })),
    );
    const block = Number(await chain.provider.request({ method: "eth_blockNumber" }));
    // The chain goes on meanwhile; a fork at the pinned block does not see it.
    const forked = await network(hre, { chainId: 1, forking: { url: chain.url, blockNumber: block } });
    const other = await anvil(["--fork-url", chain.url, "--fork-block-number", String(block)]);
    try {
      for (const file of files) {
        const reports = [
          await simulate(chain.provider, file),
          await simulate(forked.provider, file),
          await simulate(other.provider, file),
        ];
        expect(reports[1]).toEqual(reports[0]);
        expect(new Set(reports.map(Report.hash)).size).toBe(1);
        expect(reports[2]).toEqual(reports[0]);
      }
      await chain.provider.request({ method: "evm_mine" });
      const later = await simulate(forked.provider, files[0] as never);
      expect(later.block.number).toBe(block);
    } finally {
      await forked.close();
      await other.stop();
    }
  });
});
