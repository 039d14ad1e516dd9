import { beforeAll, describe, expect, test } from "vitest";
import { pretty } from "../../src/canonical.ts";
import { hold } from "../../src/ceremony/run.ts";
import { documentHash, headOf, parse, type Transcript, write } from "../../src/ceremony/transcript.ts";
import { verify } from "../../src/ceremony/verify.ts";
import { otherSpelling } from "../distribution/post.ts";
import { refusal } from "../keys/refusal.ts";
import { temporaryFolder } from "../keys/temporary-folder.ts";
import { codes, heldTranscript, signedBy, YARDSTICK } from "./held.ts";
import { ceremonyIn, clock, signerOf } from "./stage.ts";

/** A transcript to be tampered with. */
type Loose = ReturnType<typeof JSON.parse>;

describe("a transcript", () => {
  let held: Transcript;
  let signed: Transcript;
  let text: string;

  beforeAll(async () => {
    held = await heldTranscript();
    signed = await signedBy(held, "Ada", "Xenia", "Wim", "Olga", "Yann");
    text = write(signed);
  });

  test("given that everybody signed, holds without a remark", async () => {
    const { findings, isSound, hash } = await verify(text, "t", YARDSTICK);
    expect(findings).toEqual([]);
    expect(isSound).toBe(true);
    expect(hash).toBe(documentHash(held));
    expect(signed.signatures.map(({ name }) => name)).toEqual(["Olga", "Wim", "Xenia", "Yann", "Ada"]);
  });

  test("given a quorum of witnesses, holds and names who is missing; with one fewer it does not", async () => {
    const quorum = await signedBy(held, "Ada", "Xenia", "Wim", "Olga");
    expect(await codes(write(quorum))).toEqual(["WitnessMissing"]);
    expect((await verify(write(quorum), "t", YARDSTICK)).isSound).toBe(true);
    expect(await codes(write(await signedBy(held, "Ada", "Wim", "Olga")))).toEqual(["NoQuorum"]);
    expect(await codes(write(await signedBy(held, "Xenia", "Wim", "Olga")))).toContain("NotSigned");
    expect(await codes(write(held))).toEqual(["NotSigned", "NotSigned", "NoQuorum"]);
  });

  /** Any byte of what people sign makes their signatures, and the keys' proofs, those of another transcript. */
  const UNSIGNED = [
    "BadProof",
    "BadProof",
    ...Array(5).fill("BadSignature"),
    "NotSigned",
    "NotSigned",
    "NoQuorum",
  ];

  test.each<[string, (t: Loose) => void, string[]]>([
    ["the value of a record", (t) => (t.record.entries[4].value = "A-0043"), UNSIGNED],
    [
      "an entry in the middle",
      (t) => (t.record.entries[1].said = "YES"),
      ["NotConfirmed", "BrokenChain", ...UNSIGNED],
    ],
    [
      "an entry left out",
      (t) => t.record.entries.splice(1, 1),
      ["BrokenChain", "OtherStep", "OtherStep", "OtherStep", "StepsMissing", ...UNSIGNED],
    ],
    [
      "two entries exchanged",
      (t) => t.record.entries.splice(1, 2, t.record.entries[2], t.record.entries[1]),
      ["BrokenChain", "OtherStep", "BrokenChain", "TimesBackwards", "OtherStep", "BrokenChain", ...UNSIGNED],
    ],
    [
      "a time",
      (t) => (t.record.entries[0].at = "2027-01-05T00:00:00.000Z"),
      ["BrokenChain", "TimesBackwards", ...UNSIGNED],
    ],
    [
      "the end's time",
      (t) => (t.record.finished = "2027-01-01T00:00:01.500Z"),
      ["TimesBackwards", ...UNSIGNED],
    ],
    [
      "the beginning's time",
      (t) => (t.record.started = "2026-01-01T00:00:00.000Z"),
      ["BeforeRelease", "BrokenChain", ...UNSIGNED],
    ],
    [
      "a verdict on the machine",
      (t) => (t.record.entries[0].checks[0].verdict = "failure"),
      ["WrongVerdict", "BrokenChain", ...UNSIGNED],
    ],
    [
      "a source of randomness",
      (t) => (t.record.entries[2].key.sources = ["dice"]),
      ["BrokenChain", "SourceMissing", ...UNSIGNED],
    ],
    [
      "a key's point",
      (t) => (t.record.entries[2].key.point = `0x${"11".repeat(64)}`),
      ["BrokenChain", "NoPoint", ...UNSIGNED],
    ],
    [
      "a key's address",
      (t) => (t.record.entries[2].key.address = signerOf("Mallory").identity),
      ["BrokenChain", "OtherAddress", ...UNSIGNED],
    ],
    [
      "a key's curve",
      (t) => (t.record.entries[2].key.curve = "P-256"),
      ["BrokenChain", "OtherCurve", "NoPoint", ...UNSIGNED],
    ],
    ["rehearsal", (t) => (t.record.rehearsal = true), ["Rehearsal", "BrokenChain", ...UNSIGNED]],
    [
      "the program's hash",
      (t) => (t.record.software.code = `0x${"00".repeat(32)}`),
      ["UnknownSoftware", "BrokenChain", ...UNSIGNED],
    ],
    ["no proof by a key", (t) => t.proofs.pop(), ["NoProof"]],
    ["a proof by another key", (t) => (t.proofs[1].signature = t.proofs[0].signature), ["BadProof"]],
    ["a proof twice", (t) => t.proofs.push(t.proofs[0]), ["StrangeProof"]],
    ["a proof of no key", (t) => (t.proofs[0].key = "eve"), ["StrangeProof", "NoProof"]],
    [
      "a signature under another's name",
      (t) => (t.signatures[1].name = "Xenia"),
      ["BadSignature", "WitnessMissing"],
    ],
    [
      "a signature by a stranger",
      (t) => (t.signatures[1].name = "Mallory"),
      ["StrangeSigner", "WitnessMissing"],
    ],
    [
      "a signature in another role",
      (t) => (t.signatures[1].role = "auditor"),
      ["StrangeSigner", "WitnessMissing"],
    ],
    ["a signature twice", (t) => t.signatures.push(t.signatures[0]), ["SignedTwice"]],
    [
      "another time of signing",
      (t) => (t.signatures[0].signed = "2027-01-02T13:00:00Z"),
      ["BadSignature", "NotSigned"],
    ],
    [
      "a signature in its other spelling, which recovers to the same account",
      (t) => (t.signatures[0].signature = otherSpelling(t.signatures[0].signature)),
      ["BadSignature", "NotSigned"],
    ],
    [
      "a flipped bit in a signature",
      (t) => (t.signatures[0].signature = `${t.signatures[0].signature.slice(0, -2)}1d`),
      ["BadSignature", "NotSigned"],
    ],
    ["no end", (t) => (t.record.finished = null), ["NotFinished", ...UNSIGNED]],
    ["a step begun", (t) => (t.pending = { step: 3, key: "ben" }), ["Pending"]],
  ])("given %s changed, says so", async (_, change, expected) => {
    const copy = JSON.parse(text);
    change(copy);
    const found = await codes(pretty(copy));
    expect([...found].sort()).toEqual([...expected].sort());
  });

  test("given a change with the chain made anew, only its people's and keys' signatures tell: and they do", async () => {
    const { record } = parse(text, "t");
    const entries: typeof record.entries = [];
    for (const entry of record.entries) {
      const said = entry.do === "record" ? { ...entry, value: "B-9" } : entry;
      entries.push({ ...said, prev: headOf({ ...record, entries }) });
    }
    expect(await codes(write({ ...signed, record: { ...record, entries } }))).toEqual(UNSIGNED);
  });

  test("given that it is written otherwise than the program writes, says so", async () => {
    const twice = text.replace('"pending": null', '"pending": null,\n  "pending": null');
    expect(twice).not.toBe(text);
    expect(await codes(twice)).toEqual(["NotCanonical"]);
  });

  test.each([
    ["no JSON", "{"],
    ["another file", "{}"],
    ["a field nobody knows", pretty({ extra: 1 })],
  ])("given %s, is none", async (_, bad) => {
    expect((await refusal(() => verify(bad, "t", YARDSTICK))).code).toBe("Ceremony.NotATranscript");
  });

  test("given a program that nobody here knows, another script, or a date to come, says so", async () => {
    expect(await codes(text, { software: [] })).toEqual(["UnknownSoftware"]);
    const { script, scriptHash } = held.record;
    expect(await codes(text, { agreed: { script, scriptHash: `0x${"00".repeat(32)}` } })).toEqual([
      "OtherScript",
    ]);
    expect(await codes(text, { agreed: { script, scriptHash } })).toEqual([]);
    // Held by a script with other people in it, and the hash of the one that was agreed on put beside it.
    const agreed = { script: { ...script, operator: script.auditor }, scriptHash };
    expect(await codes(text, { agreed })).toEqual(["OtherScript"]);
    expect(await codes(text, { now: Date.UTC(2026, 11, 31) })).toEqual(["FromTheFuture"]);
  });

  test("of a rehearsal, holds only where an exercise will do", async () => {
    const folder = await temporaryFolder();
    const exercise = await hold(ceremonyIn(folder, { rehearsal: true, now: clock() }));
    expect(await codes(write(exercise))).toContain("Rehearsal");
    expect((await verify(write(exercise), "t", { ...YARDSTICK, rehearsal: true })).findings[0]).toMatchObject(
      {
        code: "Rehearsal",
        severity: "warning",
      },
    );
  });
});
