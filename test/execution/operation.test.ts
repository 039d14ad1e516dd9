import hre from "hardhat";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect } from "../../src/chain/client.ts";
import * as Operation from "../../src/execution/operation.ts";
import { submit } from "../../src/execution/submit.ts";
import { change, type Governed, governed } from "../support/governed.ts";

let network: Awaited<ReturnType<typeof hre.network.create>>;
let at: Governed;
beforeAll(async () => {
  network = await hre.network.create();
  at = await governed(network);
});
afterAll(() => network.close());

const mine = (blocks: number) =>
  at.chain.provider.request({ method: "hardhat_mine", params: [`0x${blocks.toString(16)}`, "0x1"] });

/** The network, counting what is asked for. */
async function counting() {
  const asked = { logs: 0 };
  const provider = {
    request: (request: { method: string; params?: unknown }) => {
      if (request.method === "eth_getLogs") asked.logs++;
      return network.provider.request(request as never);
    },
  };
  return { asked, connection: await connect(provider) };
}

test("is found many blocks back, and not searched for before the proposal was written", async () => {
  await at.chain.undoing(async () => {
    await mine(45_000);
    const file = await change(at);
    const { asked, connection } = await counting();
    expect(await Operation.find(connection, file)).toBe(null);
    expect(asked.logs).toBe(1);

    const { operation } = await submit(at.sender, file);
    await mine(25_000);
    expect(await Operation.find(connection, file)).toEqual(operation);
    expect(asked.logs).toBe(1 + 3);
  });
});

test("is taken from the logs of its own proposal only", async () => {
  await at.chain.undoing(async () => {
    const file = await change(at);
    const { operation } = await submit(at.sender, file);
    expect(Operation.fromLogs(file, [])).toBe(null);
    const receipt = await at.chain.client.getTransactionReceipt({ hash: operation.transaction });
    expect(Operation.fromLogs(file, receipt.logs)).toEqual(operation);
    const other = await change(at, {
      calls: [{ target: at.vault, value: 0n, data: "0x69fe0e2d", minGas: 0 }],
    });
    expect(Operation.fromLogs(other, receipt.logs)).toBe(null);
  });
});
