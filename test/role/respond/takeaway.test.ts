import { type Address, decodeFunctionData, getAddress, type Hex, parseAbi } from "viem";
import { describe, expect, test } from "vitest";
import { type Takeaway, takeaways } from "../../../src/role/respond/takeaway.ts";
import { ofHolder, ofKey } from "../../../src/role/respond/whose.ts";
import type { Member, Power, World } from "../../../src/role/world.ts";

const address = (number: number): Address => getAddress(`0x${number.toString(16).padStart(40, "0")}`);
const CONCLAVE = address(1);
const BEN = address(2);
const OTHER = address(3);
const TARGET = address(4);
const MANAGER = address(5);
const ROLE: Hex = `0x${"ab".repeat(32)}`;
const ADMIN_ROLE: Hex = `0x${"00".repeat(32)}`;

const member = (account: Address, more: Partial<Member> = {}): Member => ({
  account,
  since: 0,
  ends: null,
  delay: 0,
  ...more,
});
function power(
  parts: Pick<Power, "on" | "source" | "raw"> & Partial<Power>,
  members: readonly Member[],
): Power {
  return {
    id: `${parts.on}#${parts.source}/${parts.raw}`,
    name: parts.raw,
    effects: ["any"],
    functions: null,
    need: { kind: "members", atLeast: 1, of: [...members] },
    delay: 0,
    also: [],
    given: [],
    stopped: [],
    ...parts,
  };
}
function world(powers: readonly Power[]): World {
  return {
    format: "conclave-world/1",
    chainId: 1,
    block: { number: 1, hash: ROLE, timestamp: 1 },
    conclave: CONCLAVE,
    people: [{ holder: 3, name: "Ben", organisation: null, place: null, suspendedUntil: 0 }],
    keys: [7, 8].map((index) => ({
      index,
      label: `k${index}`,
      holder: 3,
      account: index === 7 ? BEN : null,
      kind: index === 7 ? ("EOA" as const) : ("ERC7913" as const),
      roles: 2,
      usable: true,
      expires: 9,
      vendor: null,
      device: null,
      place: null,
    })),
    accounts: [],
    powers: [...powers],
    unread: [],
  };
}
const found = (powers: readonly Power[]): readonly Takeaway[] => {
  const made = world(powers);
  return takeaways(made, ofHolder(made, "ben"));
};
const abi = parseAbi([
  "function revokeRole(bytes32 role, address account)",
  "function revokeRole(uint64 roleId, address account)",
  "function transferOwnership(address newOwner)",
  "function cancelDefaultAdminTransfer()",
]);
const called = (one: Takeaway | undefined) =>
  one?.way === "conclave" ? decodeFunctionData({ abi, data: one.data }) : null;

describe("how one account loses one power", () => {
  const admin = (holder: Address, more: Partial<Member> = {}) =>
    power({ on: TARGET, source: "access-control", raw: ADMIN_ROLE }, [member(holder, more)]);
  const role = (by: Power) =>
    power({ on: TARGET, source: "access-control", raw: ROLE, given: [{ by: by.id, delay: 0 }] }, [
      member(BEN),
    ]);

  test("given a role whose admin is the Conclave, the Conclave revokes it", () => {
    const giver = admin(CONCLAVE);
    expect(called(found([giver, role(giver)])[0])).toMatchObject({
      functionName: "revokeRole",
      args: [ROLE, BEN],
    });
  });

  test("given a role whose admin is somebody else, or the Conclave after a delay, it is theirs to take", () => {
    for (const giver of [admin(OTHER), admin(CONCLAVE, { delay: 5 })]) {
      expect(found([giver, role(giver)])).toMatchObject([{ way: "others", by: [giver.id] }]);
    }
  });

  test("given a role whose admin nobody has, only the account itself can give it up", () => {
    const giver = power({ on: TARGET, source: "access-control", raw: ADMIN_ROLE }, []);
    expect(found([giver, role(giver)])).toMatchObject([{ way: "own" }]);
  });

  test("of a RoleManager the Conclave revokes every role, once for all that it opens", () => {
    const root = power({ on: MANAGER, source: "role-manager", raw: "0" }, [member(CONCLAVE)]);
    const paying = power({ on: MANAGER, source: "role-manager", raw: "2" }, [member(BEN)]);
    const copy = power({ on: TARGET, source: "role-manager", raw: "2" }, [member(BEN)]);
    const all = found([root, paying, copy]);
    expect(all).toHaveLength(1);
    expect(all[0]?.on).toBe(MANAGER);
    expect(called(all[0])).toMatchObject({ functionName: "revokeRole", args: [2n, BEN] });
  });

  test("an ownership that is offered is taken back by the owner, one that is theirs only by themselves", () => {
    const pending = power({ on: TARGET, source: "ownable", raw: "pendingOwner", name: "pending owner" }, [
      member(BEN),
    ]);
    const owner = (of: Address) =>
      power({ on: TARGET, source: "ownable", raw: "owner", given: [{ by: pending.id, delay: 0 }] }, [
        member(of),
      ]);
    expect(called(found([pending, owner(CONCLAVE)])[0])).toMatchObject({ functionName: "transferOwnership" });
    expect(found([pending, owner(OTHER)])[0]?.way).toBe("own");
    expect(found([owner(BEN)])).toMatchObject([{ way: "own", call: "transferOwnership(address newOwner)" }]);
  });

  test("a Safe takes its owner out itself; a quorum's power is nobody's alone", () => {
    const safe = power({ on: TARGET, source: "safe", raw: "owners" }, [member(BEN), member(OTHER)]);
    const tier = power({ on: CONCLAVE, source: "conclave", raw: "tier/0" }, []);
    const quorum: Power = {
      ...tier,
      need: {
        kind: "quorum",
        tier: 0,
        proposers: [7],
        testers: null,
        approvers: [7],
        approvals: 1,
        wallets: 0,
        override: null,
      },
    };
    expect(found([safe, quorum])).toMatchObject([{ way: "safe", threshold: 1 }]);
  });

  test("a key stands for its account alone, a person for all keys", () => {
    const made = world([]);
    expect(ofKey(made, "k8")).toMatchObject({ keys: [8], accounts: [], whole: false, person: "Ben" });
    expect(ofHolder(made, "3")).toMatchObject({ keys: [7, 8], accounts: [BEN], whole: true });
  });
});
