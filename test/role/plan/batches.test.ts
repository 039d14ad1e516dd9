import { type Address, encodeFunctionData, getAddress } from "viem";
import { describe, expect, test } from "vitest";
import { roleManagerAbi } from "../../../src/generated/abi.ts";
import { batches } from "../../../src/role/plan/batches.ts";
import type { RoleCall } from "../../../src/role/role-call.ts";

const MANAGER: Address = "0x00000000000000000000000000000000000000aa";
const account = (number: number) => getAddress(`0x${number.toString(16).padStart(40, "0")}`);
const NEW = account(0xff);

const call = (words: string, data: `0x${string}`, loosens: boolean, together?: string): RoleCall => ({
  target: MANAGER,
  value: 0n,
  data,
  words,
  loosens,
  ...(together === undefined ? {} : { together }),
});
const revoke = (role: bigint, who: number, together?: string) =>
  call(
    `revoke ${role} ${who}`,
    encodeFunctionData({ abi: roleManagerAbi, functionName: "revokeRole", args: [role, account(who)] }),
    false,
    together,
  );
const grant = (role: bigint, who: number | Address, together?: string) =>
  call(
    `grant ${role} ${who}`,
    encodeFunctionData({
      abi: roleManagerAbi,
      functionName: "grantRole",
      args: [role, typeof who === "number" ? account(who) : who, 0],
    }),
    true,
    together,
  );
const conflict = () =>
  call(
    "conflict",
    encodeFunctionData({ abi: roleManagerAbi, functionName: "setConflict", args: [1n, 2n, true] }),
    false,
  );
const admin = (to: bigint, together: string) =>
  call(
    `admin ${to}`,
    encodeFunctionData({ abi: roleManagerAbi, functionName: "setRoleAdmin", args: [1n, to] }),
    false,
    together,
  );

const isReady = (one: Address) => getAddress(one) !== NEW;
/** Tier 1 revokes; nothing else has a rule. */
const tierFor = (calls: readonly RoleCall[]) =>
  calls.every(({ words }) => words.startsWith("revoke")) ? 1 : 0;
const made = (calls: readonly RoleCall[], tiers = tierFor) =>
  batches(calls, { isReady, tierFor: tiers }).map(({ id, calls: own, loosens, after }) => ({
    id,
    words: own.map(({ words }) => words),
    loosens,
    after,
  }));

describe("the calls that change a RoleManager, parted into proposals", () => {
  test("what is revoked runs in the quicker tier, what loosens in tier 0 after it", () => {
    expect(made([revoke(1n, 1), revoke(2n, 2), grant(1n, 3)])).toEqual([
      { id: "roles-less", words: ["revoke 1 1", "revoke 2 2"], loosens: false, after: [] },
      { id: "roles", words: ["grant 1 3"], loosens: true, after: ["roles-less"] },
    ]);
  });

  test("where no quicker tier may revoke, all is one proposal in its order", () => {
    expect(made([revoke(1n, 1), grant(1n, 3)], () => 0)).toEqual([
      { id: "roles", words: ["revoke 1 1", "grant 1 3"], loosens: true, after: [] },
    ]);
  });

  test("a role that is emptied and filled again, for a duty to be set, is so within one proposal", () => {
    expect(made([revoke(9n, 9), revoke(1n, 1), conflict(), grant(1n, 1)])).toEqual([
      { id: "roles-less", words: ["revoke 9 9"], loosens: false, after: [] },
      { id: "roles", words: ["revoke 1 1", "conflict", "grant 1 1"], loosens: true, after: ["roles-less"] },
    ]);
  });

  test("what only tightens, but comes after what waits for tier 0, keeps its place", () => {
    const any = (calls: readonly RoleCall[]) => (calls.some(({ loosens }) => loosens) ? 0 : 1);
    expect(made([grant(1n, 3), conflict(), revoke(5n, 5)], any)).toEqual([
      { id: "roles-less", words: ["revoke 5 5"], loosens: false, after: [] },
      { id: "roles", words: ["grant 1 3", "conflict"], loosens: true, after: ["roles-less"] },
    ]);
  });

  test("calls that say they belong together are never parted, also where one is to a key that is new", () => {
    const group = [admin(0n, "a"), grant(1n, NEW, "a"), admin(7n, "a")];
    expect(made([...group, grant(2n, 3)])).toEqual([
      { id: "roles", words: ["grant 2 3"], loosens: true, after: [] },
      { id: "grants", words: ["admin 0", `grant 1 ${NEW}`, "admin 7"], loosens: true, after: ["roles"] },
    ]);
    const [last] = batches(group, { isReady, tierFor }).slice(-1);
    expect(last?.waits.map((one) => getAddress(one))).toEqual([NEW]);
  });

  test("more than a transaction takes becomes several proposals, each after the one before", () => {
    const many = Array.from({ length: 130 }, (_, index) => grant(1n, index + 1));
    const parts = made(many);
    expect(parts.map(({ id, words, after }) => [id, words.length, after])).toEqual([
      ["roles", 60, []],
      ["roles-part-2", 60, ["roles"]],
      ["roles-part-3", 10, ["roles-part-2"]],
    ]);
    expect(parts.flatMap(({ words }) => words)).toEqual(many.map(({ words }) => words));
  });

  test("nothing to do is no proposal", () => expect(made([])).toEqual([]));
});
