import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import hre from "hardhat";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pretty } from "../../src/canonical.ts";
import { at, DAY, members, power, quorum, world } from "../role/world-kit.ts";
import { refusalOf, run } from "./stage.ts";

let folder: string;
let file: string;
const named = (name: string) => join(folder, name);
const role = (command: string, args: Record<string, unknown>) =>
  run(hre, { printed: [] }, ["role", command], { world: file, ...args });

const scene = world({
  people: ["Ana", "Ben", "Cleo"],
  conclave: "conclave",
  powers: [
    power("conclave#tier 0", ["act", "charter"], quorum({ approvers: [0, 1, 2], approvals: 1 }), {
      source: "conclave",
      delay: 2 * DAY,
      stopped: ["conclave#cancel"],
    }),
    power("conclave#cancel", ["veto"], quorum({ approvers: [2], approvals: 0 })),
    power("ops#owners", ["act"], members(2, ["ana", "ben", "cleo"]), { source: "safe" }),
    power("vault#owner", ["funds"], members(1, ["ops", "bridge"])),
    power("bridge#pauser", ["pause"], members(1, ["ana"])),
  ],
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "conclave-analysis-"));
  file = named("world.json");
  const unread = [{ on: at("vault"), what: "roles", why: "no logs" }];
  await writeFile(file, pretty({ ...scene, unread }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("role collusion: a table of all goals and groupings, the sets by people, what can be blocked, and what is not known", async () => {
  const { ok, out } = await role("collusion", {});
  expect(ok).toBe(true);
  expect(out).toMatch(/^goal +people +organisations +vendors +places$/m);
  expect(out).toMatch(/^funds +2 +2 +1 +1$/m);
  expect(out).toMatch(/^upgrade +- +- +- +-$/m);
  expect(out).toContain("funds by people: 2, all 3 sets:\n  - any 2 of Ana, Ben, Cleo, at once\n");
  expect(out).toContain("Ana's ana + Ben's ben → owners of ops (2 of 3)");
  expect(out).toContain("tier 0 of conclave can be stopped within 48 h by Cleo alone");
  expect(out).toMatch(/^owners of ops +2 +any 2 of Ana, Ben, Cleo$/m);
  expect(out).toContain("taken to act by their own code alone:\n  - bridge");
  expect(out).toContain("could not be read, so there may be more:\n  - vault: roles (no logs)");
});

test("role collusion: one goal, one grouping, one contract; as JSON, and as a picture", async () => {
  const picture = named("funds.svg");
  const args = { goal: "funds", by: "people", on: "vault", svg: picture };
  const { out, err } = await role("collusion", { ...args, json: true });
  expect(JSON.parse(out)).toMatchObject({
    format: "conclave-collusion/1",
    found: [{ goal: "funds", by: "people", on: at("vault"), size: 2, count: "3", unlisted: "0" }],
    blocked: [],
    selfMoved: [at("bridge")],
  });
  expect(err).toContain(`wrote ${picture}`);
  expect(await readFile(picture, "utf8")).toMatch(/^<svg .*Who can move funds on vault.*<\/svg>\n$/s);
});

test("role blast: what falls with a person, how it is taken away; as JSON, and as a picture", async () => {
  const picture = named("cleo.svg");
  const { out } = await role("blast", { holder: "cleo", svg: picture });
  expect(out).toMatch(/^lost +Cleo$/m);
  expect(out).toContain("  cancel of conclave (veto), at once\n      Cleo's cleo → cancel of conclave");
  expect(out).toContain("with any one of Ana, Ben:\n  - ");
  expect(out).toMatch(/^owners of ops +cleo +swap-owner: owners of ops$/m);
  expect(await readFile(picture, "utf8")).toContain("What Cleo could do alone");
  const told = JSON.parse((await role("blast", { key: "cleo", json: true })).out);
  expect(told).toMatchObject({ format: "conclave-blast/1", unit: { name: "cleo", keys: [2] } });
  expect(told.alone.map(({ power: id }: { power: string }) => id)).toEqual(["conclave#cancel"]);
});

test("given a guardian among those who act: how many of the others it takes", async () => {
  const other = named("guarded.json");
  const stopped = ["conclave#void"];
  const guarded = world({
    people: ["Ana", "Ben", "Cleo", "Dan", "Eve"],
    conclave: "conclave",
    powers: [
      power("conclave#tier 0", ["act"], quorum({ proposers: [0], approvers: [1], approvals: 1 }), {
        ...{ source: "conclave", delay: 2 * DAY, stopped },
      }),
      power("conclave#void", ["veto"], quorum({ proposers: [1, 2, 3, 4], approvers: [], approvals: 0 }), {
        source: "conclave",
      }),
    ],
  });
  await writeFile(other, pretty(guarded));
  const { out } = await role("collusion", { goal: "funds", by: "people", world: other });
  expect(out).toContain(
    "tier 0 of conclave can be stopped within 48 h by any 2 of Cleo, Dan, Eve together\n",
  );
});

test("what is not known is refused", async () => {
  expect(refusalOf(await role("collusion", { goal: "fame" }))).toBe("Task.NotOneOf");
  expect(refusalOf(await role("collusion", { by: "stars" }))).toBe("Task.NotOneOf");
  expect(refusalOf(await role("collusion", { on: "attic" }))).toBe("Role.NoSuchContract");
  expect(refusalOf(await role("collusion", { svg: named("x.svg") }))).toBe("Task.WhichGoal");
  expect(refusalOf(await role("blast", {}))).toBe("Role.WhichUnit");
  expect(refusalOf(await role("blast", { holder: "Zoe" }))).toBe("Role.NoSuchUnit");
});
