import { toFunctionSelector } from "viem";
import { beforeAll, describe, expect, it } from "vitest";
import { roleManagerAbi } from "../../../src/generated/abi.ts";
import { roleOf } from "../../../src/role/review/decide.ts";
import { list } from "../../../src/role/review/list.ts";
import { account, BEN_SECOND, CLEO, DAN, DAY, EVE, PIA } from "../../support/people.ts";
import { addressOf, byConclave, call, DELAY, OPERATOR, PAUSER, prepared, type Stage } from "./stage.ts";
import { used, useIn, type When } from "./using.ts";

let place: Stage;
let when: When;
beforeAll(async () => {
  ({ place, when } = await used());
}, 120_000);

describe("whether a grant was used", () => {
  it("is seen of a call at once in the transactions, and of a scheduled one in the logs", async () => {
    const file = await prepared(place);
    expect(useIn(file, addressOf(DAN))).toMatchObject({ kind: "used", at: when.dan });
    expect(useIn(file, addressOf(EVE))).toMatchObject({ kind: "used", at: when.eve });
  });

  it("is denied where the account sent nothing, or nothing that the role was needed for", async () => {
    const file = await prepared(place);
    expect(useIn(file, addressOf(BEN_SECOND))).toMatchObject({
      kind: "unused",
      how: expect.stringMatching(/nonce stood still/),
    });
    expect(useIn(file, addressOf(PIA))).toMatchObject({
      kind: "unused",
      how: expect.stringMatching(/no transaction of it/),
    });
    expect(useIn(file, addressOf(CLEO), "reviewer")).toMatchObject({
      kind: "unused",
      how: expect.stringMatching(/reviewed nothing/),
    });
  });

  it("is not knowable, never denied, of a contract without traces, though it called", async () => {
    const file = await prepared(place);
    expect(useIn(file, place.machine)).toMatchObject({
      kind: "unknowable",
      why: expect.stringMatching(/acts by code/),
    });
    const { suggestion } =
      roleOf(file, "operator").grants.find(({ account: one }) => one === place.machine) ?? {};
    expect(suggestion).toMatchObject({ keep: true, reason: expect.stringMatching(/cannot be known/) });
  });

  it("is not knowable where there are more blocks than are looked through", async () => {
    const file = await prepared(place, { scan: 1 });
    expect(useIn(file, addressOf(DAN))).toMatchObject({
      kind: "unknowable",
      why: expect.stringMatching(/too many to look through/),
    });
    expect(useIn(file, addressOf(PIA))).toMatchObject({ kind: "unknowable" });
    // What logs and nonces tell is known all the same.
    expect(useIn(file, addressOf(EVE))).toMatchObject({ kind: "used" });
    expect(useIn(file, addressOf(BEN_SECOND))).toMatchObject({ kind: "unused" });
  });

  it("leads to the suggestion to drop what lay idle, and to the list of what is unused", async () => {
    const file = await prepared(place);
    const drops = roleOf(file, "operator").grants.filter(({ suggestion }) => !suggestion.keep);
    expect(drops.map(({ account: one }) => one).sort()).toEqual(
      [addressOf(BEN_SECOND), addressOf(PIA)].sort(),
    );
    const found = list(file, 0);
    expect(
      found.unused
        .filter(({ role }) => role === "operator")
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["k6", "k9"]);
    expect(found.unknowable.map(({ role }) => role)).toContain("operator");
    // The pauser never paused: that is no reason to go.
    expect(roleOf(file, "pauser").grants[0]?.suggestion).toMatchObject({ keep: true });
    expect(useIn(file, addressOf(5), "pauser")).toMatchObject({ kind: "unused" });
  });

  it("of a grant that is new is no reason to drop", async () => {
    const file = await prepared(place, { unusedFor: 60 * DAY });
    expect(roleOf(file, "operator").grants.every(({ suggestion }) => suggestion.keep)).toBe(true);
  });

  it("counts a review as a use of the reviewer's role", async () => {
    await place.chain.undoing(async () => {
      const { chain, manager } = place;
      const word = roleOf(await prepared(place), "operator").grants.find(({ key }) => key === DAN)?.word;
      await chain.write(
        manager,
        roleManagerAbi,
        "review",
        [OPERATOR, [{ account: addressOf(DAN), grant: word, keep: true }]],
        account(CLEO),
      );
      const at = await chain.now();
      expect(useIn(await prepared(place), addressOf(CLEO), "reviewer")).toMatchObject({ kind: "used", at });
      expect(
        roleOf(await prepared(place), "operator").grants.find(({ key }) => key === DAN)?.due,
      ).toBeGreaterThan(at);
    });
  });

  it("is not denied of a delayed member who could call at once before", async () => {
    await place.chain.undoing(async () => {
      await byConclave(place, [call(place.manager, "grantRole", [OPERATOR, addressOf(DAN), 2 * DELAY])]);
      await byConclave(place, [call(place.manager, "grantRole", [OPERATOR, addressOf(DAN), 3 * DELAY])]);
      expect(useIn(await prepared(place), addressOf(DAN))).toMatchObject({ kind: "used", at: when.dan });
      expect(useIn(await prepared(place, { scan: 1 }), addressOf(DAN))).toMatchObject({ kind: "unknowable" });
    });
  });

  it("stays one of the role that opened the function at the time, whatever role does now", async () => {
    await place.chain.undoing(async () => {
      const selectors = [toFunctionSelector("turn(uint256)")];
      await byConclave(place, [
        call(place.manager, "setTargetFunctionRole", [place.dial, selectors, PAUSER]),
        call(place.manager, "grantRole", [PAUSER, addressOf(DAN), 0]),
      ]);
      const file = await prepared(place);
      expect(useIn(file, addressOf(DAN))).toMatchObject({ kind: "used", at: when.dan });
      expect(useIn(file, addressOf(EVE))).toMatchObject({ kind: "used", at: when.eve });
      expect(useIn(file, addressOf(DAN), "pauser")).toMatchObject({ kind: "unused" });
    });
  });

  it("is not denied where a target takes calls that others pass on: nothing need be sent for one", async () => {
    await place.chain.undoing(async () => {
      const target = `0x${"77".repeat(20)}` as const;
      // Says yes to whatever it is asked.
      const code = "0x600160005260206000f3";
      await place.chain.provider.request({ method: "hardhat_setCode", params: [target, code] });
      await byConclave(place, [
        call(place.manager, "setTargetFunctionRole", [target, ["0x11223344"], OPERATOR]),
      ]);
      expect(useIn(await prepared(place), addressOf(BEN_SECOND))).toMatchObject({
        kind: "unknowable",
        why: expect.stringMatching(/ERC-2771/),
      });
    });
  });

  it("is not denied of an account that was delegated to code in between", async () => {
    await place.chain.undoing(async () => {
      const { chain } = place;
      const authorization = await account(PIA).signAuthorization({
        chainId: chain.chainId,
        address: place.machine,
        nonce: await chain.client.getTransactionCount({ address: addressOf(PIA) }),
      });
      await chain.send({ to: addressOf(CLEO), authorizationList: [authorization] } as never);
      expect(useIn(await prepared(place), addressOf(PIA))).toMatchObject({
        kind: "unknowable",
        why: expect.stringMatching(/acts by code/),
      });
      const back = await account(PIA).signAuthorization({
        chainId: chain.chainId,
        address: `0x${"00".repeat(20)}`,
        nonce: await chain.client.getTransactionCount({ address: addressOf(PIA) }),
      });
      await chain.send({ to: addressOf(CLEO), authorizationList: [back] } as never);
      expect(useIn(await prepared(place), addressOf(PIA))).toMatchObject({
        kind: "unknowable",
        why: expect.stringMatching(/EIP-7702/),
      });
    });
  });
});
