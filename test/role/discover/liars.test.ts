import hre from "hardhat";
import { type Address, encodeAbiParameters, type Hex, numberToHex, pad, toFunctionSelector } from "viem";
import { beforeAll, describe, expect, test } from "vitest";
import * as Grant from "../../../src/audit/roles/grant.ts";
import { account, BEN, CLEO, GUS, HANA } from "../../support/people.ts";
import { buildWorld, type ModelWorld } from "../../support/world/build.ts";
import { PAUSERS } from "../../support/world/managers.ts";
import { isAbout, type Request, through } from "../../support/world/node.ts";
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
