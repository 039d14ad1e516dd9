import { type Address, zeroHash } from "viem";
import { describe, expect, it } from "vitest";
import type { ChainState } from "../../src/chain/state.ts";
import { compile, GENESIS } from "../../src/charter/compile.ts";
import type { KeyState } from "../../src/charter/model.ts";
import { parse } from "../../src/charter/parse.ts";
import { identity as identityOf } from "../../src/charter/roster.ts";
import { assertEnded } from "../../src/life/ended.ts";
import { useIn } from "../../src/life/used.ts";
import { EXAMPLE } from "../charter/example.ts";
import { CONCLAVE } from "../charter/sample.ts";
import { refusal } from "../keys/refusal.ts";
import { stateOf } from "./on-chain.ts";

const STRANGER = `0x${"5e".repeat(20)}` as const;
const { roster } = compile(parse(EXAMPLE).charter, GENESIS);
const index = roster.keys.findIndex((key) => key !== null);
const IDENTITY = identityOf(roster.keys[index] ?? expect.fail());

/** What a Conclave says: of one key how it stands, and which identities are tombstoned. */
function told(state: KeyState, tombstones: readonly Address[] = []): ChainState {
  return { ...stateOf(EXAMPLE, { [index]: state }), tombstones: [...tombstones] };
}
const { chainId } = told("Active").domain;

describe("a key in a Conclave's roster", () => {
  it.each(["Pending", "Active", "Retiring", "Retired", "Compromised"] as const)(
    "counts as used, and is told by how it stands, given %s",
    (state) => {
      expect(useIn(told(state), IDENTITY)).toEqual({
        asked: CONCLAVE,
        chainId,
        used: true,
        standing: state,
        found: `${state} in its roster`,
      });
    },
  );

  it("counts as used where its place was given to another since, and as unused where it never was", () => {
    expect(useIn(told("Active", [STRANGER]), STRANGER)).toMatchObject({ used: true, standing: "Ended" });
    expect(useIn(told("Active"), STRANGER)).toEqual({
      asked: CONCLAVE,
      chainId,
      used: false,
      found: "never in its roster",
    });
  });

  it.each(["Retired", "Compromised"] as const)("has ended, given %s", (state) => {
    expect(assertEnded(told(state), IDENTITY, "k")).toEqual({
      chainId,
      conclave: CONCLAVE,
      state,
      block: 7,
      hash: zeroHash,
    });
  });

  it("has ended where its place was given to another since", () => {
    expect(assertEnded(told("Active", [STRANGER]), STRANGER, "k").state).toBe("Ended");
  });

  it.each(["Pending", "Active", "Retiring"] as const)("has not, given %s", async (state) => {
    expect(await refusal(() => assertEnded(told(state), IDENTITY, "k"))).toMatchObject({
      code: "Life.NotEnded",
      details: { label: "k", identity: IDENTITY, state },
    });
  });

  it("has not where it never was", async () => {
    expect(await refusal(() => assertEnded(told("Retired"), STRANGER, "k"))).toMatchObject({
      code: "Life.NotEnded",
      details: { state: null },
    });
  });
});
