import hre from "hardhat";
import {
  type Address,
  concatHex,
  encodeAbiParameters,
  getAddress,
  type Hex,
  numberToHex,
  pad,
  toEventSelector,
  toFunctionSelector,
} from "viem";
import { beforeAll, describe, expect, test } from "vitest";
import * as Grant from "../../../src/audit/roles/grant.ts";
import { controlOf } from "../../../src/role/control.ts";
import { account, BEN, CLEO, GUS, HANA } from "../../support/people.ts";
import { setCode } from "../../support/safe-check.ts";
import { buildWorld, type ModelWorld } from "../../support/world/build.ts";
import { PAUSERS } from "../../support/world/managers.ts";
import { isAbout, type Request, through } from "../../support/world/node.ts";
import { roleId } from "../../support/world/roles.ts";
import { type Seen, see } from "../../support/world/seen.ts";

/** Contracts that answer what they are not, name more than is read, or are none that anybody here knows. */

let model: ModelWorld;
beforeAll(async () => {
  model = await buildWorld(await hre.network.create());
}, 180_000);

const at = (name: string) => model.at[name] ?? "0x";
const selector = (signature: string) => toFunctionSelector(signature);
const word = (value: bigint | number) => numberToHex(value, { size: 32 });

function unread(seen: Seen): readonly (readonly [string, string])[] {
  return seen.world.unread.map(({ on, what }) => [seen.nameOf(on), what] as const);
}

/** The model world with one contract that gives other answers to some functions. */
async function answering(contract: string, answers: Readonly<Record<string, Hex>>): Promise<Seen> {
  const bySelector = Object.entries(answers).map(([name, answer]) => [selector(name), answer] as const);
  const node = await through(model, async (request: Request, honest) => {
    const isCall = isAbout(request, "eth_call", `"to":"${at(contract)}"`);
    const [call] = (request.params ?? []) as { data?: Hex }[];
    const found = bySelector.find(([start]) => call?.data?.startsWith(start));
    return isCall && found !== undefined ? found[1] : honest();
  });
  return see(model, {}, node);
}

const grantOfGus = (parts: Partial<Grant.Grant>) =>
  word(
    Grant.encode({
      delay: { before: 0, after: 0, effect: 0 },
      since: 1,
      until: null,
      due: 2 ** 39,
      grace: null,
      key: GUS,
      holder: GUS,
      live: true,
      alarmed: false,
      ...parts,
    }),
  );

describe("a RoleManager", () => {
  test("given live grants of a key that is not the Conclave's: they count no more", async () => {
    const seen = await answering("roleManager", { "grantOf(uint64,address)": grantOfGus({ key: HANA }) });
    const { need } = seen.power("roleManager", `pausers (role ${PAUSERS})`);
    const gus = need.kind === "members" ? need.of.find((one) => one.account === account(GUS).address) : null;
    expect(gus?.ends).toBe(seen.world.block.timestamp);
  });

  test("given that it is another Conclave's, whose keys are not known here: live grants count", async () => {
    const seen = await answering("roleManager", {
      "conclave()": pad(at("vault") as Address, { size: 32 }),
      "grantOf(uint64,address)": grantOfGus({ key: HANA }),
    });
    const { need } = seen.power("roleManager", `pausers (role ${PAUSERS})`);
    const gus = need.kind === "members" ? need.of.find((one) => one.account === account(GUS).address) : null;
    expect(gus?.ends).toBeNull();
  });

  test("given a word that is no grant's: that is said, and the rest is read", async () => {
    const seen = await answering("roleManager", { "grantOf(uint64,address)": word(2n ** 255n) });
    expect(unread(seen)).toContainEqual(["roleManager", `members of pausers (role ${PAUSERS})`]);
    expect(seen.members(seen.power("vault", "owner"))).toEqual(["conclave"]);
  });
});

test("given a module that says it is the guard's, and the guard does not: nobody knows who moves it", async () => {
  const seen = await answering("relay", {
    "tier()": word(1),
    "conclave()": pad(at("conclave") as Address, { size: 32 }),
    "guard()": pad(at("guard") as Address, { size: 32 }),
  });
  expect(seen.names("relay")).toEqual([]);
  expect(unread(seen)).toContainEqual(["relay", "who moves it"]);
});

test("given times and thresholds longer than a world holds: they are as good as never, and the rest is read", async () => {
  const feed = await answering("feed", {
    "pendingDefaultAdmin()": encodeAbiParameters(
      [{ type: "address" }, { type: "uint48" }],
      [account(HANA).address, 2 ** 48 - 1],
    ),
  });
  const { need } = feed.power("feed", "pending default admin");
  expect(need).toMatchObject({ of: [{ since: 2 ** 40 - 1 }] });
  const safe = await answering("opsSafe", { "getThreshold()": word(2n ** 255n) });
  expect(safe.power("opsSafe", "owners").need).toMatchObject({ atLeast: 2 ** 16 - 1 });
});

test("given a wallet with owners that is no Safe: that its owners are not read is said", async () => {
  const owners = encodeAbiParameters(
    [{ type: "address[]" }],
    [[account(BEN).address, account(CLEO).address]],
  );
  const seen = await answering("till", { "getOwners()": owners });
  expect(unread(seen)).toContainEqual(["till", "owners"]);
});

test("given a Safe that lists more modules than are read: that it was not read is said", async () => {
  const page = Array.from({ length: 50 }, (_, index) => numberToHex(index + 2, { size: 20 }));
  const seen = await answering("opsSafe", {
    "getModulesPaginated(address,uint256)": encodeAbiParameters(
      [{ type: "address[]" }, { type: "address" }],
      [page, page[49] ?? "0x"],
    ),
  });
  expect(unread(seen)).toContainEqual(["opsSafe", "owners"]);
});

describe("given more than is read", () => {
  const GRANTED = toEventSelector("RoleGranted(bytes32,address,address)");

  test("accounts in the logs: people's keys are asked about all the same", async () => {
    const crowd = Array.from({ length: 600 }, (_, index) => numberToHex(index + 1000, { size: 32 }));
    const node = await through(model, async (request, honest) => {
      if (!isAbout(request, "eth_getLogs", at("coin"))) return honest();
      return crowd.map((one) => ({
        address: at("coin"),
        topics: [GRANTED, roleId("PAUSER_ROLE"), one, one],
        data: "0x",
      }));
    });
    const seen = await see(model, {}, node);
    expect(seen.members(seen.power("coin", "PAUSER_ROLE"))).toEqual(["gus"]);
    expect(unread(seen)).toContainEqual(["coin", "members of PAUSER_ROLE"]);
  });

  test("roles, each the next one's admin: what is not read is said, and the world is at odds with nothing", async () => {
    const role = (index: number) => numberToHex(index + 1, { size: 32 });
    const node = await through(model, async (request, honest) => {
      const start = selector("getRoleAdmin(bytes32)");
      if (!isAbout(request, "eth_call", `"to":"${at("coin")}"`, `"data":"${start}`)) return honest();
      const [call] = request.params as { data: Hex }[];
      return role(Number(BigInt(`0x${call?.data.slice(-4)}`) % 5000n));
    });
    const seen = await see(model, {}, node);
    expect(unread(seen)).toContainEqual(["coin", "roles"]);
    expect(() => controlOf(seen.world)).not.toThrow();
  });

  test("roles of a manager, each the next one's admin: what is not read is said", async () => {
    const start = selector("getRoleAdmin(uint64)");
    const node = await through(model, async (request, honest) => {
      if (!isAbout(request, "eth_call", `"to":"${at("manager")}"`, `"data":"${start}`)) return honest();
      const [call] = request.params as { data: Hex }[];
      return word(BigInt(`0x${call?.data.slice(10)}`) + 1n);
    });
    const seen = await see(model, {}, node);
    expect(unread(seen)).toContainEqual(["manager", "roles"]);
    expect(seen.names("manager")).toHaveLength(256);
    expect(() => controlOf(seen.world)).not.toThrow();
  });

  test("functions: how many were not called is said", async () => {
    const { chain } = model.founded;
    const many = getAddress("0x00000000000000000000000000000000000c0de2");
    const pushes = Array.from({ length: 513 }, (_, index) =>
      concatHex(["0x63", numberToHex(index + 2 ** 24, { size: 4 }), "0x50"]),
    );
    await setCode(chain, many, concatHex([...pushes, "0x00"]));
    await chain.advance(1);
    const seen = await see(model, { also: [many] });
    expect(unread(seen)).toContainEqual([many, "functions"]);
    await setCode(chain, many, "0x");
  });
});

describe("given a node that leaves logs out", () => {
  test("a manager's roles show by the functions they open, and people's keys among their members", async () => {
    const node = await through(model, async (request, honest) =>
      request.method === "eth_getLogs" ? [] : honest(),
    );
    const seen = await see(model, {}, node);
    expect(seen.members(seen.power("strongbox", "role 10"))).toEqual(["ana"]);
    expect(seen.power("strongbox", "role 12").given.map(({ by }) => by)).toEqual([
      seen.power("manager", "role 13").id,
    ]);
  });

  test("logs before a block that was named are read where the node can say when a contract began", async () => {
    const { number } = await model.connection.client.getBlock();
    const seen = await see(model, { fromBlock: number });
    expect(seen.members(seen.power("coin", "MINTER_ADMIN_ROLE"))).toEqual(["desk"]);
  });
});
