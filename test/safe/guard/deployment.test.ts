import hre from "hardhat";
import type { Hex } from "viem";
import { beforeAll, describe, expect, it } from "vitest";
import { deployGuard } from "../../../deploy/deploy.ts";
import { connect } from "../../../src/chain/client.ts";
import { DEPLOYMENTS } from "../../../src/safe/deployments.ts";
import { assertDeployed, BATCHES, exitDelays, isGenuine, terms } from "../../../src/safe/guard/deployment.ts";
import { isGuard, readGuard } from "../../../src/safe/guard/state.ts";
import { type Founded, foundConclave } from "../../support/conclave.ts";
import { type GuardedPlace, guardedPlace } from "../../support/guarded.ts";
import { DAY, OUTSIDER, roster, SIGNING_WINDOW } from "../../support/people.ts";

/** Exit delay of the usual roster: twice a signing window of 3 days and tier 0's delay of 2. */
const USUAL = 10 * DAY;

describe("a guard's terms", () => {
  const first = roster(0);
  const make = (asked: { exitDelay?: number; exitWindow?: number } = {}) =>
    terms("0x00000000000000000000000000000000000000A1", first, SIGNING_WINDOW, asked);

  it("leave time for a second attempt to replace stolen owners, within the contract's limits", () => {
    expect(exitDelays(first, SIGNING_WINDOW)).toEqual({ least: 5 * DAY, usual: USUAL });
    const slow = { ...first, tiers: first.tiers.map((tier) => ({ ...tier, delay: 90 * DAY })) };
    expect(exitDelays(slow, 14 * DAY)).toEqual({ least: 104 * DAY, usual: 180 * DAY });
    expect(make()).toMatchObject({ exitDelay: USUAL, exitWindow: 14 * DAY });
  });

  it("are refused where the constructor would refuse them", () => {
    expect(make({ exitDelay: 5 * DAY }).exitDelay).toBe(5 * DAY);
    for (const [asked, code] of [
      [{ exitDelay: 5 * DAY - 1 }, "SafeGuard.BadExitDelay"],
      [{ exitDelay: 180 * DAY + 1 }, "SafeGuard.BadExitDelay"],
      [{ exitWindow: DAY - 1 }, "SafeGuard.BadExitWindow"],
      [{ exitWindow: 90 * DAY + 1 }, "SafeGuard.BadExitWindow"],
    ] as const)
      expect(() => make(asked)).toThrow(expect.objectContaining({ code }));
  });

  it("list Safe's batch contracts of every version and kind, as batches, and nothing else", () => {
    const batches = DEPLOYMENTS.filter(({ contract }) => contract.startsWith("MultiSend"));
    expect(new Set(batches.map(({ codeHash }) => codeHash))).toEqual(
      new Set(BATCHES.map(({ codeHash }) => codeHash)),
    );
    expect(BATCHES.every(({ batch }) => batch)).toBe(true);
    expect(batches.map(({ version }) => version)).toEqual(
      expect.arrayContaining(["1.3.0", "1.4.1", "1.5.0"]),
    );
  });
});

describe("a guard deployed", () => {
  let founded: Founded;
  let hardhat: Awaited<ReturnType<typeof hre.network.create>>;
  let bytecode: Hex;
  beforeAll(async () => {
    hardhat = await hre.network.create();
    founded = await foundConclave(hardhat);
    bytecode = (await hre.artifacts.readArtifact("ConclaveGuard")).bytecode as Hex;
  }, 60_000);
  const wanted = () => terms(founded.address, founded.roster, SIGNING_WINDOW);

  it("is at one address, by Ignition or by an account of its own, and known there as our own code", async () => {
    const connection = await connect(founded.chain.provider);
    const { artifacts } = hre;
    const undone = await founded.chain.undoing(() =>
      deployGuard({ artifacts, sender: { connection, account: OUTSIDER } }, wanted()).catch((error) => error),
    );
    const { guard, isNew } = await deployGuard({ artifacts, network: hardhat as never }, wanted());
    expect(isNew).toBe(true);
    expect(undone).toMatchObject({ guard: { domain: guard.domain }, isNew: true });
    expect(guard).toMatchObject({
      conclave: founded.address,
      exitDelay: USUAL,
      exitWindow: 14 * DAY,
      modules: [],
    });
    expect(isGenuine(guard, bytecode)).toBe(true);
    expect(isGenuine({ ...guard, exitDelay: USUAL + 1 }, bytecode)).toBe(false);
    expect((await deployGuard({ artifacts, network: hardhat as never }, wanted())).isNew).toBe(false);
  });

  it("is not taken for ours where somebody else's factory made it, nor another contract for a guard", async () => {
    const place: GuardedPlace = await guardedPlace(await hre.network.create());
    const guard = await readGuard(place.connection, place.guard);
    expect(isGenuine(guard, bytecode)).toBe(false);
    expect(await isGuard(place.connection, place.guard)).toBe(true);
    expect(await isGuard(place.connection, place.token)).toBe(false);
    await expect(readGuard(place.connection, OUTSIDER.address)).rejects.toMatchObject({
      code: "SafeGuard.NotAGuard",
    });
    const others = {
      ...terms(place.address, place.roster, SIGNING_WINDOW),
      exitWindow: 2 * DAY,
      delegates: [{ codeHash: `0x${"11".repeat(32)}`, batch: true }] as const,
    };
    await expect(assertDeployed(place.connection, place.guard, others)).rejects.toMatchObject({
      code: "SafeGuard.Differs",
      details: { differences: ["exitWindow", "delegates"] },
    });
  });
});
