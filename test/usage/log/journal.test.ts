import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import type { FileHandle } from "node:fs/promises";
import { chmod, mkdir, readdir, readFile, rm, stat, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { examine } from "../../../src/usage/log/examine.ts";
import { record } from "../../../src/usage/log/journal.ts";
import { type Line, readLine } from "../../../src/usage/log/line.ts";
import { EMPTY, grow, leafHash } from "../../../src/usage/log/merkle.ts";
import { readVerifierKey } from "../../../src/usage/log/note.ts";
import { hasLog, pathsOf } from "../../../src/usage/log/place.ts";
import { linesBackwards } from "../../../src/usage/log/read.ts";
import { readState } from "../../../src/usage/log/state.ts";
import { refusal } from "../../keys/refusal.ts";
import { temporaryFolder } from "../../keys/temporary-folder.ts";
import { appendText, fill, textOf, unsigned, VERIFIER } from "./scene.ts";

const WRITER = "test/usage/log/writer.ts";
const KEY = readVerifierKey(VERIFIER);

function linesOf(text: string): (Line | undefined)[] {
  return text
    .slice(0, -1)
    .split("\n")
    .map((line) => readLine(Buffer.from(line)));
}

async function codeOf(action: Promise<unknown>): Promise<string> {
  return (await refusal(() => action)).code;
}

describe("a log", () => {
  it("takes lines one after the other, each with the hash of the one before, and knows their tree", async () => {
    const journal = await unsigned(await temporaryFolder());
    await fill(journal, 5);
    const line = await record(journal, { event: "destroyed", note: "the last" });
    const text = await textOf(journal);
    const lines = linesOf(text);
    expect(lines.map((one) => one?.number)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(lines.at(-1)).toEqual(line);
    const leaves = text
      .slice(0, -1)
      .split("\n")
      .map((one) => leafHash(Buffer.from(one)));
    expect(lines.slice(1).map((one) => one?.prev)).toEqual(
      leaves.slice(0, -1).map((leaf) => `0x${leaf.toString("hex")}`),
    );
    expect((await readState(journal.folder))?.tree.peaks).toEqual(leaves.reduce(grow, EMPTY).peaks);
  });

  it("is for its owner alone", async () => {
    const journal = await unsigned(await temporaryFolder());
    await fill(journal, 1);
    for (const name of await readdir(journal.folder))
      expect((await stat(join(journal.folder, name))).mode & 0o077).toBe(0);
    await chmod(journal.folder, 0o770);
    expect(await codeOf(fill(journal, 1))).toBe("Files.UnsafeFolder");
  });

  it("gives the past to what decides about a line, the latest first", async () => {
    const journal = await unsigned(await temporaryFolder());
    // More than is read at a time.
    const note = "x".repeat(300);
    for (let i = 0; i < 150; i++) await record(journal, { event: "made", note });
    expect((await textOf(journal)).length).toBeGreaterThan(65_536);
    const seen: number[] = [];
    await record(journal, async (past) => {
      for await (const { number } of past()) seen.push(number);
      return { event: "retired" };
    });
    expect(seen).toEqual(Array.from({ length: 151 }, (_, i) => 150 - i));
  });

  it("whose past comes short, as on a share, is not taken for one without uses", async () => {
    const short = { stat: async () => ({ size: 10 }), read: async () => ({ bytesRead: 3 }) };
    const lines = linesBackwards(short as unknown as FileHandle);
    expect(await codeOf(lines.next())).toBe("Log.CameShort");
  });

  it("on a disk that is full keeps its key from being used, and tells the torn line later", async () => {
    const journal = await unsigned(await temporaryFolder());
    // Files end at 4 KiB, in the middle of a line; the signal for it is ignored, so that the write fails as on a full disk.
    const limited = `trap '' XFSZ; ulimit -f 8; exec "$@"`;
    const run = promisify(execFile)("/bin/sh", [
      "-c",
      limited,
      "sh",
      process.execPath,
      WRITER,
      journal.folder,
      "a",
      "99",
    ]);
    const { stdout, stderr } = (await run.catch((error: unknown) => error)) as {
      stdout: string;
      stderr: string;
    };
    expect(stderr).toContain("Log.CannotWrite");
    expect((await textOf(journal)).length).toBe(4096);
    await fill(journal, 1);
    const { flaws, tree } = await examine(journal.folder, KEY, []);
    expect(flaws).toEqual([]);
    expect(tree.size).toBe(stdout.length + 4);
  });

  it("is whole after several processes wrote at once", async () => {
    const journal = await unsigned(await temporaryFolder());
    const run = (name: string) => promisify(execFile)(process.execPath, [WRITER, journal.folder, name, "12"]);
    await Promise.all(["a", "b", "c", "d"].map(run));
    const { flaws, tree } = await examine(journal.folder, KEY, []);
    expect(flaws).toEqual([]);
    expect(tree.size).toBe(49);
    const notes = linesOf(await textOf(journal)).map((line) => line?.note);
    for (const name of ["a", "b", "c", "d"])
      expect(notes.filter((note) => note?.startsWith(name))).toEqual(
        Array.from({ length: 12 }, (_, i) => `${name} ${i}`),
      );
    expect((await readdir(journal.folder)).filter((name) => name.includes("lock"))).toEqual([]);
  });

  it("goes on after kill -9 at any moment, with every line that was confirmed", async () => {
    const journal = await unsigned(await temporaryFolder());
    let confirmed = 0;
    for (let round = 0; round < 6; round++) {
      const child = spawn(process.execPath, [WRITER, journal.folder, `r${round}`, "1000"]);
      const ended = once(child, "close");
      let dots = 0;
      child.stdout.on("data", (data: Buffer) => {
        dots += data.length;
        if (dots >= 3 + round) child.kill("SIGKILL");
      });
      await ended;
      confirmed += dots;
    }
    await record(journal, { event: "made", note: "after" });
    const { flaws, tree } = await examine(journal.folder, KEY, []);
    expect(flaws).toEqual([]);
    expect(tree.size).toBeGreaterThanOrEqual(confirmed + 2);
  });

  it.each([
    ["half a line", '{"event":"ma', 1],
    ["a stray character", "\xc3", 1],
    ["half a line with its newline", '{"event":"ma\n', 1],
  ])("tells %s that was left, and keeps it", async (_, rest, count) => {
    const journal = await unsigned(await temporaryFolder());
    await fill(journal, 2);
    const before = await textOf(journal);
    await appendText(journal, rest);
    expect((await examine(journal.folder, KEY, [])).flaws.length).toBe(rest.endsWith("\n") ? 1 : 0);
    await fill(journal, 2);
    const text = await textOf(journal);
    expect(text.startsWith(before + rest)).toBe(true);
    const events = linesOf(text).map((line) => line?.event);
    expect(events).toEqual(["begun", "made", "made", undefined, "torn", "made", "made"]);
    const { flaws, remarks } = await examine(journal.folder, KEY, []);
    expect(flaws).toEqual([]);
    expect(remarks.filter((remark) => remark.includes("cut short"))).toHaveLength(count);
  });

  it("tells a whole line that lacked its newline, which still counts", async () => {
    const journal = await unsigned(await temporaryFolder());
    await fill(journal, 2);
    const text = await textOf(journal);
    await truncate(pathsOf(journal.folder).lines, text.length - 1);
    await rm(pathsOf(journal.folder).state);
    await fill(journal, 1);
    const events = linesOf(await textOf(journal)).map((line) => line?.event);
    expect(events).toEqual(["begun", "made", "made", "torn", "made"]);
    expect((await examine(journal.folder, KEY, [])).flaws).toEqual([]);
  });

  it("finds its place again without the note of it, or with an old or broken one", async () => {
    const journal = await unsigned(await temporaryFolder());
    const { state } = pathsOf(journal.folder);
    await fill(journal, 3);
    const old = await readFile(state, "utf8");
    await fill(journal, 3);
    await writeFile(state, old);
    await fill(journal, 1);
    await rm(state);
    await fill(journal, 1);
    await writeFile(state, "{");
    await fill(journal, 1);
    const { flaws, tree } = await examine(journal.folder, KEY, []);
    expect(flaws).toEqual([]);
    expect(tree.size).toBe(10);
  });

  it.each([
    ["cut", (text: string) => text.split("\n").slice(0, -2).join("\n").concat("\n")],
    ["rewritten at its end", (text: string) => text.replace("key 2", "key 9")],
    ["emptied", () => ""],
    ["continued by a line that does not follow", (text: string) => `${text}${text.split("\n")[1]}\n`],
  ])("that was %s is not written to", async (_, change) => {
    const journal = await unsigned(await temporaryFolder());
    await fill(journal, 3);
    const changed = change(await textOf(journal));
    await writeFile(pathsOf(journal.folder).lines, changed);
    expect(await codeOf(fill(journal, 1))).toBe("Log.Altered");
    expect(await textOf(journal)).toBe(changed);
  });

  it("that is gone but for its note is there and cannot be used", async () => {
    const journal = await unsigned(await temporaryFolder());
    await fill(journal, 1);
    await rm(pathsOf(journal.folder).lines);
    expect(await hasLog(journal.folder)).toBe(true);
    expect(await codeOf(fill(journal, 1))).toBe("Log.CannotRead");
    await symlink("/dev/null", pathsOf(journal.folder).lines);
    expect(await codeOf(fill(journal, 1))).toBe("Log.CannotRead");
  });

  it.each([
    ["its checkpoints", (folder: string) => mkdir(pathsOf(folder).checkpoints)],
    ["what cannot be looked at", (folder: string) => symlink("log.jsonl", pathsOf(folder).lines)],
  ])("of which %s is left is there", async (_, leave) => {
    const { folder } = await unsigned(await temporaryFolder());
    await rm(pathsOf(folder).lines);
    expect(await hasLog(folder)).toBe(false);
    await leave(folder);
    expect(await hasLog(folder)).toBe(true);
  });

  it("of somebody else's line without end is not read into memory", async () => {
    const journal = await unsigned(await temporaryFolder());
    await appendText(journal, "x".repeat(300_000));
    expect(await codeOf(fill(journal, 1))).toBe("Log.LineTooLong");
  });
});
