import { type Address, encodeFunctionData, type Hex, zeroAddress } from "viem";
import { beforeEach, describe, expect, it } from "vitest";
import { connect } from "../../../src/chain/client.ts";
import { safeAbi, safeProxyFactoryAbi } from "../../../src/generated/safe-abi.ts";
import { VERSIONS } from "../../../src/safe/deployments.ts";
import type { TestChain } from "../../support/chain.ts";
import { addressOf, deployTestSafe, type TestSafe } from "../../support/safe.ts";
import { change, findings, OWNERS, ownChain, setCode } from "../../support/safe-check.ts";

const [ADA, BOB, CYD, DOT] = OWNERS.map(({ address }) => address) as [Address, Address, Address, Address];

describe.each(VERSIONS)("the address of a Safe %s on another chain", (version) => {
  let here: TestChain;
  let there: TestChain;
  let safe: TestSafe;
  const owners = OWNERS.slice(0, 3);
  const elsewhere = async () => findings(safe, "elsewhere", { also: [await connect(there.provider)] });
  beforeEach(async () => {
    [here, there] = await Promise.all([ownChain(), ownChain(777)]);
    safe = await deployTestSafe(here, { version, owners, threshold: 2 });
  });

  it("is free for its first owners, who are those of now", async () => {
    expect(await elsewhere()).toMatchObject([{ severity: "ok" }]);
    expect(await findings(safe, "elsewhere")).toEqual([]);
  });

  it("is free for a former owner: high; for a threshold of them: critical; and they do get it", async () => {
    await change(safe, "swapOwner", [BOB, CYD, DOT]);
    expect(await elsewhere()).toMatchObject([
      { severity: "high", evidence: { chainId: 777, former: [CYD], creation: { repeatable: "anywhere" } } },
    ]);
    const later = { ...safe, owners: [...OWNERS.slice(0, 2), ...OWNERS.slice(3)] };
    await change(later, "removeOwner", [ADA, BOB, 2n]);
    expect(await elsewhere()).toMatchObject([
      { severity: "critical", evidence: { former: [BOB, CYD], setupThreshold: 2 } },
    ]);
    const theirs = await deployTestSafe(there, { version, owners, threshold: 2 });
    expect(theirs.address).toBe(safe.address);
    expect(await elsewhere()).toMatchObject([
      { severity: "critical", evidence: { strangers: [BOB, CYD], missing: [DOT] } },
    ]);
  });

  it("has a Safe of the same owners, of another threshold, or something else", async () => {
    const twin = await deployTestSafe(there, { version, owners, threshold: 2 });
    expect(await elsewhere()).toMatchObject([{ severity: "ok", evidence: { chainId: 777 } }]);
    await change(twin, "changeThreshold", [3n]);
    expect(await elsewhere()).toMatchObject([{ severity: "medium", evidence: { threshold: 3 } }]);
    await setCode(there, safe.address, "0x6001");
    expect(await elsewhere()).toMatchObject([{ severity: "high" }]);
  });

  it("cannot be told, given events from a later block", async () => {
    await change(safe, "swapOwner", [BOB, CYD, DOT]);
    const fromBlock = await here.client.getBlockNumber();
    const also = [await connect(there.provider)];
    expect(await findings(safe, "elsewhere", { also, fromBlock })).toMatchObject([{ severity: "unknown" }]);
    expect(await findings(safe, "approvals", { fromBlock })).toMatchObject([{ severity: "unknown" }]);
  });
});

it.each(["1.4.1", "1.5.0"] as const)(
  "given a Safe %s of one chain alone, nobody gets its address",
  async (version) => {
    const [here, there] = await Promise.all([ownChain(), ownChain(777)]);
    // Deploys the contracts that the factory needs, besides a Safe that is not looked at.
    const owners = OWNERS.slice(0, 3);
    const first = await deployTestSafe(here, { version, owners, threshold: 2, salt: 9n });
    const list = owners.map(({ address }) => address);
    const handler = addressOf("CompatibilityFallbackHandler", version);
    const setup = encodeFunctionData({
      abi: safeAbi,
      functionName: "setup",
      args: [list, 2n, zeroAddress, "0x", handler, zeroAddress, 0n, zeroAddress],
    });
    const args = [addressOf("SafeL2", version), setup, 0n] as const;
    const name = "createChainSpecificProxyWithNonce";
    const { logs } = await here.write(
      addressOf("SafeProxyFactory", version),
      safeProxyFactoryAbi as never,
      name,
      args,
    );
    const address = logs[0]?.address as Hex;
    const safe = { ...first, address };
    await change(safe, "swapOwner", [BOB, CYD, DOT]);
    expect(await findings(safe, "elsewhere", { also: [await connect(there.provider)] })).toMatchObject([
      { severity: "ok", evidence: { creation: { repeatable: "here" } } },
    ]);
  },
);
