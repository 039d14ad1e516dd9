import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Secret } from "../../../src/keys/secret.ts";
import { beginLog, checkpointName, readLogKey } from "../../../src/usage/log/key.ts";
import { readVerifierKey } from "../../../src/usage/log/note.ts";
import { pathsOf } from "../../../src/usage/log/place.ts";
import { placesOf } from "../../../src/usage/log/places.ts";
import { sealHead } from "../../../src/usage/log/seal.ts";
import { verifyLog } from "../../../src/usage/log/verify.ts";
import { refusal } from "../../keys/refusal.ts";
import { begun, fill, LOG_PASSWORD, ORIGIN, password, textOf } from "./scene.ts";
import { disk, folder, journal, kept, rewrite, seal, setUpShelves, shelf } from "./shelves.ts";

setUpShelves();

describe("a log's beginning", () => {
  it("names the key in its first line, and that key is encrypted", async () => {
    const text = await textOf(journal);
    expect(JSON.parse(text.split("\n")[0] ?? "")).toMatchObject({
      event: "begun",
      verifier: journal.verifier,
    });
    const key = await readFile(pathsOf(journal.folder).key, "utf8");
    expect(key).not.toContain(LOG_PASSWORD);
    expect(JSON.parse(key)).toMatchObject({ kind: "log key", sealed: { cipher: "aes-256-gcm" } });
  });

  it("is one for ever, and goes on where it was interrupted", async () => {
    const options = { password, cost: "light", now: new Date() } as const;
    const again = () => beginLog(journal.folder, ORIGIN, options);
    expect((await refusal(again)).code).toBe("Log.Exists");
    await rm(pathsOf(journal.folder).lines);
    expect((await refusal(again)).code).toBe("Log.Exists");
    await rm(pathsOf(journal.folder).state);
    expect((await refusal(() => beginLog(journal.folder, "example.org/b", options))).code).toBe("Log.Exists");
    expect((await again()).verifier).toBe(journal.verifier);
    const bad = () => beginLog(join(folder, "other"), "two words", options);
    expect((await refusal(bad)).code).toBe("Note.BadKeyName");
  });
});

describe("a checkpoint", () => {
  it("is signed by the log's key and sent to every place", async () => {
    const { checkpoint, files } = await seal();
    expect(checkpoint).toMatchObject({ origin: ORIGIN, size: 5 });
    expect(files).toHaveLength(3);
    for (const file of files) expect(await readFile(file, "utf8")).toBe(checkpoint.note);
    const { flaws, confirmed, key } = await verifyLog(journal.folder, { witnesses: await kept(shelf) });
    expect(flaws).toEqual([]);
    expect(confirmed.map(({ size }) => size)).toEqual([5, 5]);
    expect(key).toEqual(readVerifierKey(journal.verifier));
  });

  it("to a file replaces the one before", async () => {
    const file = join(disk, "latest");
    const to = await placesOf(journal.folder, [shelf, file]);
    await sealHead(journal, to, password);
    await fill(journal, 1);
    const { checkpoint } = await sealHead(journal, to, password);
    expect(await readFile(file, "utf8")).toBe(checkpoint.note);
    expect((await readdir(shelf)).sort()).toEqual([
      checkpointName(readVerifierKey(journal.verifier), 5),
      checkpointName(readVerifierKey(journal.verifier), 7),
    ]);
  });

  it("lies beside those of other logs", async () => {
    await seal();
    const other = await begun(join(folder, "other"));
    await fill(other, 3);
    await sealHead(other, await placesOf(other.folder, [shelf, disk]), password);
    expect(await readdir(shelf)).toHaveLength(2);
    await fill(journal, 1);
    await seal();
    expect((await verifyLog(journal.folder)).flaws).toEqual([]);
  });

  it("goes to two places that are not the log's", async () => {
    const code = async (named: string[]) => (await refusal(() => placesOf(journal.folder, named))).code;
    expect(await code([])).toBe("Log.TooFewPlaces");
    expect(await code([shelf])).toBe("Log.TooFewPlaces");
    expect(await code([shelf, join(shelf, "..", "shelf")])).toBe("Log.TooFewPlaces");
    expect(await code([shelf, journal.folder])).toBe("Log.BadPlace");
    expect(await code([shelf, join(journal.folder, "copy")])).toBe("Log.BadPlace");
    expect(await code([shelf, join(folder, "none", "copy")])).toBe("Log.BadPlace");
  });

  it("that a place did not take is kept, and the place is named", async () => {
    const places = await placesOf(journal.folder, [shelf, disk]);
    const error = await refusal(() =>
      sealHead(journal, places, async () => {
        // Taken out after its checkpoints were compared.
        await rm(disk, { recursive: true });
        await writeFile(disk, "");
        return password();
      }),
    );
    expect(error.code).toBe("Log.NotSent");
    expect(error.details.missed).toEqual([disk]);
    expect(await kept(shelf)).toEqual(
      (await kept(pathsOf(journal.folder).checkpoints)).map(({ note }) => ({
        path: join(shelf, checkpointName(readVerifierKey(journal.verifier), 5)),
        note,
      })),
    );
  });

  it("is not signed with a wrong password, which the log tells", async () => {
    const wrong = () => Promise.resolve(Secret.text("not-the-password-of-this-log-91"));
    expect((await refusal(() => seal(wrong))).code).toBe("Sealed.CannotOpen");
    const last = JSON.parse((await textOf(journal)).trim().split("\n").at(-1) ?? "");
    expect(last).toMatchObject({ event: "failed", of: 4, code: "Sealed.CannotOpen" });
    expect(await readdir(shelf)).toEqual([]);
  });

  it("is not signed by a key whose file was altered", async () => {
    const { key } = pathsOf(journal.folder);
    const text = await readFile(key, "utf8");
    const other = await begun(join(folder, "other"));
    // Another's verifier key with our sealed one: what is signed would pass for theirs.
    await writeFile(key, text.replace(journal.verifier, other.verifier));
    expect((await refusal(() => seal())).code).toBe("Log.Refuted");
    const { sealed } = await readLogKey(other.folder);
    const swapped = { ...JSON.parse(text), sealed };
    await writeFile(key, JSON.stringify(swapped));
    expect((await refusal(() => seal())).code).toBe("Sealed.CannotOpen");
  });

  it.each([
    ["costs too much", { n: 2 ** 24, r: 64 }, "Sealed.TooCostly"],
    ["has another cipher", { cipher: "aes-128-ctr" }, "Files.WrongShape"],
  ])("is not signed by a key whose file %s", async (_, change, code) => {
    const { key } = pathsOf(journal.folder);
    const file = JSON.parse(await readFile(key, "utf8"));
    await writeFile(key, JSON.stringify({ ...file, sealed: { ...file.sealed, ...change } }));
    expect((await refusal(() => seal())).code).toBe(code);
  });

  it("is not signed over a log that does not continue what a place has", async () => {
    await seal();
    await fill(journal, 2);
    await rewrite((text) => `${text.split("\n").slice(0, 4).join("\n")}\n`);
    const error = await refusal(() => seal());
    expect(error.code).toBe("Log.Refuted");
    expect(error.details.flaws).toMatchObject([
      { code: "other", line: 0 },
      { code: "other", line: 0 },
    ]);
  });
});

describe("a place of checkpoints that cannot be looked at", () => {
  it("confirms nothing: no head is signed, and nothing is verified", async () => {
    await seal();
    const { checkpoints } = pathsOf(journal.folder);
    await rm(checkpoints, { recursive: true });
    await writeFile(checkpoints, "");
    expect((await refusal(() => verifyLog(journal.folder))).code).toBe("Files.CannotList");
    expect((await refusal(() => seal())).code).toBe("Files.CannotList");
  });

  it("nor does one with a checkpoint that cannot be read", async () => {
    const name = checkpointName(readVerifierKey(journal.verifier), 5);
    await mkdir(join(shelf, name));
    expect((await refusal(() => seal())).code).toBe("Files.CannotRead");
    const places = await placesOf(journal.folder, [join(shelf, name, "latest"), disk]);
    await mkdir(join(shelf, name, "latest"));
    expect((await refusal(() => sealHead(journal, places, password))).code).toBe("Files.CannotRead");
  });
});
