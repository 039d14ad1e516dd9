import { describe, expect, test } from "vitest";
import { derive } from "../../../scripts/bench/derive.ts";
import type { Snapshot } from "../../../scripts/bench/snapshot.ts";

const snapshot: Snapshot = {
  flows: {
    conclave: { "3": 100_000, "5": 110_001, "10": 132_207 },
    conclaveTested: { "3": 106_001, "5": 116_000, "10": 140_000 },
    safeTimelock: { "1": 129_000, "2": 136_000, "3": 143_000, "5": 157_000, "10": 192_000 },
    direct: { "1": 26_000 },
  },
  rotation: { conclave: 190_000, standby: 80_000, safeTimelock: 190_000 },
  batch10: { conclave: 329_999, safeTimelock: 330_000 },
  cancel: {},
  emergency: {},
  amendment: {},
  payload: {},
  signerKinds: { none: 95_000, eoa65: 99_500, p256: 108_000, safePreApproval: 194_000 },
  safeGuard: {},
  roles: {},
  transactions: {},
  atFloor: [],
};

const goal = (what: string, of = snapshot) => derive(of).goals.find((one) => one.what === what);

describe("derive", () => {
  test("spreads the cost of seven further people over them", () => {
    expect(derive(snapshot).perSigner).toEqual({
      conclave: 4_601,
      conclaveTested: 4_857,
      safeTimelock: 7_000,
    });
  });

  test("gives the ratio wherever Conclave has a figure", () => {
    expect(derive(snapshot).ratio).toEqual({
      conclave: { "3": 0.699, "5": 0.701, "10": 0.689 },
      conclaveTested: { "3": 0.741, "5": 0.739, "10": 0.729 },
      conclaveOrdinary: {},
      conclaveOrdinaryTested: {},
    });
  });

  test("gives a consent as what it adds to the flow without it", () => {
    expect(derive(snapshot).signers).toEqual({
      eoa65: 4_500,
      p256: 13_000,
      safeSignature: 7_000,
      safePreApproval: 58_000,
    });
  });

  test("counts a limit as reached when met, and not one gas above", () => {
    expect(goal("three people")?.reached).toBe(true);
    expect(goal("five people")?.reached).toBe(false);
    expect(goal("three people and a tester")?.reached).toBe(false);
    expect(goal("five people and a tester")?.reached).toBe(true);
    expect(goal("each further signer")?.reached).toBe(false);
  });

  test("wants less than the rival where that is the limit: as much is not less", () => {
    expect(goal("rotation with five keys, whole")?.reached).toBe(false);
    expect(goal("a batch of ten")?.reached).toBe(true);
  });

  test("reaches no goal whose figure is missing", () => {
    expect(goal("a batch of ten", { ...snapshot, batch10: {} })?.reached).toBe(false);
  });
});
