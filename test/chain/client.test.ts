import hre from "hardhat";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect } from "../../src/chain/client.ts";
import { report } from "../../src/errors.ts";
import { codeOfAsync, refusalOf } from "../support/refusal.ts";

let connection: Awaited<ReturnType<typeof hre.network.create>>;
beforeAll(async () => {
  connection = await hre.network.create();
});
afterAll(() => connection.close());

// Port 1 is reserved and refuses at once.
const DOWN = "http://127.0.0.1:1/v3/my-access-key";

test("a node that is down gives one clear error, and the access key in its address stays out of it", async () => {
  const error = await refusalOf(() => connect(DOWN));
  expect(error).toMatchObject({ code: "Chain.Unreachable", details: { node: "127.0.0.1:1" } });
  const { text, json } = report(error);
  expect(text).toContain("127.0.0.1:1 does not answer");
  expect(text + JSON.stringify(json)).not.toContain("my-access-key");
});

test.each(["localhost:8545", "ws://127.0.0.1:8545", "", "file:///etc/passwd"])(
  "%s is no RPC address",
  async (url) => {
    expect(await codeOfAsync(() => connect(url))).toBe("Chain.BadUrl");
  },
);

test("a chain other than the one meant is refused", async () => {
  expect((await connect(connection.provider, { chainId: 31_337 })).chainId).toBe(31_337);
  const error = await refusalOf(() => connect(connection.provider, { chainId: 1 }));
  expect(error).toMatchObject({ code: "Chain.WrongChain", details: { actual: 31_337, expected: 1 } });
});
