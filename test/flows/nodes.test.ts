import hre from "hardhat";
import { createClient, http } from "viem";
import { expect, test } from "vitest";
import type { Provider } from "../../src/chain/client.ts";
import { anvil } from "../simulation/anvil.ts";
import { type Walked, walk } from "../support/whole-way.ts";

function expectArrived({ fee, states, received, config }: Walked): void {
  expect(fee).toBe(5n);
  expect(states).toEqual({ ben: "Retired", successor: "Active" });
  expect(received.tokens).toBe(1_000n);
  expect(received.wei).toBeGreaterThan(99n * 10n ** 16n);
  expect(config).toMatchObject({
    epoch: 0,
    roster: 3,
    rulebook: 2,
    documents: 3,
    opened: true,
    closed: false,
  });
}

test("the whole way on Hardhat's in-process network", async () => {
  const network = await hre.network.create();
  const provider = network.provider as Provider;
  expectArrived(await walk(hre, provider, provider));
  await network.close();
});

test("the whole way on anvil, by its URL", async () => {
  const node = await anvil();
  try {
    expectArrived(await walk(hre, node.url, node.provider));
  } finally {
    await node.stop();
  }
});

test("the whole way on `hardhat node`, by its URL", async () => {
  const server = await hre.network.createServer();
  const { address, port } = await server.listen();
  try {
    const url = `http://${address}:${port}`;
    expectArrived(await walk(hre, url, createClient({ transport: http(url) }) as Provider));
  } finally {
    await server.close();
  }
});
