import { copyFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { pathsOf } from "../../../src/usage/log/place.ts";
import { refutation, verifyLog } from "../../../src/usage/log/verify.ts";
import { begun, fill, textOf } from "./scene.ts";
import { disk, folder, journal, kept, rewrite, seal, setUpShelves, shelf } from "./shelves.ts";

async function flawsWith(at: string) {
  const { flaws } = await verifyLog(journal.folder, {
    verifier: journal.verifier,
    witnesses: await kept(at),
  });
  return flaws.map(({ code, line }) => ({ code, line }));
}

setUpShelves();

describe("a log that was changed", () => {
  beforeEach(async () => {
    await seal();
    await fill(journal, 4);
    await seal();
    await fill(journal, 2);
  });

  it("shows a line that was rewritten by the next one, without any checkpoint", async () => {
    await rewrite((text) => text.replace("key 1", "key 8"));
    const { flaws } = await verifyLog(journal.folder);
    expect(flaws.map(({ code, line }) => ({ code, line }))).toEqual([{ code: "chain", line: 3 }]);
    expect(refutation(journal.folder, flaws)?.code).toBe("Log.Refuted");
  });

  it("shows between which checkpoints lines were rewritten together with all that follow", async () => {
    const lines = (await textOf(journal)).trim().split("\n");
    const place = lines.slice(0, 6).map((line) => `${line}\n`);
    await rewrite(() => place.join(""));
    await fill(journal, 6);
    expect(await flawsWith(shelf)).toEqual([{ code: "other", line: 5 }]);
    expect((await verifyLog(journal.folder)).flaws).toEqual([]);
  });

  it("shows how many lines were cut off", async () => {
    await rewrite((text) => `${text.split("\n").slice(0, 7).join("\n")}\n`);
    expect(await flawsWith(shelf)).toEqual([{ code: "shorter", line: 7 }]);
    const { flaws } = await verifyLog(journal.folder, { witnesses: await kept(disk) });
    expect(flaws[0]?.words).toContain("lines 7 to 9 are missing");
  });

  it("shows lines cut off since the last checkpoint by the note beside it", async () => {
    const { lines } = pathsOf(journal.folder);
    await writeFile(lines, `${(await textOf(journal)).split("\n").slice(0, 11).join("\n")}\n`);
    const { flaws } = await verifyLog(journal.folder);
    expect(flaws.map(({ code, line }) => ({ code, line }))).toEqual([{ code: "shorter", line: 11 }]);
  });

  it("shows lines taken out, put in and turned into noise", async () => {
    const text = await textOf(journal);
    const lines = text.split("\n");
    await rewrite(() => lines.toSpliced(2, 1).join("\n"));
    expect((await flawsWith(shelf)).slice(0, 2)).toEqual([
      { code: "number", line: 2 },
      { code: "chain", line: 2 },
    ]);
    await rewrite(() => lines.toSpliced(2, 1, "noise").join("\n"));
    expect((await flawsWith(shelf)).slice(0, 2)).toEqual([
      { code: "notALine", line: 2 },
      { code: "chain", line: 3 },
    ]);
    await rewrite(() => "");
    expect((await flawsWith(shelf))[0]).toEqual({ code: "begun", line: 0 });
  });

  it("shows a log in another's place", async () => {
    const other = await begun(join(folder, "other"));
    await copyFile(pathsOf(other.folder).lines, pathsOf(journal.folder).lines);
    await copyFile(pathsOf(other.folder).key, pathsOf(journal.folder).key);
    await rm(pathsOf(journal.folder).state);
    await rm(pathsOf(journal.folder).checkpoints, { recursive: true });
    expect(await flawsWith(shelf)).toEqual([
      { code: "begun", line: 0 },
      { code: "shorter", line: 1 },
      { code: "shorter", line: 1 },
    ]);
    // Who believes the key beside the log is shown the checkpoints alone.
    const { flaws } = await verifyLog(journal.folder, { witnesses: await kept(shelf) });
    expect(flaws.map(({ code }) => code)).toEqual(["checkpoint", "checkpoint"]);
  });
});
