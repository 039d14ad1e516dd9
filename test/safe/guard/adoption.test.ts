import hre from "hardhat";
import { type Address, zeroAddress } from "viem";
import { beforeAll, describe, expect, it } from "vitest";
import { conclaveGuardAbi } from "../../../src/generated/abi.ts";
import * as Adoption from "../../../src/safe/guard/adoption.ts";
import { inspect, type Wanted } from "../../../src/safe/guard/inspection.ts";
import { type Guarded, readGuarded } from "../../../src/safe/guard/state.ts";
import { type GuardedPlace, guardedPlace, OWNERS, ownSafe } from "../../support/guarded.ts";
import { life } from "../../support/guarded-life.ts";
import {
  ANA,
  account,
  BEN,
  BEN_SECOND,
  CLEO,
  DAN,
  EVE,
  GUS,
  OUTSIDER,
  ROUTINE,
} from "../../support/people.ts";
import type { TestSafe } from "../../support/safe.ts";

const NOTHING: Wanted = { tiers: [], trusted: [] };
const MODULE: Address = "0x00000000000000000000000000000000000000B1";

let place: GuardedPlace;
beforeAll(async () => {
  place = await guardedPlace(await hre.network.create());
}, 60_000);

async function looked(
  safe: TestSafe,
  change: (guarded: Guarded) => Guarded = (same) => same,
  wanted = NOTHING,
) {
  const guarded = change(await readGuarded(place.connection, safe.address, place.guard));
  const inspection = inspect(guarded, wanted);
  const codes = (grave: boolean) =>
    inspection.findings.filter((one) => one.grave === grave).map(({ code }) => code);
  return { guarded, inspection, grave: codes(true), warnings: codes(false) };
}

describe("a Safe looked at before it adopts the guard", () => {
  it("is told who of its owners counts, and why the others do not", async () => {
    const owners = [BEN, BEN_SECOND, EVE, GUS].map(account).concat(OUTSIDER, account(CLEO));
    const safe = await ownSafe(place, "1.5.0", { owners, threshold: 3, salt: 1n });
    const { inspection, grave } = await looked(safe);
    expect(inspection.owners.map(({ key, holder, reason }) => [key, holder, reason?.code ?? null])).toEqual([
      [BEN, BEN, null],
      [BEN_SECOND, BEN, null],
      [EVE, EVE, "roleDoesNotCount"],
      [GUS, GUS, "roleDoesNotCount"],
      [null, null, "notInRoster"],
      [CLEO, CLEO, null],
    ]);
    // Two keys of Ben's are one person, and two people are what tier 0 needs.
    expect(inspection.reach).toMatchObject({ holders: [BEN, CLEO], needed: 2, possible: true });
    expect(grave).toEqual([]);
  });

  it("is told who is indispensable, and which approvers have no say in it", async () => {
    const safe = await ownSafe(place, "1.4.1", { owners: [account(BEN), account(CLEO)], salt: 2n });
    const { inspection, grave, warnings } = await looked(safe);
    expect(grave).toEqual([]);
    expect(inspection.reach.critical).toEqual([BEN, CLEO]);
    expect(warnings).toEqual(["Adopt.SilentModule", "Adopt.QuorumFragile", "Adopt.ApproversWithoutKey"]);
  });

  it("is told if owners without a say must sign to reach its threshold", async () => {
    const owners = [account(BEN), account(CLEO), account(DAN), OUTSIDER];
    const safe = await ownSafe(place, "1.5.0", { owners, threshold: 4, salt: 3n });
    expect((await looked(safe)).warnings).toEqual(["Adopt.ThresholdNeedsOthers"]);
  });
});

describe("adoption is refused", () => {
  let safe: TestSafe;
  let old: TestSafe;
  beforeAll(async () => {
    safe = await ownSafe(place, "1.5.0", { salt: 10n });
    old = await ownSafe(place, "1.4.1", { salt: 10n });
  });
  const withSafe =
    (more: Partial<Guarded["safe"]>) =>
    (guarded: Guarded): Guarded => ({ ...guarded, safe: { ...guarded.safe, ...more } });

  it("given owners of whom nobody counts, or too few", async () => {
    const strangers = await ownSafe(place, "1.5.0", { owners: [OUTSIDER, account(ANA)], salt: 11n });
    expect((await looked(strangers)).grave).toEqual(["Adopt.NobodyCounts"]);
    const few = await ownSafe(place, "1.5.0", {
      owners: [OUTSIDER, account(BEN), account(BEN_SECOND)],
      salt: 12n,
    });
    expect((await looked(few)).grave).toEqual(["Adopt.QuorumOutOfReach"]);
  });

  it("given another guard or module guard, or code that Safe did not release", async () => {
    expect((await looked(safe, withSafe({ guard: MODULE }))).grave).toEqual(["Adopt.OtherGuard"]);
    expect((await looked(safe, withSafe({ guard: place.guard }))).grave).toEqual(["Adopt.AdoptedAlready"]);
    expect((await looked(safe, withSafe({ moduleGuard: MODULE }))).grave).toEqual(["Adopt.OtherModuleGuard"]);
    expect((await looked(safe, withSafe({ release: null }))).grave).toEqual(["Adopt.SingletonUnknown"]);
  });

  it("given a module that would get round the guard; where modules are guarded, unless it is to be trusted", async () => {
    expect((await looked(old, withSafe({ modules: [MODULE] }))).grave).toEqual(["Adopt.ModuleUnguarded"]);
    expect((await looked(old, withSafe({ modules: [place.address] }))).grave).toEqual([]);
    expect((await looked(safe, withSafe({ modules: [MODULE] }))).grave).toEqual(["Adopt.ModuleNotTrusted"]);
    const trusting = { tiers: [], trusted: [MODULE] };
    expect((await looked(safe, withSafe({ modules: [MODULE] }), trusting)).grave).toEqual([]);
    expect((await looked(safe, undefined, trusting)).grave).toEqual(["Adopt.TrustsNoModule"]);
    expect((await looked(safe, undefined, { tiers: [ROUTINE], trusted: [] })).grave).toEqual([
      "Adopt.ModuleNotMade",
    ]);
  });

  it("given a Conclave that is closed or not open, a delay that became longer than the way out, or a guard of other code", async () => {
    const config = (more: Partial<Guarded["conclave"]["config"]>) => (guarded: Guarded) => ({
      ...guarded,
      conclave: { ...guarded.conclave, config: { ...guarded.conclave.config, ...more } },
    });
    expect((await looked(safe, config({ closed: true }))).grave).toEqual(["Adopt.ConclaveClosed"]);
    expect((await looked(safe, config({ opened: false }))).grave).toEqual(["Adopt.ConclaveNotOpen"]);
    const hasty = (guarded: Guarded) => ({ ...guarded, guard: { ...guarded.guard, exitDelay: 3_600 } });
    expect((await looked(safe, hasty)).grave).toEqual(["Adopt.ExitDelayShort"]);
    const { guarded } = await looked(safe);
    expect(inspect(guarded, NOTHING, false).findings.map(({ code }) => code)).toEqual([
      "Adopt.GuardNotGenuine",
    ]);
  });

  it("given an owner's way out that is announced from before and not over", async () => {
    const now = (await looked(safe)).guarded.conclave.block.timestamp;
    const owner = account(BEN).address;
    const exit = (lapsesAt: number) => (guarded: Guarded) => ({
      ...guarded,
      exits: [{ owner, maturesAt: now - 10, lapsesAt }],
    });
    expect((await looked(safe, exit(now + 1))).grave).toEqual(["Adopt.ExitAnnounced"]);
    expect((await looked(safe, exit(now))).grave).toEqual([]);
  });

  it("with every reason in the error, and nothing written", async () => {
    const { guarded, inspection } = await looked(safe, withSafe({ guard: MODULE, release: null }));
    await expect(Adoption.draft(place.connection, guarded, NOTHING, inspection)).rejects.toMatchObject({
      code: "Adopt.Refused",
      details: { findings: [{ code: "Adopt.OtherGuard" }, { code: "Adopt.SingletonUnknown" }] },
    });
  });
});

describe("adoption with modules", () => {
  it("enables the tiers' modules and trusts what the Safe keeps, on Safe's own contracts", async () => {
    const safe = await ownSafe(place, "1.5.0", { owners: OWNERS, salt: 20n });
    await place.chain.write(place.guard, conclaveGuardAbi, "moduleFor", [ROUTINE]);
    const people = life(place, safe);
    await people.execute(
      await people.signed(await people.settings([{ kind: "enableModule", module: MODULE }])),
    );
    await people.adopted({ tiers: [ROUTINE], trusted: [MODULE] });
    const { guard } = await people.guarded();
    expect((await people.state()).modules).toEqual([guard.modules[0]?.address, place.address, MODULE]);
    const trusted = { address: place.guard, abi: conclaveGuardAbi, functionName: "isTrusted" } as const;
    expect(await place.chain.client.readContract({ ...trusted, args: [safe.address, MODULE] })).toBe(true);
    expect(await place.chain.client.readContract({ ...trusted, args: [safe.address, zeroAddress] })).toBe(
      false,
    );
  });
});
