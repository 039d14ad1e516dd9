import { afterAll, beforeAll, expect, test } from "vitest";
import { history } from "../../src/audit/history.ts";
import { findingLine, toJson, toMarkdown } from "../../src/audit/report.ts";
import { type Audit, verify } from "../../src/audit/verify.ts";
import type { Words } from "../../src/charter/words.ts";
import { wordsFrom } from "../../src/charter/words.ts";
import * as Interfaces from "../../src/proposal/interfaces.ts";
import { DAY } from "../support/people.ts";
import { lyingNode } from "./doctored.ts";
import { live } from "./life.ts";
import { open, type Scene } from "./scene.ts";

const NAMES = ["Ana", "Ben", "Cleo", "Dan", "Eve", "Gus", "Pia", "Tom", "Hana"];
let scene: Scene;
let audit: Audit;
let words: Words;

beforeAll(async () => {
  scene = await open();
  await live(scene);
  audit = await verify(scene.founded.chain.client, scene.founded.address, { fromBlock: 0 });
  words = {
    ...wordsFrom(null),
    person: (holder) => NAMES[holder] ?? `holder ${holder}`,
    place: (address) => (address === scene.vault ? "the vault" : address),
  };
});

afterAll(() => scene.close());

function told() {
  return history(
    audit,
    words,
    Interfaces.from(scene.founded.address, ["function setFee(uint256 fee)", "function pause()"]),
  );
}

test("an operation tells who proposed, tested and approved it, what ran and when", () => {
  const { operations } = told();
  const [rulebook, fee, refused, emergency] = operations;
  expect(rulebook).toMatchObject({
    proposer: "Ana (k0)",
    tester: "Eve (k4)",
    approvers: ["Ben (k1)", "Cleo (k2)"],
    outcome: "executed",
    isProtected: false,
  });
  expect(rulebook?.calls[0]).toMatch(/^amendRulebook\(hash: 0x/);
  expect(fee?.calls).toEqual(["setFee(fee: 5) of the vault"]);
  expect(fee).toMatchObject({ tester: null, approvers: ["Ben (k1)"], outcome: "executed" });
  expect((fee?.endedAt ?? 0) - (fee?.scheduledAt ?? 0)).toBeGreaterThanOrEqual(DAY);
  expect(refused).toMatchObject({ outcome: "cancelled", ending: "cancelled by Gus (k5)" });
  expect(emergency).toMatchObject({ outcome: "executed", calls: ["pause() of the vault"] });
  expect(emergency?.endedAt).toBe(emergency?.scheduledAt);
  expect(emergency?.transactions).toHaveLength(1);
});

test("what never ran is told too", () => {
  const { operations } = told();
  const expired = operations.filter(({ outcome }) => outcome === "expired");
  expect(expired.map(({ ending }) => ending)).toEqual([
    "scheduled over, after it had expired",
    "nobody executed it in time",
  ]);
  const endings = new Map(operations.map(({ outcome, ending }) => [outcome, ending]));
  expect(endings.get("stopped")).toBe("stopped by Dan (k3)");
  expect(endings.get("cleared")).toMatch(/^cleared as dead, by 0x/);
  const waiting = told().operations.filter(({ outcome }) => outcome === "pending");
  expect(waiting).toEqual([]);
  const protectedOnes = told().operations.filter(({ isProtected }) => isProtected);
  expect(protectedOnes.map(({ outcome }) => outcome)).toEqual(["executed"]);
});

test("the register is told in people's words", () => {
  const sentences = told().happenings.map(({ sentence }) => sentence);
  expect(sentences[0]).toBe("the Conclave is founded with roster 1");
  expect(sentences.filter((sentence) => sentence.endsWith("scheduling is open"))).toHaveLength(1);
  expect(sentences).toContain("Ben (k13) takes the key into use, and key k9 out of use");
  expect(sentences).toContain(`tier 0 waives, for the key of Ben (k9), ERC-20 ${scene.token}`);
  expect(sentences).toContain("Gus (k5) voids all consent given so far; epoch 2 begins");
  expect(sentences).toContain("Hana (k8) lifts the suspension of Dan");
  expect(sentences).toContain("tier 0 lifts the suspension of Cleo");
  expect(sentences).toContain("Pia (k6) declares the own key compromised; epoch 3 begins");
});

test("a link that ends an operation is told with the operation that was scheduled before it in its lane", () => {
  const { operations, happenings } = told();
  const ended = operations.filter(({ endedAt }) => endedAt !== null);
  const ends = happenings.filter(({ event }) =>
    ["Executed", "Cancelled", "Cleared", "Stopped"].includes(event),
  );
  expect(ends).toHaveLength(ended.length);
  for (const { id, ending, lane, endedAt } of ended) {
    const said = ends.filter((end) => end.lane === lane && end.time === endedAt);
    expect(said.map(({ sentence }) => sentence)).toEqual([`operation ${id.slice(0, 10)}… is ${ending}`]);
  }
  expect(ends.some(({ sentence }) => sentence.endsWith("is executed, sent by Pia (k6)"))).toBe(true);
});

test("a link that ends what no log scheduled is told without a name", async () => {
  const node = lyingNode(scene.founded.chain.provider);
  const first = audit.links.findIndex(({ link }) => link.eventName === "Scheduled");
  const doctored = await verify(
    node((logs) => logs.toSpliced(first, 1)),
    scene.founded.address,
    { fromBlock: 0 },
  );
  const { happenings } = history(doctored, words, Interfaces.from(scene.founded.address, []));
  const end = happenings.find(({ event }) => event === "Executed");
  expect(end?.sentence).toMatch(/^an unknown operation is executed, sent by /);
});

test("the report is one canonical JSON document, the same on every machine", async () => {
  const again = await verify(scene.founded.chain.client, scene.founded.address, { fromBlock: 0 });
  const text = toJson(audit, told());
  expect(toJson(again, told())).toBe(text);
  const json = JSON.parse(text);
  expect(json).toMatchObject({
    format: "conclave-audit/1",
    ok: true,
    findings: [],
    links: audit.links.length,
  });
  expect(json.operations).toHaveLength(told().operations.length);
});

test("the report for people says what was found, and lets no name become markup", async () => {
  const markdown = toMarkdown(audit, told());
  expect(markdown).toContain("The history is whole and in order");
  expect(markdown).toContain("  - setFee(fee: 5) of the vault");
  const node = lyingNode(scene.founded.chain.provider);
  const doctored = await verify(
    node((logs) => logs.slice(0, -1)),
    scene.founded.address,
    { fromBlock: 0 },
  );
  const [finding] = doctored.findings;
  expect(finding && findingLine(finding)).toMatch(/^- missing: the register: the logs end with link 37/);
  const hostile = { ...words, person: () => "**Ana**\n# <b>" };
  const escaped = toMarkdown(
    doctored,
    history(doctored, hostile, Interfaces.from(scene.founded.address, [])),
  );
  expect(escaped).toContain("Do not rely on this history");
  expect(escaped).toContain("\\*\\*Ana\\*\\* \\# \\<b\\>");
  expect(escaped).not.toContain("<b>");
});
