import { type Address, concatHex, encodeErrorResult, type Hex, numberToHex, parseAbi, size } from "viem";
import { beforeAll, describe, expect, test } from "vitest";
import { connect } from "../../../src/chain/client.ts";
import { gatekeeper, gatekeepers } from "../../../src/role/discover/refusals.ts";
import { selectorsIn } from "../../../src/role/discover/selectors.ts";
import { type Site, siteAt } from "../../../src/role/discover/site.ts";
import type { TestChain } from "../../support/chain.ts";
import { ownChain, setCode } from "../../support/safe-check.ts";

const ROLE: Hex = `0x${"ab".repeat(32)}`;
const AT: Address = "0x00000000000000000000000000000000000c0de1";
const errors = parseAbi([
  "error Error(string message)",
  "error OwnableUnauthorizedAccount(address account)",
  "error AccessControlUnauthorizedAccount(address account, bytes32 neededRole)",
]);

let chain: TestChain;
let site: Site;
beforeAll(async () => {
  chain = await ownChain();
});

/** Has a contract whose every call reverts with `data`. */
async function refusing(data: Hex): Promise<void> {
  const length = numberToHex(size(data), { size: 2 });
  // PUSH2 length, PUSH1 16, PUSH1 0, CODECOPY, PUSH2 length, PUSH1 0, REVERT, and the data.
  await setCode(chain, AT, concatHex(["0x61", length, "0x6010600039", "0x61", length, "0x6000fd0000", data]));
  await chain.advance(1);
  site = await siteAt(await connect(chain.provider), "latest");
}

describe("whom a function asks for", () => {
  test("given OpenZeppelin's text of before 5: the owner", async () => {
    await refusing(encode("Error", ["Ownable: caller is not the owner"]));
    expect(await gatekeeper(site, AT, "0x8456cb59")).toEqual({ by: "owner" });
  });

  test("given its text about a role and the stranger: that role", async () => {
    const stranger = await whoIsAsked();
    await refusing(
      encode("Error", [`AccessControl: account ${stranger.toLowerCase()} is missing role ${ROLE}`]),
    );
    expect(await gatekeeper(site, AT, "0x8456cb59")).toEqual({ by: "role", role: ROLE });
  });

  test("given a refusal of somebody else than the stranger: nobody", async () => {
    await refusing(encode("OwnableUnauthorizedAccount", [AT]));
    expect(await gatekeeper(site, AT, "0x8456cb59")).toBeNull();
    await refusing(encode("AccessControlUnauthorizedAccount", [AT, ROLE]));
    expect(await gatekeeper(site, AT, "0x8456cb59")).toBeNull();
    await refusing(encode("Error", [`AccessControl: account ${AT} is missing role ${ROLE}`]));
    expect(await gatekeeper(site, AT, "0x8456cb59")).toBeNull();
  });

  test("given another refusal, or none: nobody", async () => {
    await refusing("0xdeadbeef");
    expect(await gatekeepers(site, AT, ["0x8456cb59", "0x3f4ba83a"])).toEqual(new Map());
    await refusing("0x");
    expect(await gatekeeper(site, AT, "0x8456cb59")).toBeNull();
    await setCode(chain, AT, "0x00");
    await chain.advance(1);
    site = await siteAt(await connect(chain.provider), "latest");
    expect(await gatekeeper(site, AT, "0x8456cb59")).toBeNull();
  });
});

test("selectors are what the code pushes in four bytes, or three, but not what lies within data", () => {
  // PUSH4, PUSH3, and a PUSH32 that holds what looks like a PUSH4.
  const code: Hex = `0x63 8456cb59 62 0a0b0c 7f ${"63aabbccdd".repeat(6)}0000 00`.replaceAll(" ", "") as Hex;
  expect([...selectorsIn(code)]).toEqual(["0x8456cb59", "0x000a0b0c"]);
  expect([...selectorsIn("0x63aabb")]).toEqual([]);
});

/** The account in whose name functions are called, as a node hears it. */
async function whoIsAsked(): Promise<Address> {
  const seen: string[] = [];
  const listening = await connect({
    request: (request) => {
      const [call] = (request.params ?? []) as { from?: string }[];
      if (request.method === "eth_call" && call?.from !== undefined) seen.push(call.from);
      return chain.provider.request(request);
    },
  });
  await refusing("0x");
  await gatekeeper({ ...site, connection: listening }, AT, "0x8456cb59");
  return (seen[0] ?? "0x") as Address;
}

function encode(errorName: (typeof errors)[number]["name"], args: readonly unknown[]): Hex {
  return encodeErrorResult({ abi: errors, errorName, args } as never);
}
