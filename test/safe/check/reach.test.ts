import { type Address, encodeFunctionData, parseAbi, parseEventLogs, zeroAddress } from "viem";
import { beforeEach, describe, expect, it } from "vitest";
import { type Connection, connect } from "../../../src/chain/client.ts";
import { safe130Abi, safeAbi } from "../../../src/generated/safe-abi.ts";
import { encodeBatch } from "../../../src/safe/batch.ts";
import { checkSafe, found } from "../../../src/safe/check/check.ts";
import type { CheckName } from "../../../src/safe/check/finding.ts";
import { call, encodeExecution } from "../../../src/safe/transaction.ts";
import type { Provider, TestChain } from "../../support/chain.ts";
import { addressOf, deployTestSafe, signatures, type TestSafe } from "../../support/safe.ts";
import { change, DAY, findings, OWNERS, ownChain, setCode } from "../../support/safe-check.ts";

const [ADA, BOB, CYD, DOT] = OWNERS.map(({ address }) => address) as [Address, Address, Address, Address];

describe("what can be told depends on the node and on how things were done", () => {
  let chain: TestChain;
  let safe: TestSafe;
  const owners = OWNERS.slice(0, 3);
  /** A node that knows less: it refuses some of what it is asked. */
  const without = async (...methods: string[]): Promise<Connection> => {
    const provider: Provider = {
      request: async (request) => {
        if (methods.includes(request.method)) throw new Error(`no ${request.method} here`);
        return chain.provider.request(request);
      },
    };
    return connect(provider);
  };
  const judged = async (connection: Connection, name: CheckName) =>
    found(await checkSafe(connection, safe.address, { silence: DAY }), name).map(({ severity }) => severity);
  /** Executes through another contract, so that the transaction itself does not go to the Safe. */
  const executeInside = async () => {
    const transaction = call({ to: DOT }, 0n);
    const data = encodeExecution(transaction, await signatures(safe, transaction));
    const to = addressOf("MultiSendCallOnly", safe.version);
    await chain.send({ to, data: encodeBatch([{ to: safe.address, value: 0n, data }]) });
  };
  beforeEach(async () => {
    chain = await ownChain();
    safe = await deployTestSafe(chain, { version: "1.4.1", flavour: "Safe", owners, threshold: 2 });
  });

  it("given no events, nothing is made up about silence and approvals", async () => {
    const poor = await without("eth_getLogs");
    expect(await judged(poor, "owner-silent")).toEqual(["unknown"]);
    expect(await judged(poor, "approvals")).toEqual(["unknown"]);
    expect(await judged(poor, "threshold")).toEqual(["ok"]);
  });

  it("given signatures inside a batch, a trace tells whose they are; without one it cannot be told", async () => {
    await executeInside();
    const rich = await connect(chain.provider);
    const traced = await judged(rich, "owner-silent");
    expect(traced.toSorted()).toEqual(["medium", "ok", "ok"]);
    const poor = await without("debug_traceTransaction");
    expect(await judged(poor, "owner-silent")).toEqual(["unknown", "unknown", "unknown"]);
  });

  it("given a factory called with CREATE, whether the address can be had elsewhere cannot be told, and counts as if", async () => {
    const other = await ownChain(777);
    const old = await deployTestSafe(chain, { version: "1.3.0", owners, threshold: 2 });
    const setup = encodeFunctionData({
      abi: safeAbi,
      functionName: "setup",
      args: [
        owners.map(({ address }) => address),
        2n,
        zeroAddress,
        "0x",
        zeroAddress,
        zeroAddress,
        0n,
        zeroAddress,
      ],
    });
    const factoryAbi = parseAbi(["function createProxy(address singleton, bytes data)"]);
    const args = [addressOf("SafeL2", "1.3.0"), setup];
    const { logs } = await chain.write(
      addressOf("SafeProxyFactory", "1.3.0"),
      factoryAbi as never,
      "createProxy",
      args,
    );
    const [made] = parseEventLogs({ abi: safe130Abi, logs, eventName: "SafeSetup" });
    const own = { ...old, address: made?.address ?? "0x" };
    await change(own, "swapOwner", [BOB, CYD, DOT]);
    await change({ ...own, owners: [...owners.slice(0, 2)] }, "removeOwner", [ADA, BOB, 1n]);
    expect(await findings(own, "elsewhere", { also: [await connect(other.provider)] })).toMatchObject([
      { severity: "high", evidence: { former: [BOB, CYD], creation: { repeatable: "untold" } } },
    ]);
  });

  it("given chain 1, Safe's own modules are known by their addresses there, and on no other chain", async () => {
    const allowance: Address = "0xCFbFaC74C26F8647cBDb8c5caf80BB5b32E43134";
    const main = await ownChain(1);
    for (const [on, severity] of [
      [main, "low"],
      [chain, "critical"],
    ] as const) {
      const one = await deployTestSafe(on, { version: "1.5.0", owners, threshold: 2 });
      await setCode(on, allowance, "0x6001");
      await change(one, "enableModule", [allowance]);
      expect(await findings(one, "module")).toMatchObject([{ severity, subject: allowance }]);
    }
  });
});
