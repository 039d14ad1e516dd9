import hre from "hardhat";
import { beforeAll, describe, expect, test } from "vitest";
import { connect } from "../../../src/chain/client.ts";
import * as ChainState from "../../../src/chain/state.ts";
import { suspension } from "../../../src/role/respond/suspension.ts";
import { foundConclave } from "../../support/conclave.ts";
import { DAN, DAY } from "../../support/people.ts";

describe("the suspension of a person", () => {
  let state: ChainState.ChainState;
  let whose: { holder: number; person: string };
  /** The same chain with another record of Dan's key. */
  const withDan = (now: "Pending" | "Retired" | "Retiring") => ({
    ...state,
    keys: state.keys.map((one) => (one.key === DAN ? { ...one, state: now } : one)),
  });

  beforeAll(async () => {
    const network = await hre.network.create();
    const founded = await foundConclave(network);
    const connection = await connect(network.provider);
    state = await ChainState.read(connection, founded.address);
    whose = { holder: founded.roster.keys[DAN]?.holder ?? -1, person: "Dan" };
  });

  test("given a key in use, also one on its way out, guardians can act", () => {
    for (const now of [state, withDan("Retiring")]) {
      const { measure, possible } = suspension(now, whose, null);
      expect(possible).toBe(true);
      expect(measure).toMatchObject({ state: "open", who: [expect.any(String), expect.any(String)] });
      expect(measure.what).toBe("Suspend Dan: all keys, for 7 days at most");
    }
  });

  test("given no key in use, there is nothing to suspend, and consent is bound to the epoch as it is", () => {
    for (const now of ["Pending", "Retired"] as const) {
      const { measure, possible } = suspension(withDan(now), whose, null);
      expect(possible).toBe(false);
      expect(measure).toMatchObject({ state: "done", who: [], command: null });
    }
  });

  test("given a suspension that lasts, it is done; once it is over, it is not", () => {
    const until = (seconds: number) => ({
      ...state,
      holders: state.holders.map((one) =>
        one.holder === whose.holder ? { ...one, suspendedUntil: state.block.timestamp + seconds } : one,
      ),
    });
    expect(suspension(until(DAY), whose, null)).toMatchObject({
      possible: false,
      measure: { state: "done" },
    });
    expect(suspension(until(0), whose, null)).toMatchObject({ possible: true, measure: { state: "open" } });
  });
});
