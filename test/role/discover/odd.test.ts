import { type Address, concatHex, encodeFunctionData, type Hex } from "viem";
import { beforeAll, expect, test } from "vitest";
import { connect } from "../../../src/chain/client.ts";
import { parse } from "../../../src/charter/parse.ts";
import { discoverWorld } from "../../../src/role/discover/discover.ts";
import { artifact } from "../../support/artifact.ts";
import type { TestChain } from "../../support/chain.ts";
import { ANA, account, BEN, OUTSIDER } from "../../support/people.ts";
import { ownChain, setCode } from "../../support/safe-check.ts";
import { charterText } from "../../support/world/charter.ts";
import { deployShipped } from "../../support/world/shipped.ts";

let chain: TestChain;
beforeAll(async () => {
  chain = await ownChain();
});

/** What is found over some contracts by a charter that names no Conclave. */
async function discover(contracts: Readonly<Record<string, Address>>) {
  const { charter } = parse(charterText({ now: await chain.now(), contracts }));
  const world = await discoverWorld(await connect(chain.provider), { charter, at: "latest" });
  const on = (label: string) => world.powers.filter((power) => power.on === contracts[label]);
  return { world, on };
}

function initialised(owner: Address): Hex {
  const { abi } = artifact("mocks/world/OwnedLogic");
  return encodeFunctionData({ abi, functionName: "initialise", args: [owner] });
}

test("given no Conclave: people and keys are the charter's, all taken to be in use", async () => {
  const vault = await chain.deploy("mocks/Vault", [account(ANA).address]);
  const { world, on } = await discover({ vault });
  expect(world.conclave).toBeNull();
  expect(world.keys.filter(({ usable }) => usable)).toHaveLength(13);
  expect(on("vault")).toMatchObject([{ name: "owner", need: { of: [{ account: account(ANA).address }] } }]);
});

test("given a transparent proxy whose implementation changes itself too: both ways show", async () => {
  const logic = await chain.deploy("mocks/world/OwnedLogic");
  const args = [logic, account(BEN).address, initialised(account(ANA).address)];
  const both = await deployShipped(chain, "TransparentUpgradeableProxy", args);
  const { on } = await discover({ both });
  const own = on("both").find(({ name }) => name === "upgrade by itself");
  expect(on("both").map(({ name }) => name)).toContain("upgrade");
  expect(own).toMatchObject({
    effects: ["upgrade", "act"],
    need: { of: [{ account: account(ANA).address }] },
  });
});

test("given a proxy slot that holds no address: that is said, and nothing is taken from it", async () => {
  const vault = await chain.deploy("mocks/Vault", [account(ANA).address]);
  const admin = "0xb53127684a568b3173ae13b9f8a6016e243e63b6e8ee1178d6a717850b5d6103";
  const word = `0x${"ff".repeat(32)}`;
  await chain.provider.request({ method: "hardhat_setStorageAt", params: [vault, admin, word] });
  await chain.advance(1);
  const { world, on } = await discover({ vault });
  expect(world.unread).toMatchObject([{ on: vault, what: "proxy" }]);
  expect(on("vault").map(({ name }) => name)).toEqual(["owner"]);
});

test("given a key whose account runs a contract's code (EIP-7702): that is said", async () => {
  const vault = await chain.deploy("mocks/Vault", [account(ANA).address]);
  await setCode(chain, account(ANA).address, concatHex(["0xef0100", OUTSIDER.address]));
  await chain.advance(1);
  const { world } = await discover({ vault });
  const known = world.accounts.find(({ address }) => address === account(ANA).address);
  expect(known).toMatchObject({ kind: "key", is: [`runs the code of ${OUTSIDER.address}`] });
  expect(world.unread).toMatchObject([{ on: account(ANA).address, what: "delegated code" }]);
  await setCode(chain, account(ANA).address, "0x");
});
