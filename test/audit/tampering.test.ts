import { type Hex, keccak256, numberToHex } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { FindingKind, Positioned } from "../../src/audit/finding.ts";
import { type EventName, hashAfter, REGISTER } from "../../src/audit/link.ts";
import { type Audit, verify } from "../../src/audit/verify.ts";
import { random } from "../proposal/random.ts";
import { altered, encodeLog, eventOf, inserted, lyingNode, paths, type RawLog } from "./doctored.ts";
import { live } from "./life.ts";
import { expectLocated } from "./located.ts";
import { open, type Scene } from "./scene.ts";

let scene: Scene;
let node: ReturnType<typeof lyingNode>;
let honest: Audit;
let logs: readonly RawLog[];

beforeAll(async () => {
  scene = await open();
  await live(scene);
  node = lyingNode(scene.founded.chain.provider);
  honest = await told((all) => {
    logs = all;
    return all;
  });
  expect(honest.ok).toBe(true);
});

afterAll(() => scene.close());

function told(doctor: (all: readonly RawLog[]) => readonly RawLog[]): Promise<Audit> {
  return verify(node(doctor), scene.founded.address, { fromBlock: 0 });
}

function placeOf(index: number): Positioned {
  return honest.links[index] as Positioned;
}

function without(index: number): RawLog[] {
  return logs.toSpliced(index, 1);
}

function nextInLane(index: number): Positioned | undefined {
  const { lane } = placeOf(index).link;
  return honest.links.slice(index + 1).find(({ link }) => link.lane === lane);
}

test("a dropped log is missed, whichever it is", async () => {
  for (const index of logs.keys()) {
    const { link, position } = placeOf(index);
    const audit = await told(() => without(index));
    const what = `dropped ${link.eventName} ${position} of lane ${link.lane}`;
    const next = nextInLane(index);
    if (next === undefined) {
      expectLocated(audit, link.lane, position - 1, ["missing"], what);
      continue;
    }
    const found = expectLocated(audit, link.lane, position, ["missing", "broken"], what);
    expect(found.event).toBe(next.link.eventName);
    expect(found.block).toBe(next.link.at.block);
  }
}, 300_000);

/** Each event's first and last log, and the last log of each lane. */
function samples(): number[] {
  const name = (index: number) => placeOf(index).link.eventName;
  return [...logs.keys()].filter((index) => {
    const [before, behind] = [honest.links.slice(0, index), honest.links.slice(index + 1)];
    const isAmong = (links: readonly Positioned[]) =>
      links.some(({ link }) => link.eventName === name(index));
    return !isAmong(before) || !isAmong(behind) || nextInLane(index) === undefined;
  });
}

test("an altered argument shows, whichever it is", async () => {
  for (const index of samples()) {
    const log = logs[index] as RawLog;
    const { link, position } = placeOf(index);
    for (const path of paths(log)) {
      const audit = await told(() => logs.with(index, altered(log, path)));
      const what = `altered ${path} of ${link.eventName} ${position} of lane ${link.lane}`;
      if (path !== "lane" && path !== "proposal.lane") {
        expectLocated(audit, link.lane, position, ["altered", "broken"], what);
        continue;
      }
      // In the other lane it stands alone, and its own lane misses it.
      const own = audit.findings.filter(({ lane }) => lane === link.lane);
      const others = audit.findings.filter(
        ({ lane, event }) => lane !== link.lane && event === link.eventName,
      );
      expect(own.length * others.length, `${what}: ${JSON.stringify(audit.findings)}`).toBeGreaterThan(0);
    }
  }
}, 600_000);

test("an altered proposal, and an altered id of one, are named as such, once", async () => {
  for (const [index, log] of logs.entries()) {
    const { link, position } = placeOf(index);
    if (link.eventName !== "Scheduled") continue;
    for (const path of ["id", "proposal.note", "proposal.calls", "proposal.prev"]) {
      const audit = await told(() => logs.with(index, altered(log, path)));
      const what = `altered ${path} of Scheduled ${position} of lane ${link.lane}`;
      const found = expectLocated(audit, link.lane, position, ["altered"], what);
      expect(found.message).toMatch(/ carries a proposal that does not hash to its id$/);
      expect(audit.findings.filter(({ kind }) => kind !== "impossible")).toEqual([found]);
    }
  }
}, 300_000);

test("two neighbours that changed places show", async () => {
  for (const [index, log] of logs.entries()) {
    const next = logs[index + 1];
    if (next === undefined) continue;
    const swapped = logs
      .with(index, { ...log, topics: next.topics, data: next.data })
      .with(index + 1, { ...next, topics: log.topics, data: log.data });
    const audit = await told(() => swapped);
    const { link, position } = placeOf(index);
    const what = `swapped ${link.eventName} ${position} of lane ${link.lane} with ${placeOf(index + 1).link.eventName}`;
    expect(audit.ok, what).toBe(false);
    const lanes = [link.lane, placeOf(index + 1).link.lane];
    const kinds: readonly FindingKind[] = ["reordered", "impossible"];
    const found = audit.findings.filter(
      (finding) => lanes.includes(finding.lane ?? -1) && kinds.includes(finding.kind),
    );
    expect(found.length, `${what}: ${JSON.stringify(audit.findings, null, 1)}`).toBeGreaterThan(0);
  }
}, 300_000);

test("a repeated log shows", async () => {
  for (const [index, log] of logs.entries()) {
    const { link, position } = placeOf(index);
    const audit = await told(() => inserted(logs, index, log));
    const what = `repeated ${link.eventName} ${position} of lane ${link.lane}`;
    const found = audit.findings.find(({ lane, kind }) => lane === link.lane && kind === "repeated");
    expect(found, `${what}: ${JSON.stringify(audit.findings, null, 1)}`).toBeDefined();
    expect(found?.event).toBe(link.eventName);
  }
}, 300_000);

/** A log that a forger made up behind the `index`-th, in the register, with a word that follows or one that does not. */
function forged(index: number, word: (name: EventName, prev: Hex, args: Record<string, unknown>) => Hex) {
  const before = honest.links.slice(0, index + 1).findLast(({ link }) => link.lane === REGISTER);
  const event = eventOf(logs.find((_, other) => placeOf(other).link.eventName === "Voided") as RawLog);
  const args = { guardian: 5, epoch: 99 };
  const prev = before?.link.word ?? `0x${"00".repeat(32)}`;
  const made = encodeLog(event, { ...args, word: word("Voided", prev, args) });
  const position = (before?.position ?? 0) + 1;
  return { position, log: made };
}

test("an invented log shows, also with a word that follows", async () => {
  for (const index of samples()) {
    const { time } = placeOf(index).link.at;
    for (const [how, word] of [
      [
        "following",
        (name: EventName, prev: Hex, args: Record<string, unknown>) =>
          hashAfter(name, prev, time, args, scene.founded.domain.chainId),
      ],
      ["not following", (_: EventName, prev: Hex) => keccak256(prev)],
    ] as const) {
      const { log, position } = forged(index, word);
      const audit = await told(() => inserted(logs, index, log));
      const found = expectLocated(audit, REGISTER, position, ["invented"], `${how}, behind ${index}`);
      expect(found.event).toBe("Voided");
    }
  }
}, 300_000);

test("logs without their beginning or their end show", async () => {
  const half = Math.floor(logs.length / 2);
  const tail = await told(() => logs.slice(0, half));
  expect(tail.findings.map(({ kind }) => kind)).toContain("missing");
  const late = await told(() => logs.slice(half));
  expect(late.findings.filter(({ lane }) => lane === REGISTER).map(({ kind }) => kind)).toContain("missing");
  const none = await told(() => []);
  expect(none.findings.every(({ kind }) => kind === "missing" || kind === "invented")).toBe(true);
  expect(none.ok).toBe(false);
});

test("foreign bytes and false places show", async () => {
  const [first, ...rest] = logs as [RawLog, ...RawLog[]];
  const unknown = await told(() => inserted(logs, 3, { data: first.data, topics: [keccak256("0x99")] }));
  expect(unknown.findings.map(({ kind }) => kind)).toEqual(["unknown"]);
  const padded = await told(() => [{ ...first, data: `${first.data}00` as Hex }, ...rest]);
  expect(padded.findings.map(({ kind }) => kind)).toContain("unknown");
  const elsewhere = await told(() => [{ ...first, blockHash: keccak256("0x98") }, ...rest]);
  expect(elsewhere.findings.map(({ kind }) => kind)).toEqual(["metadata"]);
  const shuffled = await told(() => logs.toReversed());
  expect(shuffled.findings.map(({ kind }) => kind)).toEqual(["metadata"]);
});

test("the low bits of a pending word are held against the roster in force", async () => {
  for (const [index, log] of logs.entries()) {
    const { link, position } = placeOf(index);
    if (link.eventName !== "Scheduled" || nextInLane(index) === undefined) continue;
    // Pending, a minute of the expiry, protected.
    for (const bit of [0n, 1n, 32n]) {
      const word = numberToHex(BigInt(link.word) ^ (1n << bit), { size: 32 });
      const changed = { ...log, ...encodeLog(eventOf(log), { ...link.args, word }) };
      const audit = await told(() => logs.with(index, changed));
      const found = expectLocated(audit, link.lane, position, ["altered"], `bit ${bit} of ${link.lane}`);
      expect(found.expected).toBe(link.word);
    }
  }
});

test("a log that claims another block shows, also where the block is right about its hash", async () => {
  const kinds = new Set<string>();
  for (const index of samples()) {
    const log = logs[index] as RawLog;
    const next = logs.slice(index + 1).find(({ blockNumber }) => blockNumber !== log.blockNumber);
    if (next === undefined) continue;
    const moved = {
      ...log,
      blockNumber: next.blockNumber,
      blockHash: next.blockHash,
      logIndex: "0x3e8" as Hex,
    };
    const audit = await told(() => logs.with(index, moved));
    const { link } = placeOf(index);
    const found = audit.findings.find(({ lane, event }) => lane === link.lane && event === link.eventName);
    expect(audit.ok).toBe(false);
    expect(found, `${link.eventName}: ${JSON.stringify(audit.findings)}`).toBeDefined();
    kinds.add(found?.kind ?? "none");
  }
  // Where its own block holds no other log, nothing names its time: it is still found, as a log that hangs on nothing.
  expect(kinds).toContain("reordered");
});

test("bytes at random never get past, nor stop the audit", async () => {
  const chance = random(7);
  for (let round = 0; round < 30; round++) {
    const index = chance.below(logs.length);
    const log = logs[index] as RawLog;
    const flipped = (hex: Hex): Hex => {
      const at = 2 + chance.below(hex.length - 2);
      const digit = (Number.parseInt(hex[at] ?? "0", 16) ^ (1 + chance.below(15))).toString(16);
      return `${hex.slice(0, at)}${digit}${hex.slice(at + 1)}` as Hex;
    };
    const topic = chance.below(log.topics.length);
    const changed = chance.bool()
      ? { ...log, data: flipped(log.data) }
      : { ...log, topics: log.topics.with(topic, flipped(log.topics[topic] as Hex)) };
    const audit = await told(() => logs.with(index, changed));
    expect(audit.ok, `log ${index}: ${JSON.stringify(changed)}`).toBe(false);
  }
});
