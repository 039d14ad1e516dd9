import hre from "hardhat";
import { beforeAll, describe, expect, it } from "vitest";
import { type Audit, verify } from "../../../src/audit/verify.ts";
import { Role, type Roster } from "../../../src/charter/model.ts";
import { wordsFrom } from "../../../src/charter/words.ts";
import { changesSince } from "../../../src/role/review/changes.ts";
import { oneLine } from "../../../src/role/review/line.ts";
import { outside } from "../../../src/role/review/remarks.ts";
import { type World, worldSchema } from "../../../src/role/world.ts";
import { activation, setRoster } from "../../support/conclave.ts";
import { BEN, DAN, EVE, HANA, key, PIA } from "../../support/people.ts";
import { byConclave, call, OPERATOR, prepared, type Stage, stage } from "./stage.ts";

const NEWCOMER = 20;
const words = wordsFrom(null);
let place: Stage;
let began = 0;
let next: Roster;

beforeAll(async () => {
  place = await stage(await hre.network.create());
  const { chain, roster } = place;
  began = await chain.now();
  const expiry = roster.keys[0]?.expiry ?? 0;
  const keys = roster.keys.map((one, index) => {
    // Pia goes, Eve becomes an executor too; below, somebody joins and Dan gets another key.
    if (one === null || index === PIA) return null;
    return index === EVE ? { ...one, roles: Role.TESTER | Role.EXECUTOR | Role.SEVERAL } : one;
  });
  next = {
    ...roster,
    serial: 2,
    keys: [
      ...keys,
      key(13, NEWCOMER, Role.APPROVER, expiry, { since: 2 }),
      key(14, DAN, Role.APPROVER, expiry, { since: 2 }),
    ],
  };
}, 120_000);

describe("who joined, moved and left", () => {
  it("is what amendments of the roster and acts about keys say, since the moment asked for", async () => {
    await place.chain.undoing(async () => {
      // A key is retired before it may be left out: here Pia stays.
      const kept = {
        ...next,
        keys: next.keys.map((one, index) => (index === PIA ? (place.roster.keys[PIA] ?? null) : one)),
      };
      await setRoster(place, kept, [await activation(place, 13, kept), await activation(place, 14, kept)]);
      const audit = await verify(place.chain.client, place.address, { fromBlock: 0 });
      expect(audit.ok).toBe(true);
      const changes = changesSince(audit, began, words);
      expect(changes.map(({ kind, holder }) => [kind, holder])).toEqual([
        ["moved", DAN],
        ["moved", EVE],
        ["joined", NEWCOMER],
      ]);
      expect(changes[0]?.what).toMatch(/^got a new key on /);
      expect(changes[1]?.what).toMatch(/^became .*executor.*, having been tester on /);
      expect(changesSince(audit, await place.chain.now(), words)).toEqual([]);
      const file = await prepared(place);
      expect(file.changes).toEqual(changes);
      const eve = file.roles.find(({ id }) => id === OPERATOR)?.grants.find(({ holder }) => holder === EVE);
      expect(eve?.suggestion.reason).toMatch(/^ask whether it is still needed: /);
    });
  });

  it("tells of leavers, suspensions and keys out of use", () => {
    const at = (time: number) => ({ time, block: 1, index: 0, transaction: "0x" as const });
    const link = (eventName: string, args: object, time = began + 1) => ({
      link: { eventName, args, at: at(time), lane: 0, word: "0x" },
      position: 1,
    });
    const audit = {
      rosters: new Map([
        [1, place.roster],
        [2, next],
      ]),
      links: [
        link("RosterAmended", { generation: 1 }, began - 1),
        link("KeyRetired", { key: PIA }),
        link("KeyCompromised", { key: BEN }),
        link("HolderSuspended", { holder: HANA }),
        link("SuspensionLifted", { holder: HANA }),
        link("RosterAmended", { generation: 2 }),
        link("RosterRenewed", { generation: 2 }),
      ],
    } as unknown as Pick<Audit, "links" | "rosters">;
    expect(changesSince(audit, began, words).map(({ kind, holder }) => [kind, holder])).toEqual([
      ["moved", PIA],
      ["moved", BEN],
      ["suspended", HANA],
      ["returned", HANA],
      ["moved", DAN],
      ["moved", EVE],
      ["left", PIA],
      ["joined", NEWCOMER],
    ]);
  });
});

describe("what else reviewers are told", () => {
  const world: World = worldSchema.parse({
    format: "conclave-world/1",
    chainId: 31_337,
    block: { number: 1, hash: `0x${"01".repeat(32)}`, timestamp: 1 },
    conclave: null,
    people: [{ holder: 1, name: "Ben", organisation: null, place: null, suspendedUntil: 0 }],
    keys: [
      {
        index: 1,
        label: "ben",
        holder: 1,
        account: `0x${"10".repeat(20)}`,
        kind: "EOA",
        roles: 2,
        usable: true,
        expires: 9,
        vendor: null,
        device: null,
        place: null,
      },
    ],
    accounts: [{ address: `0x${"11".repeat(20)}`, label: "vault", kind: "contract", is: [] }],
    powers: ["ownable", "role-manager", "conclave"].map((source) => ({
      id: source,
      on: `0x${"11".repeat(20)}`,
      source,
      name: "owner",
      raw: "owner",
      effects: ["any"],
      functions: null,
      need: {
        kind: "members",
        atLeast: 1,
        of: [{ account: `0x${"10".repeat(20)}`, since: 0, ends: null, delay: 0 }],
      },
      delay: 0,
      also: [],
      given: [],
      stopped: [],
    })),
    unread: [{ on: `0x${"11".repeat(20)}`, what: "modules", why: "the node failed" }],
  });

  it("is every privilege that no review reaches, and what could not be read", () => {
    expect(outside(world)).toEqual([
      "nobody reviews: owner of vault (ownable): Ben (ben)",
      "not read: modules of vault: the node failed",
    ]);
  });

  it("stands in the file; of another chain's World it is said that it was no use", async () => {
    const { remarks: told } = await prepared(place, { world });
    expect(told).toEqual([expect.stringMatching(/are as of block 1, 1970-01-01/), ...outside(world)]);
    const { remarks } = await prepared(place, { world: { ...world, chainId: 1 } });
    expect(remarks).toEqual([expect.stringMatching(/is of chain 1/)]);
  });

  it("cannot drive a terminal, whatever a contract calls itself", async () => {
    expect(oneLine(`a\u001b[2J\n${"b".repeat(600)}`)).toMatch(/^a \[2J b{490,}…$/);
    expect(oneLine("b".repeat(600))).toHaveLength(500);
    await place.chain.undoing(async () => {
      await byConclave(place, [call(place.manager, "labelRole", [OPERATOR, "oper\u001b]0;\u202eator"])]);
      expect((await prepared(place)).roles[1]?.name).toBe("oper ]0; ator");
    });
  });
});
