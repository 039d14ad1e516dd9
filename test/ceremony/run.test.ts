import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { hold } from "../../src/ceremony/run.ts";
import { documentHash, parse } from "../../src/ceremony/transcript.ts";
import { refusal } from "../keys/refusal.ts";
import { temporaryFolder } from "../keys/temporary-folder.ts";
import { ceremonyIn, clock, DICE, PASSWORD, SOFTWARE, scriptText, UNFIT } from "./stage.ts";

/** A script that makes no key before it ends in questions: quick to play. */
const QUESTIONS = `  - { do: machine }
  - { do: confirm, by: Ada, text: Everybody is here }
  - { do: record, by: Wim, as: bag, text: Number of the bag }
  - { do: make, key: ben }`;

describe("a ceremony", () => {
  test("writes down each step as it is done, makes the keys, and has each sign the transcript's hash", async () => {
    const folder = await temporaryFolder();
    const ceremony = ceremonyIn(folder);
    const { record, proofs, pending } = await hold(ceremony);
    expect(record.entries.map((one) => one.do)).toEqual(["machine", "confirm", "make", "record"]);
    expect(record).toMatchObject({
      rehearsal: false,
      software: SOFTWARE,
      started: "2027-01-01T00:00:01.000Z",
    });
    expect(record.entries[3]).toMatchObject({ by: "Wim", as: "bag", value: "A-0042" });
    expect(record.entries[2]).toMatchObject({ key: { label: "ben", sources: ["os"], drill: true } });
    expect(proofs.map(({ key }) => key)).toEqual(["ben"]);
    expect(pending).toBe(null);
    expect(await readdir(join(folder, "keys"))).toEqual(["ben.json"]);
    const text = await readFile(ceremony.path, "utf8");
    for (const secret of [PASSWORD, Buffer.from(PASSWORD).toString("hex")])
      expect(text.includes(secret)).toBe(false);
    // Held again, it is complete and stays as it is.
    await hold(ceremonyIn(folder));
    expect(await readFile(ceremony.path, "utf8")).toBe(text);
    expect(ceremony.told.at(-1)).toContain(documentHash(parse(text, "")));
  });

  test("given a device and dice as sources, names them and keeps what they gave to itself", async () => {
    const folder = await temporaryFolder();
    const hwrng = join(folder, "rng");
    const given = randomBytes(512);
    await writeFile(hwrng, given);
    const text = scriptText({ entropy: "entropy: [dice, hwrng]" });
    const ceremony = ceremonyIn(folder, { text, hwrng, answers: { dice: { ben: DICE } } });
    const { record } = await hold(ceremony);
    expect(record.script.entropy).toEqual(["os", "hwrng", "dice"]);
    expect(record.entries[2]).toMatchObject({ key: { sources: ["os", "hwrng", "dice"], rejected: 0 } });
    const written = `${await readFile(ceremony.path, "utf8")}${await readFile(join(folder, "keys/ben.json"), "utf8")}`;
    for (const secret of [DICE, DICE.slice(0, 20), given.toString("hex").slice(0, 32)])
      expect(`${written}${ceremony.told.join()}`.includes(secret)).toBe(false);
  });

  test.each([
    ["no device", { dice: { ben: DICE } }, "Entropy.SourceMissing"],
    ["no dice", {}, "Ceremony.NoAnswer"],
    ["dice that nobody rolled", { dice: { ben: "123456".repeat(20) } }, "Entropy.Unhealthy"],
  ])(
    "given %s where the script asks for it, makes no key and waits at that step",
    async (_, answers, code) => {
      const folder = await temporaryFolder();
      const hwrng = join(folder, "rng");
      if (code !== "Entropy.SourceMissing") await writeFile(hwrng, randomBytes(512));
      const text = scriptText({ entropy: "entropy: [dice, hwrng]" });
      expect((await refusal(() => hold(ceremonyIn(folder, { text, hwrng, answers })))).code).toBe(code);
      const { record, pending } = parse(await readFile(join(folder, "transcript.json"), "utf8"), "");
      expect(record.entries).toHaveLength(2);
      expect(pending).toEqual({ step: 3, key: "ben" });
      expect(existsSync(join(folder, "keys"))).toBe(false);
    },
  );

  test("given somebody who does not say yes and no reason to go on, stops there, and goes on there", async () => {
    const folder = await temporaryFolder();
    const text = scriptText({ steps: QUESTIONS });
    const stopped = ceremonyIn(folder, { text, answers: { confirm: { 2: "Yann is missing" } } });
    const error = await refusal(() => hold(stopped));
    expect(error.code).toBe("Ceremony.NotConfirmed");
    expect(error.details).toEqual({ step: 2, by: "Ada", said: "Yann is missing" });
    const { record } = parse(await readFile(stopped.path, "utf8"), "");
    expect(record.entries.map((one) => one.do)).toEqual(["machine"]);
    const answers = { confirm: { 2: "Yann is missing" }, deviations: { 2: "two witnesses are enough" } };
    const gone = await hold(ceremonyIn(folder, { text, answers, now: clock(Date.UTC(2027, 0, 2)) }));
    expect(gone.record.entries.map((one) => one.do)).toEqual([
      "machine",
      "resume",
      "confirm",
      "record",
      "make",
    ]);
    expect(gone.record.entries[2]).toMatchObject({
      said: "Yann is missing",
      deviation: "two witnesses are enough",
    });
  });

  test("given a machine that is not fit, stops; with a reason it goes on, and both are written down", async () => {
    const folder = await temporaryFolder();
    const error = await refusal(() => hold(ceremonyIn(folder, { checks: UNFIT })));
    expect(error.code).toBe("Ceremony.NotFit");
    expect(error.details).toEqual({ profile: "ceremony", failed: ["swap"] });
    const answers = { deviations: { 1: "the disk is encrypted" }, record: {} };
    const next = await refusal(() => hold(ceremonyIn(folder, { checks: UNFIT, answers })));
    expect(next.code).toBe("Ceremony.NoAnswer");
    const { record } = parse(await readFile(join(folder, "transcript.json"), "utf8"), "");
    expect(record.entries[1]).toMatchObject({
      do: "machine",
      fit: false,
      deviation: "the disk is encrypted",
    });
  });

  test("given a key's file left by an interruption, puts it aside and makes another", async () => {
    const folder = await temporaryFolder();
    const ceremony = ceremonyIn(folder);
    const { keystore } = ceremony.makers;
    if (keystore === undefined) throw new Error("no maker");
    // As if it ended between the key's file and the transcript's entry.
    const dying = {
      ...keystore,
      make: async (...args: Parameters<typeof keystore.make>) => {
        await keystore.make(...args);
        throw new Error("the power fails");
      },
    };
    await expect(hold({ ...ceremony, makers: { keystore: dying } })).rejects.toThrow("the power fails");
    expect(parse(await readFile(ceremony.path, "utf8"), "").pending).toEqual({ step: 3, key: "ben" });
    const left = await readFile(join(folder, "keys/ben.json"), "utf8");
    const { record, pending } = await hold(ceremonyIn(folder, { now: clock(Date.UTC(2027, 0, 2)) }));
    expect(pending).toBe(null);
    expect(record.entries[2]).toMatchObject({ do: "resume", aside: "ben.aside-1.json" });
    expect(await readFile(join(folder, "keys/ben.aside-1.json"), "utf8")).toBe(left);
    const [key] = record.entries.flatMap((one) => (one.do === "make" ? [one.key] : []));
    expect(left).not.toContain(key?.point);
  });

  test("given a file where a key is to be, that is not left by the ceremony, makes none and touches nothing", async () => {
    const folder = await temporaryFolder();
    await hold(ceremonyIn(folder));
    const before = await readFile(join(folder, "keys/ben.json"), "utf8");
    const error = await refusal(() => hold(ceremonyIn(folder, { path: join(folder, "other.json") })));
    expect(error.code).toBe("Files.Exists");
    expect(await readFile(join(folder, "keys/ben.json"), "utf8")).toBe(before);
  });

  test.each([
    ["another script", { text: scriptText().replace("Ben,", "Eve,") }, "Ceremony.OtherScript"],
    [
      "another program",
      { software: { ...SOFTWARE, code: `0x${"00".repeat(32)}` as const } },
      "Ceremony.OtherSoftware",
    ],
    ["answers written beforehand", { rehearsal: true }, "Ceremony.NotARehearsal"],
    ["a clock that went back", { now: clock(Date.UTC(2026, 11, 31)) }, "Ceremony.ClockWentBack"],
  ])("begun in earnest, is not gone on with given %s", async (_, changes, code) => {
    const folder = await temporaryFolder();
    const steps = { text: scriptText({ steps: QUESTIONS }) };
    await refusal(() => hold(ceremonyIn(folder, { ...steps, answers: { record: {} } })));
    const before = await readFile(join(folder, "transcript.json"), "utf8");
    expect((await refusal(() => hold(ceremonyIn(folder, { ...steps, ...changes })))).code).toBe(code);
    expect(await readFile(join(folder, "transcript.json"), "utf8")).toBe(before);
  });

  test("given a transcript that somebody else writes to meanwhile, stops and leaves theirs", async () => {
    const folder = await temporaryFolder();
    const ceremony = ceremonyIn(folder);
    const room = {
      ...ceremony.room,
      confirm: async () => {
        const text = await readFile(ceremony.path, "utf8");
        await writeFile(ceremony.path, text.replace("Keys of the example", "Keys of another"));
        return "yes";
      },
    };
    expect((await refusal(() => hold({ ...ceremony, room }))).code).toBe("Ceremony.ChangedMeanwhile");
    expect(await readFile(ceremony.path, "utf8")).toContain("Keys of another");
  });

  test("given nothing here that makes keys of the custody asked for, does not begin", async () => {
    const folder = await temporaryFolder();
    const keys = "  - { label: ben, holder: Ben, custody: pkcs11, token: box, module: p11.so }";
    const error = await refusal(() => hold(ceremonyIn(folder, { text: scriptText({ keys }) })));
    expect(error.code).toBe("Ceremony.NoMaker");
    expect(error.details).toEqual({ label: "ben", custody: "pkcs11" });
    expect(await readdir(folder)).toEqual([]);
  });

  test.each([
    ["more than one line", "A\nB"],
    ["an escape sequence", "\u001b[2J"],
    ["nothing", " "],
    ["too much", "x".repeat(301)],
  ])("given %s as an answer, refuses it and writes nothing", async (_, bag) => {
    const folder = await temporaryFolder();
    const text = scriptText({ steps: QUESTIONS });
    const error = await refusal(() => hold(ceremonyIn(folder, { text, answers: { record: { bag } } })));
    expect(error.code).toBe("Ceremony.BadAnswer");
    expect(parse(await readFile(join(folder, "transcript.json"), "utf8"), "").record.entries).toHaveLength(2);
  });
});
