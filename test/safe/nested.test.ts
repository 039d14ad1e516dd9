import { concatHex, encodeFunctionData, type Hex } from "viem";
import { describe, expect, it } from "vitest";
import { safeAbi } from "../../src/generated/safe-abi.ts";
import { VERSIONS } from "../../src/safe/deployments.ts";
import { execute } from "../../src/safe/execute.ts";
import { pack } from "../../src/safe/kit.ts";
import { merge } from "../../src/safe/merge.ts";
import * as Nested from "../../src/safe/nested.ts";
import { addContract, addInner, sign } from "../../src/safe/signing.ts";
import { checkConsents, checkSigner, standing } from "../../src/safe/standing.ts";
import { readSafe } from "../../src/safe/state.ts";
import { status } from "../../src/safe/status.ts";
import { OUTSIDER } from "../support/people.ts";
import { deployTestSafe, execute as executeBare } from "../support/safe.ts";
import { fileFor, OWNERS, STRANGER, signerOf, stage } from "./stage.ts";

const [ana, ben, cleo, dan] = OWNERS as [typeof STRANGER, typeof STRANGER, typeof STRANGER, typeof STRANGER];
const RECEIVER = "0x00000000000000000000000000000000000000ee";

/** A Safe of `outer`, 2 of ana and an inner Safe of `inner`, which is 2 of ben, cleo and dan. */
async function family(outer: (typeof VERSIONS)[number], inner: (typeof VERSIONS)[number]) {
  const on = await stage(outer, { owners: [ana], threshold: 1 });
  await on.chain.setBalance(OUTSIDER.address, 10n ** 20n);
  const child = await deployTestSafe(on.chain, {
    version: inner,
    owners: [ben, cleo, dan],
    threshold: 2,
    salt: 9n,
  });
  const data = encodeFunctionData({
    abi: safeAbi,
    functionName: "addOwnerWithThreshold",
    args: [child.address, 2n],
  });
  await executeBare(on.safe, { to: on.safe.address, data });
  return { on, child, sender: { connection: on.connection, account: OUTSIDER } };
}

describe("an inner Safe signs as owner of another", () => {
  // 1.5.0's handler no longer answers the question that Safes up to 1.4.1 ask.
  const pairs = VERSIONS.flatMap((outer) => VERSIONS.map((inner) => ({ outer, inner }))).filter(
    ({ outer, inner }) => outer === "1.5.0" || inner !== "1.5.0",
  );

  it.each(pairs)(
    "$inner of $outer: half of it is not enough, copies grow together, and it executes",
    async ({ outer, inner }) => {
      const { on, child, sender } = await family(outer, inner);
      const file = await fileFor(on, [{ to: RECEIVER, value: 1n }]);
      const byAna = await sign(file, signerOf(ana));
      const byBen = await sign(byAna, signerOf(ben), child.address);
      const half = await status(on.connection, byBen);
      expect(half.missing).toBe(1);
      expect(half.consents.find(({ owner }) => owner === child.address)).toMatchObject({
        kind: "contract",
        counts: false,
        partial: true,
        why: "1 of the 2 it needs of its own owners have signed",
      });
      expect(() => checkConsents(half, file)).not.toThrow();
      const byDan = await sign(file, signerOf(dan), child.address);
      const whole = merge([byBen, byDan]);
      expect(merge([byDan, byBen])).toEqual(whole);
      expect(await status(on.connection, whole)).toMatchObject({ phase: "executable", missing: 0 });
      await execute(sender, whole);
      expect(await on.chain.client.getBalance({ address: RECEIVER })).toBe(1n);
    },
  );

  it("is not taken from a stranger to the inner Safe, nor for one of a version whose question its handler does not answer", async () => {
    const { on, child } = await family("1.4.1", "1.5.0");
    const file = await fileFor(on, [{ to: RECEIVER, value: 1n }]);
    const state = await readSafe(on.connection, on.safe.address);
    const byStranger = await sign(file, signerOf(STRANGER), child.address);
    const strange = await standing(on.connection, state, byStranger);
    expect(strange.consents[0]).toMatchObject({
      counts: false,
      partial: false,
      why: `${STRANGER.address}, who signed for it, is no owner of it`,
    });
    // What was there before is in nobody's way.
    expect(() => checkConsents(strange, byStranger)).not.toThrow();
    expect(() => checkConsents(strange, file)).toThrow(
      expect.objectContaining({ code: "SafeSigning.DoesNotCount" }),
    );
    const full = await sign(await sign(file, signerOf(ben), child.address), signerOf(cleo), child.address);
    expect((await standing(on.connection, state, full)).consents[0]).toMatchObject({
      counts: false,
      partial: false,
      why: "its contract does not confirm the signature",
    });
    await expect(checkSigner(on.connection, state, STRANGER.address, undefined)).rejects.toMatchObject({
      code: "SafeSigning.NotAnOwner",
    });
    await expect(checkSigner(on.connection, state, STRANGER.address, child.address)).rejects.toMatchObject({
      code: "SafeSigning.NotAnOwner",
    });
    await expect(checkSigner(on.connection, state, ben.address, child.address)).resolves.toBeUndefined();
  });

  it("signs SafeMessage typed data whose digest its own contract computes, also by a wallet in any form", async () => {
    const { on, child } = await family("1.4.1", "1.4.1");
    const file = await fileFor(on, [{ to: RECEIVER }]);
    const hash = Nested.messageHash(file, child.address);
    const raw = await ben.sign({ hash });
    const zero = `${raw.slice(0, -2)}0${Number(`0x${raw.slice(-2)}`) - 27}` as Hex;
    expect(addInner(file, child.address, zero).signatures).toEqual([
      { owner: child.address, kind: "contract", signature: raw },
    ]);
    const eth = await cleo.signMessage({ message: { raw: hash } });
    const both = addInner(addInner(file, child.address, raw), child.address, eth, [cleo.address]);
    expect(
      Nested.split(file, child.address, both.signatures[0]?.signature ?? "0x")
        ?.map(({ owner }) => owner)
        .sort(),
    ).toEqual([ben.address, cleo.address].sort());
    expect((await status(on.connection, both)).consents[0]).toMatchObject({ counts: true });
  });
});

describe("a contract wallet that is no Safe", () => {
  it("signs with its own bytes, and its refusal is told", async () => {
    const on = await stage("1.5.0", { owners: [ana], threshold: 1 });
    const wallet = await on.chain.deploy("mocks/Wallet", [ben.address]);
    const data = encodeFunctionData({
      abi: safeAbi,
      functionName: "addOwnerWithThreshold",
      args: [wallet, 2n],
    });
    await executeBare(on.safe, { to: on.safe.address, data });
    const file = await sign(await fileFor(on, [{ to: RECEIVER, value: 1n }]), signerOf(ana));
    const signed = addContract(file, wallet, await ben.sign({ hash: file.safeTxHash }));
    expect(await status(on.connection, signed)).toMatchObject({ missing: 0 });
    const wrong = addContract(file, wallet, "0x1234");
    expect((await status(on.connection, wrong)).consents).toContainEqual({
      owner: wallet,
      kind: "contract",
      signature: "0x1234",
      counts: false,
      partial: false,
      why: "its contract does not confirm the signature",
    });
  });
});

describe("packed signatures", () => {
  it("lie by ascending owner, fixed parts first, contracts' bytes after them", async () => {
    const [low, high] = [ana, ben].sort((a, b) => (BigInt(a.address) < BigInt(b.address) ? -1 : 1)) as [
      typeof ana,
      typeof ana,
    ];
    const typed = await high.sign({ hash: `0x${"11".repeat(32)}` });
    const wallet = "0xffffffffffffffffffffffffffffffffffffff01";
    const packed = await pack([
      { owner: wallet, kind: "contract", signature: "0xaabbcc" },
      { owner: high.address, kind: "typed", signature: typed },
      { owner: low.address, kind: "approved", signature: "0x" },
    ]);
    const word = (value: bigint | Hex) => `0x${BigInt(value).toString(16).padStart(64, "0")}` as Hex;
    expect(packed).toBe(
      concatHex([
        word(low.address),
        word(0n),
        "0x01",
        typed,
        word(wallet),
        word(195n),
        "0x00",
        word(3n),
        "0xaabbcc",
      ]),
    );
  });

  it("are taken by the Safe with two contracts among them, whatever their bytes' length", async () => {
    const on = await stage("1.4.1", { owners: [ana], threshold: 1 });
    const inner = [
      await deployTestSafe(on.chain, { version: "1.4.1", owners: [ben, cleo], threshold: 2, salt: 5n }),
      await deployTestSafe(on.chain, { version: "1.3.0", owners: [dan], threshold: 1, salt: 6n }),
    ] as const;
    for (const { address } of inner) {
      const args = [address, 1n] as const;
      await executeBare(
        on.safe,
        {
          to: on.safe.address,
          data: encodeFunctionData({ abi: safeAbi, functionName: "addOwnerWithThreshold", args }),
        },
        [ana],
      );
    }
    const state = await readSafe(on.connection, on.safe.address);
    const raise = encodeFunctionData({ abi: safeAbi, functionName: "changeThreshold", args: [3n] });
    await on.chain.setBalance(OUTSIDER.address, 10n ** 20n);
    const sender = { connection: on.connection, account: OUTSIDER };
    const first = await fileFor(on, [{ to: on.safe.address, data: raise }]);
    const by = async (file: typeof first) => {
      const one = await sign(
        await sign(file, signerOf(ben), inner[0].address),
        signerOf(cleo),
        inner[0].address,
      );
      return sign(await sign(one, signerOf(dan), inner[1].address), signerOf(ana));
    };
    expect(state.owners).toHaveLength(3);
    await execute(sender, await by(first));
    await execute(sender, await by(await fileFor(on, [{ to: RECEIVER, value: 7n }])));
    expect(await on.chain.client.getBalance({ address: RECEIVER })).toBe(7n);
  });
});
