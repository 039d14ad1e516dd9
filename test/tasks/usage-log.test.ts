import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import hre from "hardhat";
import { keccak256, toBytes } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestChain } from "../support/chain.ts";
import { expectNoSecrets } from "./secrets.ts";
import {
  chainOf,
  cleanUp,
  LABELS,
  layOut,
  PLACES,
  type Ran,
  refusalOf,
  runnerFor,
  type Stage,
  valueFrom,
} from "./stage.ts";

const ORIGIN = "example.org/stage";

describe("key log", () => {
  let chain: TestChain;
  let stage: Stage;
  let task: (id: readonly string[], args?: Record<string, unknown>) => Promise<Ran>;
  let verifier: string;
  let places: string[];

  beforeAll(async () => {
    chain = await chainOf(hre);
    stage = await layOut(await chain.now(), PLACES);
    task = runnerFor(hre, stage);
    places = [join(stage.folder, "share"), join(stage.folder, "stick")];
    for (const place of places) await mkdir(place);
  });
  afterAll(() => cleanUp(stage));

  async function inFolder<T>(work: () => Promise<T>): Promise<T> {
    const before = process.cwd();
    process.chdir(stage.folder);
    try {
      return await work();
    } finally {
      process.chdir(before);
    }
  }

  test("is begun once, with a verifier key to hand out", async () => {
    expect(refusalOf(await task(["key", "log", "init"], { origin: "two words" }))).toBe("Note.BadKeyName");
    const begun = valueFrom<{ verifier: string }>(
      await task(["key", "log", "init"], { origin: ORIGIN, light: true }),
    );
    verifier = begun.verifier;
    expect(verifier).toMatch(/^example\.org\/stage\+[0-9a-f]{8}\+/);
    expect(refusalOf(await task(["key", "log", "init"], { origin: ORIGIN }))).toBe("Log.Exists");
  });

  test("is signed, verified by what others kept, and shown", async () => {
    expect(refusalOf(await task(["key", "log", "checkpoint"], { places: places.slice(1) }))).toBe(
      "Log.TooFewPlaces",
    );
    const { size } = valueFrom<{ size: number }>(await task(["key", "log", "checkpoint"], { places }));
    const [kept = ""] = await readdir(places[0] ?? "");
    const verified = await task(["key", "log", "verify"], {
      verifier,
      checkpoints: [join(places[0] ?? "", kept)],
    });
    expect(valueFrom(verified)).toMatchObject({ origin: ORIGIN, size, flaws: [], remarks: [] });
    expect(verified.out).toContain("The log is what was written");
    const shown = await task(["key", "log", "show"], { last: "1" });
    expect(valueFrom<{ lines: unknown[] }>(shown).lines).toHaveLength(1);
    expect(shown.out).toContain("checkpoint");
    expect(refusalOf(await task(["key", "log", "show"], { last: "-1" }))).toBe("Task.BadLine");
  });

  test("proves a line to somebody who has its verifier key alone", async () => {
    const out = join(stage.folder, "first");
    valueFrom(await task(["key", "log", "prove"], { line: "0", out }));
    expect(valueFrom(await task(["key", "log", "check"], { name: out, verifier }))).toMatchObject({
      index: 0,
      origin: ORIGIN,
    });
    expect(refusalOf(await task(["key", "log", "check"], { name: out }))).toBe("Task.NoVerifier");
    expect(refusalOf(await task(["key", "log", "prove"], { line: "0", out }))).toBe("Files.Exists");
    await writeFile(`${out}.line`, "{}");
    expect(refusalOf(await task(["key", "log", "check"], { name: out, verifier }))).toBe("LogProof.Refuted");
    await inFolder(async () => valueFrom(await task(["key", "log", "prove"], { line: "1" })));
    expect(await readdir(stage.folder)).toContain("line-1.tlog-proof");
  });

  test("goes on the chain's record by a key of the roster", async () => {
    valueFrom(await task(["conclave", "deploy"], { record: true }));
    for (const label of LABELS) valueFrom(await task(["key", "activate"], { label }));
    const { act } = valueFrom<{ act: Record<string, unknown> }>(
      await task(["key", "log", "anchor"], { key: "eve" }),
    );
    const [kept = ""] = await readdir(places[0] ?? "");
    const note = await readFile(join(places[0] ?? "", kept), "utf8");
    expect(act).toMatchObject({
      kind: "attest",
      about: 4,
      subject: keccak256(toBytes(verifier)),
      hash: keccak256(toBytes(note.slice(0, note.indexOf("\n\n") + 1))),
    });
  });

  test("ends with exit code 1 on what needs a look, and on a log that was changed", async () => {
    const wrong = join(stage.folder, "wrong");
    await writeFile(wrong, "not-the-password-of-this-log-91", { mode: 0o600 });
    const refused = await task(["key", "log", "checkpoint"], { places, passwordFile: wrong });
    expect(refusalOf(refused)).toBe("Sealed.CannotOpen");
    const alerted = await task(["key", "log", "alerts"], {});
    expect(alerted.ok).toBe(false);
    expect(alerted.out).toContain("failed: Sealed.CannotOpen");
    expect(alerted.error).toMatchObject({ code: "Log.Alerts" });
    valueFrom(await task(["key", "log", "alerts"], { since: "999" }));
    valueFrom(await task(["key", "log", "alerts"], { since: "2999-01-01" }));
    const path = join(stage.keys, "log", "log.jsonl");
    const text = await readFile(path, "utf8");
    await writeFile(path, text.replace('"checkpoint"', '"destroyed"'));
    const verified = await task(["key", "log", "verify"], { verifier });
    expect(verified.error).toMatchObject({ code: "Log.Refuted" });
    expect(verified.out).toContain("lines 0 to");
    await writeFile(path, text);
  });

  test("shows no secret", () => expectNoSecrets(stage));
});
