import { privateKeyToAccount } from "viem/accounts";
import { describe, expect, it } from "vitest";
import { rosterOf } from "../../src/chain/standing.ts";
import { parse } from "../../src/charter/parse.ts";
import { withSuccessor } from "../../src/charter/successor-entry.ts";
import { addressOf } from "../../src/keys/curve.ts";
import { offlineVerify } from "../../src/kit/claims.ts";
import { prove } from "../../src/role/activation.ts";
import { assertFor, assertPlace, provenIn, type SuccessorFile } from "../../src/role/successor.ts";
import { EXAMPLE } from "../charter/example.ts";
import { addressOf as another, CONCLAVE } from "../charter/sample.ts";
import { refusal } from "../keys/refusal.ts";
import { stateOf } from "../life/on-chain.ts";

const account = privateKeyToAccount(`0x${"5e".repeat(32)}`);
const point = `0x${account.publicKey.slice(4)}` as const;
const before = parse(EXAMPLE).charter.keys.find(({ label }) => label === "k4");
if (before === undefined) throw new Error("no k4");
const PLACE = 40;
const successor = { label: "eve-2", index: PLACE, expires: 1_990_000_020 };
const state = stateOf(
  withSuccessor(EXAMPLE, "charter.yaml", before, successor, { address: account.address, point }),
);
const scene = { state, roster: rosterOf(state) };
const signer = { signTypedData: (typed: object) => account.signTypedData(typed as never) };
const file = async (): Promise<SuccessorFile> => ({
  format: "conclave-successor/1",
  predecessor: "k4",
  ...successor,
  curve: "secp256k1",
  point,
  address: addressOf(point),
  custody: "keystore",
  activation: await prove(state, scene.roster, PLACE, signer),
});
const PATH = "successors/eve-2.json";

describe("a successor that was made elsewhere", () => {
  it("is taken by its own proof, for the key it follows and the place that is free", async () => {
    const made = await file();
    assertFor(PATH, made, "k4");
    assertPlace(PATH, made, PLACE);
    expect(await provenIn(PATH, made, scene, offlineVerify)).toEqual(made.activation);
  });

  it("given another key to follow, or an address that is not its point's, is refused", async () => {
    const made = await file();
    for (const [one, followed] of [
      [made, "k0"],
      [{ ...made, address: another(5) }, "k4"],
    ] as const)
      expect((await refusal(() => assertFor(PATH, one, followed))).code).toBe("Successor.OfAnother");
  });

  it("given that another place is free now, is refused", async () => {
    const made = await file();
    const error = await refusal(() => assertPlace(PATH, made, 41));
    expect([error.code, error.details]).toEqual(["Successor.Stale", { path: PATH, index: PLACE, free: 41 }]);
  });

  it.each([
    ["for another place", { key: 4 }, "it is for another place"],
    [
      "for another Conclave",
      { domain: { chainId: 10, verifyingContract: CONCLAVE } },
      "it is for another Conclave",
    ],
    ["whose signature was altered", { deadline: 2_000_000_000 }, "its signature does not fit"],
    ["for another roster", { since: 9 }, "it is for another roster than the one that follows now"],
    ["that has run out", { deadline: 1 }, "its deadline has passed"],
  ])("given a proof %s, is refused", async (_, change, why) => {
    const made = await file();
    const altered = { ...made, activation: { ...made.activation, ...change } };
    const error = await refusal(() => provenIn(PATH, altered, scene, offlineVerify));
    expect([error.code, error.details.why]).toEqual(["Successor.Unproven", why]);
  });
});
