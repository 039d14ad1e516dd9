import hre from "hardhat";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect } from "../../src/chain/client.ts";
import { keyState, rosterOf } from "../../src/chain/standing.ts";
import * as ChainState from "../../src/chain/state.ts";
import { Role, type Roster } from "../../src/charter/model.ts";
import * as RosterCodec from "../../src/charter/roster.ts";
import * as Acts from "../../src/execution/acts.ts";
import { approve, retire } from "../../src/execution/register.ts";
import { submit } from "../../src/execution/submit.ts";
import * as Stamp from "../../src/proposal/stamp.ts";
import { activation, foundConclave, setRoster } from "../support/conclave.ts";
import { change, type Governed, governed, senderOf, sign } from "../support/governed.ts";
import { BEN, CLEO, DAN, key } from "../support/people.ts";
import { codeOfAsync, refusalOf } from "../support/refusal.ts";

let network: Awaited<ReturnType<typeof hre.network.create>>;
let at: Governed;
beforeAll(async () => {
  network = await hre.network.create();
  at = await governed(network, () => ({ items: [] }));
});
afterAll(() => network.close());

const state = () => ChainState.read(at.connection, at.address);
/** The key that follows Ben's: index, and roster with it. */
const NEXT = 13;
function withSuccessor(roster: Roster): Roster {
  const expiry = roster.keys[BEN]?.expiry ?? 0;
  const next = key(NEXT, BEN, Role.APPROVER, expiry, { predecessor: BEN, since: roster.serial + 1 });
  return { ...roster, serial: roster.serial + 1, keys: [...roster.keys, next] };
}

describe("a key's life", () => {
  test("pending, active, its predecessor retiring, then retired for good", async () => {
    await at.chain.undoing(async () => {
      const roster = withSuccessor(at.roster);
      await setRoster(at, roster);
      expect(keyState(await state(), roster, NEXT)).toBe("Pending");
      const prepared = Acts.prepare(await state(), { kind: "activate", key: NEXT });
      await Acts.perform(at.sender, prepared, await sign(prepared));
      const active = await state();
      expect([keyState(active, roster, NEXT), keyState(active, roster, BEN)]).toEqual(["Active", "Retiring"]);
      expect(
        await refusalOf(async () => Acts.perform(at.sender, prepared, await sign(prepared))),
      ).toMatchObject({
        code: "Revert.UnexpectedKeyState",
        details: { args: [NEXT, 1, 0] },
      });
      expect(await refusalOf(() => retire(at.sender, at.address, CLEO))).toMatchObject({
        code: "Revert.UnexpectedKeyState",
        details: { args: [CLEO, 1, 2] },
      });
      await retire(at.sender, at.address, BEN);
      const ended = await state();
      expect(keyState(ended, roster, BEN)).toBe("Retired");
      expect(ended.keys[BEN]?.endedAt).toBe(ended.block.timestamp);
      const ben = roster.keys[BEN];
      expect(ended.tombstones).toEqual(ben ? [RosterCodec.identity(ben)] : []);
    });
  });

  test("a roster and the activation that comes with it, in one operation", async () => {
    await at.chain.undoing(async () => {
      const roster = withSuccessor(at.roster);
      await setRoster(at, roster, [await activation(at, NEXT, roster)]);
      const now = await state();
      expect(rosterOf(now)).toEqual(roster);
      expect([keyState(now, roster, NEXT), keyState(now, roster, BEN)]).toEqual(["Active", "Retiring"]);
    });
  });

  test("activation needs the key's own signature: an empty one from its own address does not do", async () => {
    await at.chain.undoing(async () => {
      await setRoster(at, withSuccessor(at.roster));
      const prepared = Acts.prepare(await state(), { kind: "activate", key: NEXT });
      const own = await senderOf(at, NEXT);
      expect(await refusalOf(() => Acts.perform(own, prepared))).toMatchObject({
        code: "Revert.InvalidSignature",
        details: { args: [NEXT] },
      });
    });
  });

  test("a key declares itself compromised, by signature or from its own address", async () => {
    await at.chain.undoing(async () => {
      const signed = Acts.prepare(await state(), { kind: "compromise", key: DAN });
      expect(await codeOfAsync(() => Acts.perform(at.sender, signed))).toBe("Revert.InvalidSignature");
      await Acts.perform(at.sender, signed, await sign(signed));
      const unsigned = Acts.prepare(await state(), { kind: "compromise", key: CLEO });
      await Acts.perform(await senderOf(at, CLEO), unsigned);
      const now = await state();
      expect([keyState(now, at.roster, DAN), keyState(now, at.roster, CLEO)]).toEqual([
        "Compromised",
        "Compromised",
      ]);
      expect(now.config.epoch).toBe(2);
      expect(now.tombstones).toHaveLength(2);
    });
  });
});

describe("approval on-chain", () => {
  test("stands in for a signature, and only from the key's own address", async () => {
    await at.chain.undoing(async () => {
      const signed = await change(at);
      const file = { ...signed, signatures: signed.signatures.filter(({ act }) => act === "propose") };
      expect(await refusalOf(() => approve(at.sender, file, CLEO))).toMatchObject({
        code: "Revert.InvalidSignature",
        details: { args: [CLEO] },
      });
      const cleo = await senderOf(at, CLEO);
      await approve(cleo, file, CLEO);
      expect(await refusalOf(() => approve(cleo, file, CLEO))).toMatchObject({
        code: "Revert.AlreadyPreApproved",
        details: { args: [file.id, CLEO] },
      });
      const { operation } = await submit(at.sender, file);
      expect(Stamp.decode(operation.stamp).approvers).toEqual([CLEO]);
    });
  });

  test("is not given to an edited file", async () => {
    const file = await change(at);
    const edited = { ...file, proposal: { ...file.proposal, deadline: file.proposal.deadline - 1 } };
    expect(await codeOfAsync(() => approve(at.sender, edited, CLEO))).toBe("ProposalFile.IdMismatch");
  });
});

test("nothing is scheduled before tier 0 could act; the last activation opens it", async () => {
  const young = await hre.network.create();
  const founded = await foundConclave(young, { activate: false });
  const connection = await connect(young.provider);
  const sender = { connection, account: at.sender.account };
  const chainState = () => ChainState.read(connection, founded.address);
  const early = { ...at, ...founded, connection, sender };
  expect(await codeOfAsync(async () => submit(sender, await change(early)))).toBe("Approval.NotOpened");
  for (let index = 0; !(await chainState()).config.opened; index++) {
    const prepared = Acts.prepare(await chainState(), { kind: "activate", key: index });
    await Acts.perform(sender, prepared, await sign(prepared));
  }
  const opened = await chainState();
  expect(opened.keys.filter(({ state: name }) => name === "Active").map(({ key: index }) => index)).toEqual([
    0, 1, 2, 3, 4,
  ]);
  await young.close();
});
