import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import hre from "hardhat";
import { type Address, keccak256, toBytes, zeroAddress, zeroHash } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Checklist, Item } from "../../src/role/holder/file.ts";
import { artifact } from "../support/artifact.ts";
import type { TestChain } from "../support/chain.ts";
import { OUTSIDER } from "../support/people.ts";
import { expectNoSecrets } from "./secrets.ts";
import {
  chainOf,
  cleanUp,
  LABELS,
  layOut,
  type Ran,
  refusalOf,
  runnerFor,
  type Stage,
  valueFrom,
} from "./stage.ts";

const DAY = 86_400;
const WRITER = keccak256(toBytes("WRITER"));

type Answer = { folder: string; checklist: Checklist; overdue: string[]; lockedOut?: string[] };

/** Zoe comes as a fourth approver, then Dan leaves: in order, each test goes on where the one before ended. */
describe("people who come and go, by tasks alone", { timeout: 300_000 }, () => {
  const registryAbi = artifact("mocks/Registry").abi;
  let chain: TestChain;
  let stage: Stage;
  let task: (id: readonly string[], args?: Record<string, unknown>) => Promise<Ran>;
  let registry: Address;
  let zoe: string;
  const at = (name: string) => join(stage.folder, name);
  const coming = (args: Record<string, unknown> = {}) =>
    task(["holder", "onboard"], { file: zoe, folder: at("zoe"), ...args });
  const leaving = (args: Record<string, unknown> = {}) =>
    task(["holder", "offboard"], { person: "Dan", folder: at("dan"), proposals: stage.proposals, ...args });
  const printed = ({ out }: Ran) => JSON.parse(out) as Answer;
  const states = ({ checklist: { items } }: Answer) =>
    Object.fromEntries(items.map(({ id, state }) => [id, state]));
  const item = ({ checklist: { items } }: Answer, start: string): Item | undefined =>
    items.find(({ id }) => id.startsWith(start));
  const sign = async (file: string, approvers: readonly string[], wait: number) => {
    valueFrom(await task(["proposal", "approve"], { file, key: "ana", yes: true }));
    if (wait > DAY) valueFrom(await task(["proposal", "test"], { file, key: "eve" }));
    for (const key of approvers) valueFrom(await task(["proposal", "approve"], { file, key, yes: true }));
    valueFrom(await task(["proposal", "submit"], { file }));
    await chain.advance(wait);
    valueFrom(await task(["proposal", "execute"], { file }));
  };

  beforeAll(async () => {
    chain = await chainOf(hre);
    registry = await chain.deploy("mocks/Registry", [OUTSIDER.address]);
    const place = (digit: string) => zeroAddress.replace(/0$/, digit);
    stage = await layOut(await chain.now(), {
      vault: registry,
      registry,
      token: place("7"),
      treasury: place("8"),
    });
    task = runnerFor(hre, stage);
    const { conclave } = valueFrom<{ conclave: Address }>(
      await task(["conclave", "deploy"], { record: true }),
    );
    for (const label of LABELS) valueFrom(await task(["key", "activate"], { label }));
    const { keys } = valueFrom<{ keys: { label: string; address: Address }[] }>(await task(["key", "list"]));
    const dan = keys.find(({ label }) => label === "dan")?.address;
    await chain.write(registry, registryAbi, "grantRole", [WRITER, dan]);
    await chain.write(registry, registryAbi, "grantRole", [zeroHash, conclave]);
    const charter = await readFile(stage.charter, "utf8");
    const rule = '  - { target: registry, function: "revokeRole(bytes32,address)", tiers: [routine] }';
    await writeFile(
      stage.charter,
      charter
        .replace("rules:\n", `rules:\n${rule}\n`)
        .replace(
          "\nwatched:",
          `\ncatalogue:\n  - { on: registry, role: WRITER, members: [dan] }\n\nwatched:`,
        ),
    );
    valueFrom(
      await task(["charter", "plan"], { file: stage.charter, folder: at("plan"), safes: at("none.yaml") }),
    );
    const [name = ""] = await readdir(at("plan/31337"));
    await sign(join(at("plan/31337"), name), ["ben", "cleo"], 2 * DAY);
    const made = valueFrom<{ address: Address }>(
      await task(["key", "generate"], { label: "zoe", holder: "Zoe", light: true }),
    );
    zoe = at("zoe.yaml");
    const year = new Date(((await chain.now()) + 300 * DAY) * 1000).toISOString().slice(0, 10);
    await writeFile(
      zoe,
      `version: 1
person: { name: Zoe }
keys:
  - { label: zoe, kind: EOA, address: "${made.address}", roles: [approver], expires: ${year} }
training:
  - { what: signing drill, by: Eve }
  - { what: phishing drill, done: 2026-01-05 }
`,
    );
  });
  afterAll(async () => {
    await expectNoSecrets(stage);
    await cleanUp(stage);
  });

  test("given an approver whom tier 0 cannot do without, leaving is refused and says who must come first", async () => {
    const ran = await leaving({ json: true });
    expect(ran.ok).toBe(false);
    expect((ran.error as { code: string }).code).toBe("Holder.WouldLockOut");
    const answer = printed(ran);
    expect(answer.lockedOut?.join()).toMatch(/losing \w+ leaves 1 approver/);
    // What can go goes all the same.
    expect(item(answer, "revoke-")).toMatchObject({ kind: "revoke", tier: 1, state: "open" });
    expect(answer.checklist.items.map(({ what }) => what).join()).not.toContain("retirement of key dan");
    expect(await readFile(at("dan/charter.yaml"), "utf8")).toContain(
      "{ on: registry, role: WRITER, members: [] }",
    );
  });

  test("coming is a list in order, with a charter, a proposal and deadlines", async () => {
    const answer = valueFrom<Answer>(await coming());
    expect(states(answer)).toEqual({
      "training-signing-drill": "open",
      "training-phishing-drill": "done",
      "proof-zoe-31337": "open",
      "charter-31337": "open",
      "activate-zoe-31337": "open",
    });
    const { begun, due } = answer.checklist;
    expect(due - begun).toBe(14 * DAY);
    const charter = await readFile(at("zoe/charter.yaml"), "utf8");
    expect(charter).toContain("{ id: 9, name: Zoe }");
    expect(charter).toContain("{ label: zoe, index: 9, owner: Zoe, kind: EOA");
    expect(await readFile(stage.charter, "utf8")).not.toContain("Zoe");
    expect(await readFile(at("zoe/README.md"), "utf8")).toContain("# Onboarding: Zoe");
  });

  test("run again it shows progress: the proof comes along with the amendment and the key is in use", async () => {
    // By its label, or by its file: the proof lies where the plan looks for it.
    for (const label of ["zoe", join(stage.keys, "zoe.json")]) {
      const args = { label, charter: at("zoe/charter.yaml"), folder: at("zoe/plan") };
      const { written } = valueFrom<{ written: { path: string }[] }>(await task(["charter", "prove"], args));
      expect(written.map(({ path }) => path)).toEqual([at("zoe/plan/31337/activations/zoe.json")]);
    }
    const proven = valueFrom<Answer>(await coming());
    expect(states(proven)).toMatchObject({ "proof-zoe-31337": "done", "charter-31337": "open" });
    await sign(item(proven, "charter-")?.file ?? "", ["ben", "cleo"], 2 * DAY);
    const answer = valueFrom<Answer>(await coming({ write: true }));
    expect(states(answer)).toMatchObject({
      "proof-zoe-31337": "done",
      "activate-zoe-31337": "done",
      "charter-31337": "done",
    });
    expect(await readFile(stage.charter, "utf8")).toContain("name: Zoe");
    expect(valueFrom(await task(["charter", "diff"], { file: stage.charter }))).toMatchObject({ same: true });
  });

  test("once somebody else is there, leaving is drafted: role, key, charter, with deadlines", async () => {
    const answer = valueFrom<Answer>(await leaving({ urgency: "14d", reason: "moves on" }));
    // The class was chosen when it was begun.
    expect(answer.checklist).toMatchObject({ urgency: "7d", act: "offboard", person: "Dan" });
    const kinds = answer.checklist.items.map(({ kind, state }) => `${kind} ${state}`);
    expect(kinds).toEqual(
      expect.arrayContaining(["revoke open", "key open", "charter open", "keystore open"]),
    );
    const key = item(answer, "key-");
    expect(key).toMatchObject({ what: "begins the retirement of key dan", tier: 0 });
    const charter = item(answer, "charter-");
    expect(charter?.words.join()).toMatch(/key dan of Dan expires/);
    // Both are tier 0's: they must not be meant for one lane.
    const lanes = await Promise.all(
      [key, charter].map(
        async (one) => JSON.parse(await readFile(one?.file ?? "", "utf8")).proposal.lane as number,
      ),
    );
    expect(new Set(lanes).size).toBe(2);
    expect(refusalOf(await leaving({ person: "Nobody" }))).toBe("Holder.Unknown");
    expect(refusalOf(await leaving({ folder: at("zoe") }))).toBe("Holder.OtherList");
  });

  test("what the chain shows no more is done, and what is overdue fails the check", async () => {
    const first = valueFrom<Answer>(await leaving());
    const revoke = item(first, "revoke-");
    await sign(revoke?.file ?? "", ["ben"], DAY);
    await sign(item(first, "key-")?.file ?? "", ["ben", "cleo"], 2 * DAY);
    const answer = valueFrom<Answer>(await leaving({ check: true }));
    expect(states(answer)).toMatchObject({ [revoke?.id ?? ""]: "done" });
    expect(item(answer, "end-dan")).toMatchObject({ state: "open", command: "hardhat key retire dan" });
    // Begun eight days ago.
    const path = at("dan/checklist.json");
    const list = JSON.parse(await readFile(path, "utf8")) as Checklist;
    await writeFile(path, JSON.stringify({ ...list, begun: list.begun - 8 * DAY }));
    const late = await leaving({ check: true, json: true });
    expect((late.error as { code: string }).code).toBe("Holder.Overdue");
    expect(printed(late).overdue).toContain("end-dan-31337");
    expect(printed(late).overdue).not.toContain(revoke?.id);
    expect((await leaving()).ok).toBe(true);
  });

  test("within 48 hours a suspension comes first, within the hour", async () => {
    const ran = await task(["holder", "offboard"], {
      person: "Zoe",
      folder: at("zoe-out"),
      urgency: "48h",
      json: true,
      proposals: stage.proposals,
    });
    const answer = printed(ran);
    const [first] = answer.checklist.items;
    expect(first).toMatchObject({ kind: "suspend", who: ["Gus", "Hana"] });
    expect((first?.by ?? 0) - answer.checklist.begun).toBe(3_600);
  });

  test("a class that there is none of is refused", async () => {
    expect(refusalOf(await leaving({ person: "Eve", folder: at("eve"), urgency: "3d" }))).toBe(
      "Task.UnknownUrgency",
    );
  });
});
