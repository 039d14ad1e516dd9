import hre from "hardhat";
import { encodeFunctionData, type Hex, hashMessage } from "viem";
import { beforeAll, describe, expect, it } from "vitest";
import { verifierFor } from "../../src/approval/verify.ts";
import { conclaveGuardAbi } from "../../src/generated/abi.ts";
import { safeAbi } from "../../src/generated/safe-abi.ts";
import { VERSIONS, type Version } from "../../src/safe/deployments.ts";
import * as Announce from "../../src/safe/guard/announce.ts";
import { examine, hash } from "../../src/safe/guard/examine.ts";
import * as Exit from "../../src/safe/guard/exit.ts";
import { guardStatus } from "../../src/safe/guard/guarded.ts";
import * as Leave from "../../src/safe/guard/leave.ts";
import * as Message from "../../src/safe/guard/message.ts";
import * as MessageFile from "../../src/safe/guard/message-file.ts";
import { add } from "../../src/safe/signing.ts";
import { hasModuleGuard } from "../../src/safe/state.ts";
import { messageTypedData } from "../../src/safe/transaction.ts";
import { draft, scheduleAndExecute } from "../support/conclave.ts";
import { type GuardedPlace, guardedPlace, OWNERS, tokenAbi, transfer } from "../support/guarded.ts";
import { type Life, life } from "../support/guarded-life.ts";
import { ANA, account, BEN, CLEO, DAN, DAY, EVE, OUTSIDER, secretOf } from "../support/people.ts";
import { kitSafe, signInWallet } from "../support/protocol-kit.ts";
import type { TestSafe } from "../support/safe.ts";

/** Code that always reverts, and code that burns all gas it gets. */
const BROKEN = { reverts: "0x60006000fd", burns: "0xfe" } as const;

describe.each(VERSIONS)("a Safe %s set up by protocol-kit", (version: Version) => {
  let place: GuardedPlace;
  let safe: TestSafe;
  let people: Life;
  const balance = () =>
    place.chain.client.readContract({
      address: place.token,
      abi: tokenAbi,
      functionName: "balanceOf",
      args: [safe.address],
    });
  const pay = (amount = 5n) => people.calls([transfer(place.token, OUTSIDER.address, amount)]);

  beforeAll(async () => {
    place = await guardedPlace(await hre.network.create());
    safe = await kitSafe(place.chain, version, OWNERS, 2);
    await place.chain.write(place.token, tokenAbi, "mint", [safe.address, 1_000n]);
    people = life(place, safe);
  }, 120_000);

  it("adopts the guard by one transaction, its owners signing in their wallets, and leaves by one as it was before", async () => {
    await place.chain.undoing(async () => {
      const before = await people.state();
      const adoption = await people.adopted(undefined, async (file) => {
        const ben = await signInWallet(safe, file, secretOf(BEN));
        return add(add(file, ben), await signInWallet(safe, file, secretOf(CLEO)));
      });
      expect(await people.state()).toMatchObject({
        guard: place.guard,
        moduleGuard: hasModuleGuard(version) ? place.guard : null,
        modules: [place.address],
      });
      const handler = adoption.context.replaced?.fallbackHandler;
      expect(handler).toBe(before.fallbackHandler);
      await people.carriedOut(await Leave.draft(place.connection, await people.guarded(), handler));
      const { nonce, block, ...rest } = await people.state();
      expect({ ...rest, nonce: before.nonce, block: before.block }).toEqual(before);
      expect([nonce, block > before.block]).toEqual([2n, true]);
      await people.execute(await people.signed(await pay()));
      expect(await balance()).toBe(995n);
    });
  }, 60_000);

  describe("under the guard", () => {
    beforeAll(async () => {
      await people.adopted();
    }, 60_000);

    it("pays after it was announced and has waited, signed in wallets as ever", async () => {
      const file = await people.announced(await pay());
      const signed = add(file, await signInWallet(safe, file, secretOf(DAN)));
      const all = await people.signed(signed, OWNERS.slice(0, 1));
      await place.chain.advance(DAY);
      const { best } = await guardStatus(place.connection, await people.guarded(), all);
      expect(best).toMatchObject({
        phase: "ready",
        obstacles: [],
        tally: { counted: [BEN, DAN], needed: 1, complete: true },
      });
      const before = await balance();
      await people.execute(all);
      expect(await balance()).toBe(before - 5n);
    }, 60_000);

    it("is rehearsed under the guard with the same report each time, which says what would happen, or why nothing would", async () => {
      const now = await people.guarded();
      const begun = (file: Awaited<ReturnType<typeof pay>>) => Announce.begin(file, now, 0);
      const once = await examine(place.chain.provider as never, begun(await pay()), now);
      expect(once).toMatchObject({ outcome: "success", tier: 0, safe: safe.address, guard: place.guard });
      expect(once.balances.map(({ asset, change }) => [asset, change])).toEqual([
        [place.token, -5n],
        [place.token, 5n],
      ]);
      expect(hash(await examine(place.chain.provider as never, begun(await pay()), now))).toBe(hash(once));
      const dear = await examine(place.chain.provider as never, begun(await pay(10_000n)), now);
      expect(dear).toMatchObject({
        outcome: "failure",
        failure: { sentence: expect.stringContaining("ERC20InsufficientBalance") },
      });
    }, 60_000);

    it("cannot come back to the guard while a way out from before stands", async () => {
      await place.chain.undoing(async () => {
        await place.chain.setBalance(account(BEN).address, 10n ** 20n);
        const owner = { connection: place.connection, account: account(BEN) };
        await Exit.announce(owner, await Exit.read(place.connection, safe.address));
        await people.carriedOut(await Leave.draft(place.connection, await people.guarded()));
        await expect(people.adopted()).rejects.toMatchObject({
          code: "Adopt.Refused",
          details: { findings: [{ code: "Adopt.ExitAnnounced" }] },
        });
      });
    }, 60_000);

    it("changes its owners in tier 0", async () => {
      const swap = { kind: "swapOwner", owner: account(DAN).address, by: OUTSIDER.address } as const;
      await place.chain.undoing(async () => {
        await people.carriedOut(await people.settings([swap]));
        expect((await people.state()).owners).toContain(OUTSIDER.address);
      });
    }, 60_000);

    it("is moved by the Conclave as its module, without any owner", async () => {
      const before = await balance();
      const { to, data } = transfer(place.token, OUTSIDER.address, 7n);
      const execution = encodeFunctionData({
        abi: safeAbi,
        functionName: "execTransactionFromModule",
        args: [to, 0n, data, 0],
      });
      const calls = [{ target: safe.address, value: 0n, data: execution, minGas: 0 }];
      await scheduleAndExecute(place, await draft(place, { calls }));
      expect(await balance()).toBe(before - 7n);
    }, 60_000);

    it("signs a message off-chain once it was announced and has waited", async () => {
      const guarded = await people.guarded();
      let file = MessageFile.create(guarded, hashMessage("I agree"), { title: "A text", text: "I agree" });
      const early = () => Message.prepare(file, guarded, "propose", ANA);
      expect(early).toThrow(expect.objectContaining({ code: "SafeAnnounce.TesterUnnamed" }));
      file = Message.nameTester(file, EVE);
      for (const [act, key] of [
        ["propose", ANA],
        ["test", EVE],
      ] as const) {
        const signature = await account(key).signTypedData(Message.prepare(file, guarded, act, key) as never);
        file = await Message.addConsent(file, guarded, verifierFor(place.connection.client), {
          act,
          key,
          signature,
        });
      }
      for (const owner of OWNERS.slice(0, 2)) {
        const typed = messageTypedData(file.domain, file.message);
        file = Message.addSignature(file, guarded, await owner.signTypedData(typed as never));
      }
      expect(await Message.verdict(place.connection, file)).toMatchObject({ code: "Revert.NotAnnounced" });
      await Message.announce(place.sender, file, guarded);
      expect(await Message.verdict(place.connection, file)).toMatchObject({
        code: "Revert.AnnouncementNotReady",
      });
      await place.chain.advance(2 * DAY);
      expect(await Message.verdict(place.connection, file)).toBe(null);
    }, 60_000);

    it.each(Object.entries(BROKEN))(
      "is left by the way out, given a Conclave that %s",
      async (_, code) => {
        await place.chain.undoing(async () => {
          await place.chain.provider.request({ method: "hardhat_setCode", params: [place.address, code] });
          const read = () => Exit.read(place.connection, safe.address);
          const owner = { connection: place.connection, account: account(BEN) };
          await place.chain.setBalance(account(BEN).address, 10n ** 20n);
          await Exit.announce(owner, await read());
          const { exits, exitDelay, now } = await read();
          expect(exits).toMatchObject([
            { owner: account(BEN).address, phase: "waiting", maturesAt: now + exitDelay },
          ]);
          const early = await read();
          expect(() => Exit.draft(early)).toThrow(expect.objectContaining({ code: "SafeExit.NotOpen" }));
          await place.chain.advance(exitDelay);
          const refused = await people.signed(await pay());
          await expect(people.execute(refused)).rejects.toMatchObject({
            code: expect.stringMatching(/^(Revert|Chain)\./),
          });
          await people.execute(await people.signed(Exit.draft(await read())));
          expect((await people.state()).guard).toBe(null);
          await people.execute(await people.signed(await pay()));
        });
      },
      60_000,
    );
  });

  it("keeps a record whose head moves with every link", async () => {
    const head = () =>
      place.chain.client.readContract({
        address: place.guard,
        abi: conclaveGuardAbi,
        functionName: "head",
        args: [safe.address],
      });
    const before: Hex = await head();
    await place.chain.undoing(async () => {
      await people.announced(await pay());
      expect(await head()).not.toBe(before);
    });
    expect(await head()).toBe(before);
  });
});
