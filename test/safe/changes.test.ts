import { type Address, getAddress, zeroAddress } from "viem";
import { describe, expect, it } from "vitest";
import * as SafeAddress from "../../src/safe/address.ts";
import { callsOf, settingsTransaction, transaction, writtenCalls } from "../../src/safe/build.ts";
import { VERSIONS } from "../../src/safe/deployments.ts";
import type { SafeFile } from "../../src/safe/file.ts";
import { merge } from "../../src/safe/merge.ts";
import { rejection, type Setting, settings } from "../../src/safe/settings.ts";
import { add, addContract, sign } from "../../src/safe/signing.ts";
import { readSafe } from "../../src/safe/state.ts";
import { addressOf, execute } from "../support/safe.ts";
import { account, fileFor, OWNERS, signerOf, stage } from "./stage.ts";

type Account = ReturnType<typeof account>;
const [ana, ben, cleo] = OWNERS as [Account, Account, Account];
const A = (key: bigint) => account(key).address;
const SAFE = A(70n);
const state = {
  address: SAFE,
  version: "1.4.1" as const,
  owners: [ana.address, ben.address, cleo.address],
  threshold: 2,
  modules: [A(71n), A(72n)],
  guard: null,
  moduleGuard: null,
  fallbackHandler: null,
};

describe("changes of a Safe", () => {
  const refused: [string, Setting][] = [
    ["an owner who is one already", { kind: "addOwner", owner: ben.address }],
    ["the zero address as owner", { kind: "addOwner", owner: zeroAddress }],
    ["the end of Safe's lists as owner", { kind: "addOwner", owner: getAddress(`0x${"00".repeat(19)}01`) }],
    ["the Safe as its own owner", { kind: "swapOwner", owner: ben.address, by: SAFE }],
    ["a swap for another owner", { kind: "swapOwner", owner: ben.address, by: ana.address }],
    ["a swap of a stranger", { kind: "swapOwner", owner: A(73n), by: A(74n) }],
    ["a stranger to be removed", { kind: "removeOwner", owner: A(73n) }],
    ["a threshold above the owners", { kind: "threshold", threshold: 4 }],
    ["a threshold of none", { kind: "threshold", threshold: 0 }],
    ["a threshold above those who stay", { kind: "removeOwner", owner: ben.address, threshold: 3 }],
    ["a module that is enabled", { kind: "enableModule", module: A(71n) }],
    ["the zero address as module", { kind: "enableModule", module: zeroAddress }],
    ["a module that is not enabled", { kind: "disableModule", module: A(73n) }],
    ["a module guard before 1.5.0", { kind: "moduleGuard", guard: null }],
    ["the Safe as its own fallback handler", { kind: "fallbackHandler", handler: SAFE }],
  ];
  it.each(refused)("are refused with %s", (_, change) => {
    expect(() => settings(state, [change])).toThrow(
      expect.objectContaining({
        code: "SafeSetting.Refused",
        details: expect.objectContaining({ kind: change.kind }),
      }),
    );
  });

  it("are judged on what those before them leave", () => {
    const { after } = settings(state, [
      { kind: "addOwner", owner: A(73n), threshold: 4 },
      { kind: "removeOwner", owner: A(73n) },
    ]);
    expect(after).toMatchObject({ owners: state.owners, threshold: 3 });
    expect(() =>
      settings(state, [
        { kind: "removeOwner", owner: ana.address },
        { kind: "removeOwner", owner: ana.address },
      ]),
    ).toThrow(expect.objectContaining({ code: "SafeSetting.Refused" }));
  });

  it.each(VERSIONS)("reach every slot of a Safe %s", async (version) => {
    const { connection, safe } = await stage(version);
    const handler = addressOf("CompatibilityFallbackHandler", version);
    const start = await readSafe(connection, safe.address);
    const guards: Setting[] = version === "1.5.0" ? [{ kind: "moduleGuard", guard: null }] : [];
    const changes: Setting[] = [
      { kind: "fallbackHandler", handler: null },
      { kind: "guard", guard: null },
      { kind: "addOwner", owner: A(80n), threshold: 3 },
      ...guards,
    ];
    const { to, data, value, operation } = await settingsTransaction(connection, start, changes, 0n);
    await execute(safe, { to, data, value, operation });
    expect(await readSafe(connection, safe.address)).toMatchObject({
      fallbackHandler: null,
      threshold: 3,
      owners: [A(80n), ...start.owners],
    });
    const after = await readSafe(connection, safe.address);
    const back = await settingsTransaction(
      connection,
      after,
      [{ kind: "fallbackHandler", handler }],
      after.nonce,
    );
    expect(back).toMatchObject({ to: safe.address, operation: 0 });
    await execute({ ...safe, owners: [...safe.owners], threshold: 3 }, back, safe.owners.slice(0, 3));
    expect((await readSafe(connection, safe.address)).fallbackHandler).toBe(handler);
  });

  it("can be to do nothing at another's nonce", () => {
    expect(rejection(SAFE, 9n)).toMatchObject({ to: SAFE, value: 0n, data: "0x", operation: 0, nonce: 9n });
  });
});

describe("a transaction from calls", () => {
  it("is built from a signature and arguments, and refused for what a Safe cannot keep", async () => {
    const { calls, interfaces } = writtenCalls([
      { target: A(75n), function: "setFee(uint256 fee)", args: ["5"] },
    ]);
    expect(interfaces).toEqual(["function setFee(uint256 fee)"]);
    expect(calls[0]?.data).toMatch(/^0x69fe0e2d0+5$/);
    expect(() =>
      callsOf({
        calls: [{ target: SAFE, value: 0n, data: "0x", minGas: 1 }],
        conditions: [],
        documents: [],
        interfaces: [],
      }),
    ).toThrow(expect.objectContaining({ code: "SafeBuild.NotForSafes" }));
    const { connection } = await stage("1.3.0");
    await expect(transaction(connection, state, [], 0n)).rejects.toMatchObject({ code: "SafeBuild.Empty" });
  });
});

describe("copies of a file", () => {
  const copy = async () => {
    const on = await stage("1.4.1");
    return fileFor(on, [{ to: A(76n) }]);
  };

  it("merge to the same file in every order, and a surer signature wins", async () => {
    const file = await copy();
    const typed = await sign(file, signerOf(ana));
    const eth = add(file, await ana.signMessage({ message: { raw: file.safeTxHash } }), [ana.address]);
    const contract = addContract(file, ben.address, "0x12");
    const other = addContract(file, ben.address, "0x13");
    const all = [typed, eth, contract, other, await sign(file, signerOf(cleo))];
    const merged = merge(all);
    expect(merged.signatures.map(({ owner, kind }) => [owner, kind])).toEqual(
      [
        [ana.address, "typed"],
        [ben.address, "contract"],
        [cleo.address, "typed"],
      ].sort(([a], [b]) => (BigInt(a as Address) < BigInt(b as Address) ? -1 : 1)),
    );
    for (const order of [all.toReversed(), [...all.slice(2), ...all.slice(0, 2)]])
      expect(merge(order)).toEqual(merged);
  });

  it("are refused if they differ in more than signatures, or are none", async () => {
    const file = await copy();
    const code = (files: SafeFile[], wanted: string) =>
      expect(() => merge(files)).toThrow(expect.objectContaining({ code: wanted }));
    code([], "SafeMerge.Nothing");
    code([file, { ...file, context: { ...file.context, title: "Other" } }], "SafeMerge.Different");
    code([file, { ...file, transaction: { ...file.transaction, nonce: 5n } }], "SafeFile.HashMismatch");
    const announcement = { guard: A(77n), tier: 1, epoch: 0, deadline: 5 };
    const proposer = { key: 1, signature: "0x12" as const };
    const tester = { key: 2, signature: "0x13" as const, report: file.safeTxHash };
    const proposed = { ...file, announcement: { ...announcement, proposer } };
    const tested = { ...file, announcement: { ...announcement, tester } };
    expect(merge([file, proposed, tested]).announcement).toEqual({ ...announcement, proposer, tester });
    code([proposed, { ...tested, announcement: { ...announcement, tier: 2 } }], "SafeMerge.Different");
    code(
      [proposed, { ...file, announcement: { ...announcement, proposer: { key: 1, signature: "0x99" } } }],
      "SafeMerge.Different",
    );
  });
});

describe("an address", () => {
  it("may have its chain's short name before it, and no other's", async () => {
    expect(await SafeAddress.parse(`eth:${SAFE}`, 1)).toBe(SAFE);
    expect(await SafeAddress.parse(SAFE.toLowerCase(), 10)).toBe(SAFE);
    expect(await SafeAddress.format(SAFE, 10)).toBe(`oeth:${SAFE}`);
    expect(await SafeAddress.format(SAFE, 31_337)).toBe(SAFE);
    await expect(SafeAddress.parse(`eth:${SAFE}`, 10)).rejects.toMatchObject({
      code: "SafeAddress.OtherChain",
      details: { prefix: "eth", named: 1, chainId: 10 },
    });
    await expect(SafeAddress.parse(`moon:${SAFE}`, 1)).rejects.toMatchObject({
      code: "SafeAddress.UnknownPrefix",
    });
    for (const text of [
      "eth:",
      "",
      "eth:0x12",
      `eth:eth:${SAFE}`,
      SAFE.replace(/[a-f]/, (letter) => letter.toUpperCase()),
    ])
      await expect(SafeAddress.parse(text, 1)).rejects.toMatchObject({ code: "SafeAddress.Malformed" });
  });
});
