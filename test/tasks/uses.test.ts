import { copyFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import hre from "hardhat";
import { getAddress } from "viem";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { assertMayGo } from "../../src/life/assess.ts";
import { usesOf } from "../../tasks/ports/uses.ts";
import { refusal } from "../keys/refusal.ts";
import { chainOf, cleanUp, edit, layOut, type Stage } from "./stage.ts";

const KEY = { address: `0x${"a1".repeat(20)}`, curve: "secp256k1" } as const;
const CONCLAVE = `0x${"c0".repeat(20)}`;
/** The discard service's port, where nobody listens. */
const DEAD = "http://127.0.0.1:9/v3/some-access-key";

describe("whether a key was used, asked of nodes", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await layOut(await (await chainOf(hre)).now());
  });
  afterAll(() => cleanUp(stage));

  it("that do not answer, the Conclave's own among them, counts as used, and the last copy stays", async () => {
    const options = { charter: stage.charter, conclave: CONCLAVE, rpc: DEAD, chains: DEAD };
    const use = await usesOf(KEY, options, hre);
    expect(use).toEqual([
      {
        asked: "the Conclave's chain 31337 (127.0.0.1:9)",
        chainId: 31337,
        used: true,
        found: "unknown: it did not answer",
      },
      { asked: "127.0.0.1:9", used: true, found: "unknown: it did not answer" },
    ]);
    const given = { lastCopy: true, use, reason: undefined, handed: undefined };
    const error = await refusal(() => assertMayGo(KEY.address, given));
    expect(error.code).toBe("Destroy.Used");
    expect(error.message).toContain("the Conclave's chain 31337 (127.0.0.1:9): unknown: it did not answer");
  });

  it("of a place that is none, is refused: that is a mistake and no silence", async () => {
    const options = { charter: stage.charter, conclave: "0xc0", rpc: DEAD, chains: undefined };
    expect((await refusal(() => usesOf(KEY, options, hre))).code).toBe("Task.BadAddress");
    const empty = join(stage.folder, "empty.yaml");
    await writeFile(empty, "version: 1\n");
    const broken = { ...options, charter: empty, conclave: CONCLAVE };
    expect((await refusal(() => usesOf(KEY, broken, hre))).code).toMatch(/^Charter\./);
    const unreadable = { ...options, conclave: CONCLAVE, chains: "127.0.0.1" };
    expect((await refusal(() => usesOf(KEY, unreadable, hre))).code).toBe("Chain.BadUrl");
  });

  describe("of a charter that holds on several chains", () => {
    const charter = () => join(stage.folder, "several.yaml");
    const options = () => ({ charter: charter(), conclave: undefined, rpc: DEAD });
    beforeAll(async () => {
      await copyFile(stage.charter, charter());
      await edit(charter(), "  id: 31337\n", `  id: 5\n  conclave: "${CONCLAVE}"\n`);
      const further = `chains: [{ id: 6 }, { id: 31337, conclave: "${CONCLAVE}" }]\n`;
      await edit(charter(), "guardian-cooldown", `${further}guardian-cooldown`);
    });

    it("counts as used where nobody asked the Conclave of one of them: the last copy stays", async () => {
      const use = await usesOf(KEY, { ...options(), chains: undefined }, hre);
      const unknown = { used: true, found: "unknown: it was not asked" };
      expect(use).toEqual([
        { asked: "the Conclave's chain (127.0.0.1:9)", used: true, found: "unknown: it did not answer" },
        { asked: "the Conclave of chain 5", chainId: 5, ...unknown },
        { asked: "the Conclave of chain 31337", chainId: 31337, ...unknown },
      ]);
    });

    it("asks the Conclave of each chain whose node is named, and not its accounts alone", async () => {
      const server = await hre.network.createServer();
      onTestFinished(() => server.close());
      const { address, port } = await server.listen();
      const chains = `http://${address}:${port}`;
      // Nobody deployed one there, which shows only if it is asked.
      const error = await refusal(() => usesOf(KEY, { ...options(), chains }, hre));
      expect([error.code, error.details.conclave]).toEqual(["Chain.NotAConclave", getAddress(CONCLAVE)]);
    });
  });
});
