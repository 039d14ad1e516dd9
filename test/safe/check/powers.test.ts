import { type Address, concatHex, keccak256, toBytes } from "viem";
import { beforeEach, describe, expect, it } from "vitest";
import { safeAbi } from "../../../src/generated/safe-abi.ts";
import { VERSIONS } from "../../../src/safe/deployments.ts";
import { hasModuleGuard } from "../../../src/safe/state.ts";
import type { TestChain } from "../../support/chain.ts";
import { foundConclave } from "../../support/conclave.ts";
import { addressOf, deployTestSafe, execute, type TestSafe } from "../../support/safe.ts";
import { change, findings, OWNERS, ownChain, setCode, setSlot } from "../../support/safe-check.ts";

const MODULE: Address = "0x0000000000000000000000000000000000005afe";
const GUARD = keccak256(toBytes("guard_manager.guard.address"));
const MODULE_GUARD = keccak256(toBytes("module_manager.module_guard.address"));
const HANDLER = keccak256(toBytes("fallback_manager.handler.address"));
/** Zodiac's Delay, which its factory clones. */
const DELAY = "d54895b1121a2ee3f37b502f507631fa1331bed6";

describe.each(VERSIONS)("powers beside the owners of a Safe %s", (version) => {
  let chain: TestChain;
  let safe: TestSafe;
  beforeEach(async () => {
    chain = await ownChain();
    safe = await deployTestSafe(chain, { version, owners: OWNERS.slice(0, 3), threshold: 2 });
  });

  it("are none, given no modules, and no guard is medium", async () => {
    expect(await findings(safe, "module")).toMatchObject([{ severity: "ok" }]);
    expect(await findings(safe, "module-guard")).toEqual([]);
    expect(await findings(safe, "guard")).toMatchObject([{ severity: "medium" }]);
    expect(await findings(safe, "handler")).toMatchObject([{ severity: "ok", evidence: { version } }]);
    expect(await findings(safe, "messages")).toMatchObject([{ severity: "low" }]);
  });

  it("are modules, by what they are", async () => {
    await change(safe, "enableModule", [MODULE]);
    const judged = async () => {
      const [one] = await findings(safe, "module");
      return [one?.severity, one?.evidence.kind, one?.evidence.name ?? null];
    };
    expect(await judged()).toEqual(["critical", "account", null]);
    await setCode(chain, MODULE, "0x6001");
    expect(await judged()).toEqual(["critical", "contract", null]);
    await setCode(chain, MODULE, `0x363d3d373d3d3d363d73${DELAY}5af43d82803e903d91602b57fd5bf3`);
    expect(await judged()).toEqual(["low", "clone", "Zodiac Delay"]);
    await setCode(chain, MODULE, concatHex(["0xef0100", MODULE]));
    expect(await judged()).toEqual(["critical", "delegated", null]);
  });

  it("are modules without module guard, known guard or unknown guard", async () => {
    await setCode(chain, MODULE, "0x6001");
    await change(safe, "enableModule", [MODULE]);
    expect(await findings(safe, "module-guard")).toMatchObject([{ severity: "medium" }]);
    if (!hasModuleGuard(version)) return;
    await setSlot(chain, safe.address, MODULE_GUARD, MODULE);
    expect(await findings(safe, "module-guard")).toMatchObject([{ severity: "high" }]);
  });

  it("are the Conclave's, given it is the module", async () => {
    const founded = await foundConclave({ provider: chain.provider });
    await change(safe, "enableModule", [founded.address]);
    const conclave = founded.address;
    expect(await findings(safe, "module", { conclave })).toMatchObject([
      { severity: "ok", subject: conclave },
    ]);
    expect(await findings(safe, "module")).toMatchObject([{ severity: "critical" }]);
  });

  it("are a guard that is no contract, or an unknown one", async () => {
    await setSlot(chain, safe.address, GUARD, MODULE);
    expect(await findings(safe, "guard")).toMatchObject([
      { severity: "high", evidence: { kind: "account" } },
    ]);
    await setCode(chain, MODULE, "0x6001");
    expect(await findings(safe, "guard")).toMatchObject([
      { severity: "high", evidence: { kind: "contract" } },
    ]);
  });

  it("are a handler: none, another's, another version's, or the Safe itself", async () => {
    const severity = async () => (await findings(safe, "handler")).map((one) => one.severity);
    await change(safe, "setFallbackHandler", ["0x0000000000000000000000000000000000000000"]);
    expect(await severity()).toEqual(["low"]);
    expect(await findings(safe, "messages")).toEqual([]);
    await setCode(chain, MODULE, "0x6001");
    await change(safe, "setFallbackHandler", [MODULE]);
    expect(await severity()).toEqual(["critical"]);
    await setSlot(chain, safe.address, HANDLER, safe.address);
    expect(await findings(safe, "handler")).toMatchObject([{ severity: "critical", subject: safe.address }]);
    const code =
      (await chain.client.getCode({ address: addressOf("CompatibilityFallbackHandler", version) })) ?? "0x";
    await setCode(chain, MODULE, code);
    await setSlot(chain, safe.address, HANDLER, MODULE);
    expect(await severity()).toEqual(["ok"]);
  });

  it("are hashes approved on-chain: open, enough, executed, and by somebody who left", async () => {
    const [ada, bob] = OWNERS as [(typeof OWNERS)[0], (typeof OWNERS)[0]];
    const open = keccak256("0x01");
    const approve = (hash: `0x${string}`, by: typeof ada) =>
      chain.write(safe.address, safeAbi as never, "approveHash", [hash], by as never);
    const severities = async () =>
      (await findings(safe, "approvals")).map(({ severity, evidence }) => [severity, evidence.hash ?? null]);
    expect(await severities()).toEqual([["ok", null]]);
    await approve(open, ada as never);
    expect(await severities()).toEqual([["low", open]]);
    await approve(open, bob as never);
    expect(await severities()).toEqual([["high", open]]);
    await change(safe, "swapOwner", [ada?.address, bob?.address, OWNERS[4]?.address]);
    expect(await severities()).toEqual([["low", open]]);
    expect(await findings(safe, "approvals")).toMatchObject([{ evidence: { counting: [ada?.address] } }]);
  });

  it("are no hashes that were executed", async () => {
    const [ada] = OWNERS as [(typeof OWNERS)[0]];
    const domain = { chainId: chain.chainId, verifyingContract: safe.address };
    const { call, safeTxHash } = await import("../../../src/safe/transaction.ts");
    const hash = safeTxHash(domain, call({ to: MODULE }, 0n));
    await chain.write(safe.address, safeAbi as never, "approveHash", [hash], ada as never);
    expect(await findings(safe, "approvals")).toMatchObject([{ severity: "low" }]);
    await execute(safe, { to: MODULE });
    expect(await findings(safe, "approvals")).toMatchObject([{ severity: "ok", evidence: { approved: 1 } }]);
  });
});
