import hre from "hardhat";
import { encodeAbiParameters, type Hex, pad, toEventSelector, zeroHash } from "viem";
import { beforeAll, describe, expect, test } from "vitest";
import { account, EVE } from "../../support/people.ts";
import { buildWorld, type ModelWorld } from "../../support/world/build.ts";
import { isAbout, through } from "../../support/world/node.ts";
import { roleId, STRANGER } from "../../support/world/roles.ts";
import { type Seen, see } from "../../support/world/seen.ts";

let model: ModelWorld;
let honest: Seen;
beforeAll(async () => {
  model = await buildWorld(await hre.network.create());
  honest = await see(model);
}, 180_000);

const GRANTED = toEventSelector("RoleGranted(bytes32,address,address)");
const MINTER = roleId("MINTER_ROLE");

function unread(seen: Seen): readonly (readonly [string, string])[] {
  return seen.world.unread.map(({ on, what }) => [seen.nameOf(on), what] as const);
}

describe("given a node that", () => {
  test("makes a grant up: the contract is asked, and denies it", async () => {
    const node = await through(model, async (request, honest) => {
      const logs = await honest();
      if (!isAbout(request, "eth_getLogs", model.at.coin ?? "")) return logs;
      const topics = [GRANTED, MINTER, pad(STRANGER), pad(STRANGER)];
      return [...(logs as object[]), { address: model.at.coin, topics, data: "0x", blockNumber: "0x1" }];
    });
    const seen = await see(model, {}, node);
    expect(seen.members(seen.power("coin", "MINTER_ROLE"))).toEqual([]);
    expect(seen.world.powers).toEqual(honest.world.powers);
  });

  test("leaves logs out: people's keys are found nevertheless, others not", async () => {
    const node = await through(model, async (request, honest) =>
      request.method === "eth_getLogs" ? [] : honest(),
    );
    const seen = await see(model, {}, node);
    expect(seen.members(seen.power("coin", "PAUSER_ROLE"))).toEqual(["gus"]);
    expect(seen.members(seen.power("coin", "MINTER_ADMIN_ROLE"))).toEqual([]);
  });

  test("gives no logs: that is said of each contract that has any, and what calls tell is still found", async () => {
    const node = await through(model, async (request, honest) => {
      if (request.method === "eth_getLogs") throw new Error("not served");
      return honest();
    });
    const seen = await see(model, {}, node);
    expect(unread(seen)).toContainEqual(["coin", "roles granted"]);
    expect(unread(seen)).toContainEqual(["manager", "roles and functions set"]);
    expect(seen.members(seen.power("guild", "ORACLE_ROLE"))).toEqual(["pia"]);
    expect(seen.members(seen.power("vault", "owner"))).toEqual(["conclave"]);
  });

  test.each([
    ["dirt above the address", pad("0xff", { size: 32, dir: "right" })],
    ["too few bytes", "0x01"],
    ["a word more", encodeAbiParameters([{ type: "address" }, { type: "uint256" }], [STRANGER, 1n])],
    ["no hex", "owner"],
  ])("answers an owner with %s: no owner, and that is said", async (_, answer) => {
    const OWNER = "0x8da5cb5b";
    const node = await through(model, async (request, honest) => {
      const isAsked =
        isAbout(request, "eth_call", model.at.desk ?? "") && JSON.stringify(request).includes(`"${OWNER}"`);
      return isAsked ? answer : honest();
    });
    const seen = await see(model, {}, node);
    expect(seen.names("desk")).not.toContain("owner");
    expect(unread(seen)).toContainEqual(["desk", "owner"]);
  });

  test("writes an escape sequence into a role's label: it stays out of the name", async () => {
    const LABEL = toEventSelector("RoleLabel(uint64,string)");
    const data = encodeAbiParameters([{ type: "string" }], ["\u001b[2Jadmin | x"]);
    const node = await through(model, async (request, honest) => {
      const logs = (await honest()) as { topics: Hex[]; data: Hex }[];
      if (request.method !== "eth_getLogs") return logs;
      return logs.map((log) => (log.topics[0] === LABEL ? { ...log, data } : log));
    });
    const seen = await see(model, {}, node);
    expect(seen.names("manager")).toContain("??2Jadmin ? x (role 10)");
  });

  test("fails on a call: nothing is taken for absent", async () => {
    let calls = 0;
    const node = await through(model, async (request, honest) => {
      if (request.method === "eth_call" && ++calls > 200) throw new Error("connection lost");
      return honest();
    });
    await expect(see(model, {}, node)).rejects.toMatchObject({ code: "Chain.Unreachable" });
  });

  test("changes the block meanwhile: it is refused", async () => {
    let blocks = 0;
    const node = await through(model, async (request, honest) => {
      const block = (await honest()) as { hash: Hex };
      const isLast = request.method === "eth_getBlockByNumber" && ++blocks > 3;
      return isLast ? { ...block, hash: zeroHash } : block;
    });
    await expect(see(model, {}, node)).rejects.toMatchObject({ code: "Role.BlockGone" });
  });
});

test("given a limit: what was not looked at is named", async () => {
  const seen = await see(model, { most: 20 });
  const left = seen.world.unread.filter(({ what }) => what === "everything");
  expect(left).toHaveLength(seen.world.accounts.length - 20);
});

test("given a contract besides the charter's: it is looked at too", async () => {
  const { chain } = model.founded;
  const extra = await chain.deploy("mocks/Vault", [account(EVE).address]);
  const seen = await see(model, { also: [extra] });
  const power = seen.world.powers.find(({ on }) => on === extra);
  expect(power).toMatchObject({ source: "ownable", name: "owner" });
});
