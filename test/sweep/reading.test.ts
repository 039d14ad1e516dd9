import hre from "hardhat";
import { type Address, getAddress, keccak256, toBytes, zeroAddress } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect } from "../../src/chain/client.ts";
import type { WatchedItem, WatchedKind } from "../../src/charter/model.ts";
import { encode, itemId } from "../../src/charter/rulebook.ts";
import { retirementGateAbi } from "../../src/generated/abi.ts";
import { read } from "../../src/sweep/reading.ts";
import { artifact } from "../support/artifact.ts";
import { type TestChain, testChain } from "../support/chain.ts";
import { account, OUTSIDER } from "../support/people.ts";

const WHO = account(60).address;
const WRITER = BigInt(keccak256(toBytes("WRITER")));
const NOWHERE = getAddress(`0x${"77".repeat(20)}`);

let network: Awaited<ReturnType<typeof hre.network.create>>;
let chain: TestChain;
let gate: Address;
let at: Record<"vault" | "token" | "odd" | "registry" | "manager" | "badge" | "shares", Address>;

beforeAll(async () => {
  network = await hre.network.create();
  chain = await testChain(network.provider as never);
  gate = await chain.deploy("RetirementGate");
  at = {
    vault: await chain.deploy("mocks/Vault", [OUTSIDER.address]),
    token: await chain.deploy("mocks/Token"),
    odd: await chain.deploy("mocks/OddToken"),
    registry: await chain.deploy("mocks/Registry", [OUTSIDER.address]),
    manager: await chain.deploy("mocks/Manager", [OUTSIDER.address]),
    badge: await chain.deploy("mocks/Badge"),
    shares: await chain.deploy("mocks/Shares"),
  };
});
afterAll(() => network.close());

const write = (path: string, to: Address, name: string, args: readonly unknown[], from = OUTSIDER) =>
  chain.write(to, artifact(`mocks/${path}`).abi, name, args, from);
const item = (kind: WatchedKind, target: Address, parameter = 0n): WatchedItem => ({
  kind,
  target,
  parameter,
});

/** What is read here, and what the gate on-chain says about the same item: both must agree on "clear". */
async function judged(one: WatchedItem): Promise<bigint | null> {
  const { amount } = await read(await connect(network.provider), one, WHO);
  const rulebook = encode({ serial: 1, rules: [], exactRules: [], items: [one] });
  const found = await chain.client.readContract({
    address: gate,
    abi: retirementGateAbi,
    functionName: "notClear",
    args: [rulebook, WHO],
  });
  const floor = one.kind === "native" || one.kind === "erc20" ? one.parameter : 0n;
  const isClear = amount !== null && amount <= floor;
  expect(found).toEqual(isClear ? [] : [itemId(one)]);
  return amount;
}

test("nothing held: every kind is clear", async () => {
  await write("Badge", at.badge, "mint", [OUTSIDER.address, 5n]);
  for (const one of [
    item("native", zeroAddress),
    item("erc20", at.token),
    item("erc721", at.badge),
    item("erc721Id", at.badge, 5n),
    item("erc1155Id", at.shares, 9n),
    item("ownable", at.vault),
    item("ownable2Step", at.vault),
    item("accessControl", at.registry, WRITER),
    item("accessManager", at.manager, 3n),
  ]) {
    expect([one.kind, await judged(one)]).toEqual([one.kind, 0n]);
  }
});

test("what is held is seen, of every kind", async () => {
  await chain.undoing(async () => {
    await chain.setBalance(WHO, 7n);
    await write("Token", at.token, "mint", [WHO, 8n]);
    await write("Badge", at.badge, "mint", [WHO, 6n]);
    await write("Shares", at.shares, "mint", [WHO, 9n, 4n]);
    await write("Registry", at.registry, "grantRole", [`0x${WRITER.toString(16)}`, WHO]);
    await write("Manager", at.manager, "grantRole", [3n, WHO, 0]);
    await write("Vault", at.vault, "transferOwnership", [WHO]);
    expect(await judged(item("native", zeroAddress, 6n))).toBe(7n);
    expect(await judged(item("native", zeroAddress, 7n))).toBe(7n);
    expect(await judged(item("erc20", at.token, 7n))).toBe(8n);
    expect(await judged(item("erc20", at.token, 8n))).toBe(8n);
    expect(await judged(item("erc721", at.badge))).toBe(1n);
    expect(await judged(item("erc721Id", at.badge, 6n))).toBe(1n);
    expect(await judged(item("erc1155Id", at.shares, 9n))).toBe(4n);
    expect(await judged(item("accessControl", at.registry, WRITER))).toBe(1n);
    expect(await judged(item("accessManager", at.manager, 3n))).toBe(1n);
    expect(await judged(item("ownable", at.vault))).toBe(0n);
    expect(await judged(item("ownable2Step", at.vault))).toBe(1n);
    await write("Vault", at.vault, "acceptOwnership", [], account(60));
    expect(await judged(item("ownable", at.vault))).toBe(1n);
    expect(await judged(item("ownable2Step", at.vault))).toBe(1n);
  });
});

test("what does not answer, or in another length or form, is unknown", async () => {
  await write("OddToken", at.odd, "setDark", [true]);
  for (const one of [
    item("erc20", at.odd),
    item("erc20", NOWHERE),
    item("erc721", NOWHERE),
    item("erc721Id", at.badge, 404n),
    item("erc1155Id", at.token, 1n),
    item("ownable", at.token),
    item("ownable2Step", at.registry),
    item("accessControl", at.vault, WRITER),
    item("accessManager", at.registry, 3n),
  ]) {
    expect([one.kind, await judged(one)]).toEqual([one.kind, null]);
  }
});

test.each([
  ["too short", "erc20", "0x5f5ff3", null],
  ["31 bytes", "erc20", "0x601f5ff3", null],
  ["one word", "erc20", "0x60205ff3", 0n],
  ["two words for a balance", "erc20", "0x60405ff3", null],
  ["one word from an AccessManager", "accessManager", "0x60205ff3", null],
  ["an owner wider than an address", "ownable", "0x5f195f5260205ff3", null],
  ["all the gas there is", "erc20", "0x5b5f56", null],
] as const)("%s", async (_, kind, code, expected) => {
  await network.provider.request({ method: "hardhat_setCode", params: [NOWHERE, code] } as never);
  expect(await judged(item(kind, NOWHERE, kind === "accessManager" ? 3n : 0n))).toBe(expected);
  await network.provider.request({ method: "hardhat_setCode", params: [NOWHERE, "0x"] } as never);
});
