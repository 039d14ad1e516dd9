import hre from "hardhat";
import { encodeFunctionData } from "viem";
import { beforeAll, describe, expect, it } from "vitest";
import { simulate } from "../../src/chain/send.ts";
import * as ChainState from "../../src/chain/state.ts";
import * as Acts from "../../src/execution/acts.ts";
import { safeAbi } from "../../src/generated/safe-abi.ts";
import { VERSIONS, type Version } from "../../src/safe/deployments.ts";
import { guardStatus } from "../../src/safe/guard/guarded.ts";
import { hasModuleGuard } from "../../src/safe/state.ts";
import { call, DELEGATECALL } from "../../src/safe/transaction.ts";
import { approve, type GuardedPlace, guardedPlace, OWNERS, ownSafe, transfer } from "../support/guarded.ts";
import { type Life, life } from "../support/guarded-life.ts";
import { ANA, account, BEN, DAY, GUS, OUTSIDER, PIA, ROUTINE } from "../support/people.ts";
import type { TestSafe } from "../support/safe.ts";

describe.each(VERSIONS)("a Safe %s under the guard", (version: Version) => {
  let place: GuardedPlace;
  let safe: TestSafe;
  let people: Life;
  const pay = (amount = 5n) => people.calls([transfer(place.token, OUTSIDER.address, amount)]);

  beforeAll(async () => {
    place = await guardedPlace(await hre.network.create());
    safe = await ownSafe(place, version);
    people = life(place, safe);
    await people.adopted();
  }, 120_000);

  describe("refuses", () => {
    const executing = async (file: Awaited<ReturnType<typeof pay>>) =>
      people.execute(await people.signed(file));

    it("what nobody announced, though the threshold has signed it", async () => {
      await expect(executing(await pay())).rejects.toMatchObject({ code: "Revert.NotAnnounced" });
      const off = await people.settings([{ kind: "guard", guard: null }]);
      await expect(executing(off)).rejects.toMatchObject({ code: "Revert.NotAnnounced" });
    });

    it("what is too early or too late", async () => {
      await place.chain.undoing(async () => {
        const file = await people.announced(await pay());
        await expect(executing(file)).rejects.toMatchObject({ code: "Revert.AnnouncementNotReady" });
        await place.chain.advance(8 * DAY);
        await expect(executing(file)).rejects.toMatchObject({ code: "Revert.AnnouncementExpired" });
      });
    });

    it("another transaction than the one announced", async () => {
      await place.chain.undoing(async () => {
        await people.announced(await pay());
        await place.chain.advance(DAY);
        await expect(executing(await pay(6n))).rejects.toMatchObject({ code: "Revert.NotAnnounced" });
      });
    });

    it("a tier that the rules do not name for it, before anything is signed", async () => {
      const file = await people.calls([approve(place.token, OUTSIDER.address, 1n)]);
      await expect(people.announced(file, { tier: ROUTINE })).rejects.toMatchObject({
        code: "SafeAnnounce.TierRefused",
      });
    });

    it("code that is none of Safe's batch contracts, and refunds", async () => {
      const wild = await people.raw((nonce) =>
        call({ to: place.token, operation: DELEGATECALL, data: "0x12345678" }, nonce),
      );
      await expect(people.announced(wild)).rejects.toMatchObject({ code: "SafeAnnounce.NoTier" });
      const paying = await people.raw((nonce) => ({
        ...call(transfer(place.token, OUTSIDER.address, 1n), nonce),
        gasPrice: 1n,
      }));
      await expect(people.announced(paying)).rejects.toMatchObject({ code: "Revert.RefundRefused" });
    });

    it("people who count in nothing, though they own the Safe", async () => {
      await place.chain.undoing(async () => {
        // Ana announces and an outsider owns: of the two who sign one does not count, and tier 0 needs two.
        await people.carriedOut(await people.settings([{ kind: "addOwner", owner: OUTSIDER.address }]));
        const file = await people.announced(await people.calls([approve(place.token, OUTSIDER.address, 1n)]));
        await place.chain.advance(2 * DAY);
        const signed = await people.signed(file, [OWNERS[0] as never, OUTSIDER]);
        await expect(people.execute(signed)).rejects.toMatchObject({ code: "Revert.ApprovalsMissing" });
      });
    });

    it("modules that are not the Conclave's", async () => {
      const file = await people.settings([{ kind: "enableModule", module: OUTSIDER.address }]);
      if (!hasModuleGuard(version)) {
        await expect(people.announced(file)).rejects.toMatchObject({ code: "SafeAnnounce.NoTier" });
        return;
      }
      await place.chain.undoing(async () => {
        await people.carriedOut(file);
        const args = [place.token, 0n, "0x", 0] as const;
        const data = encodeFunctionData({ abi: safeAbi, functionName: "execTransactionFromModule", args });
        const by = simulate(place.connection, OUTSIDER.address, { to: safe.address, data });
        await expect(by).rejects.toMatchObject({ code: "Revert.ModuleRefused" });
        expect((await people.state()).modules).toContain(OUTSIDER.address);
      });
    });
  });

  it("leaves out the signature of somebody suspended, and refuses where the threshold needs it", async () => {
    await place.chain.undoing(async () => {
      const act = { kind: "suspend", holder: BEN, guardian: GUS } as const;
      const prepared = Acts.prepare(await ChainState.read(place.connection, place.address), act);
      await Acts.perform(place.sender, prepared, await account(GUS).signTypedData(prepared.typed as never));
      const file = await people.announced(await pay());
      await place.chain.advance(DAY);
      await expect(people.execute(await people.signed(file))).rejects.toMatchObject({
        code: "Revert.HolderIsSuspended",
      });
      const all = await people.signed(file, OWNERS);
      const { best } = await guardStatus(place.connection, await people.guarded(), all);
      expect(best?.tally.voices.find(({ holder }) => holder === BEN)).toMatchObject({ refused: true });
      await people.execute(all);
    });
  }, 60_000);

  it("does not let an announcement of one person stand in the way of another's", async () => {
    await place.chain.undoing(async () => {
      const file = await pay();
      await people.announced(file, { tier: 0, by: PIA });
      await people.announced(file);
      await place.chain.advance(DAY);
      const status = await guardStatus(place.connection, await people.guarded(), file);
      expect(status.standings.map(({ phase, announcement }) => [announcement.proposer, phase])).toEqual([
        [PIA, "waiting"],
        [ANA, "ready"],
      ]);
      expect(status.best?.announcement.proposer).toBe(ANA);
      await people.execute(await people.signed(file));
    });
  }, 60_000);
});
