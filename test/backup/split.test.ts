import { closeSync, openSync } from "node:fs";
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { splitKey } from "../../src/backup/split.ts";
import { Secret } from "../../src/keys/secret.ts";
import { shareSet } from "../../src/keys/share-set.ts";
import { refusal } from "../keys/refusal.ts";
import { temporaryFolder } from "../keys/temporary-folder.ts";
import {
  CREATED,
  expectAbsent,
  filesBelow,
  hexIn,
  keyIn,
  none,
  password,
  splitIn,
  twoOfThree,
} from "./stage.ts";

describe("splitKey into files", () => {
  it("writes a file (0600) a person in a new folder (0700), a record without secrets, and nothing else", async () => {
    const folder = await temporaryFolder();
    const key = await keyIn(folder);
    const { set, record, files } = await splitIn(folder, key);
    expect(await readdir(folder)).toEqual(["keys", "shares"]);
    expect(await readdir(join(folder, "shares"))).toEqual([
      "share-1-1-Ana.txt",
      "share-1-2-Ben.txt",
      "share-1-3-Cleo.txt",
    ]);
    if (process.platform !== "win32") {
      expect((await stat(join(folder, "shares"))).mode & 0o7777).toBe(0o700);
      for (const file of files) expect((await stat(file)).mode & 0o7777).toBe(0o600);
    }
    expect(shareSet.parse(JSON.parse(await readFile(record, "utf8")))).toEqual(set);
    expect(set).toMatchObject({
      secret: "private-key",
      label: "ana",
      address: key.address,
      point: key.point,
      created: CREATED.toISOString(),
      passphrase: false,
      threshold: 1,
      groups: [{ threshold: 2, members: [{ name: "Ana" }, { name: "Ben" }, { name: "Cleo" }] }],
    });
    const paper = await readFile(files[0] ?? "", "utf8");
    expect(paper).toContain("# SLIP-39 share for Ana: share 1\n");
    expect(paper).toContain(`# set ${set.id}, made 2026-03-01; needed: 2 of 3 shares\n`);
    expect(paper).toContain(key.address);
    const hex = await hexIn(key);
    for (const [, text] of await filesBelow(folder)) expectAbsent(text, [hex]);
    for (const file of files) {
      const words = (await readFile(file, "utf8")).match(/(?<=\d\. )[a-z]+/g) ?? [];
      expect(words).toHaveLength(33);
      expectAbsent(await readFile(record, "utf8"), [words.join(" "), words.slice(4, 8).join(" ")]);
    }
  });

  it("given a folder that is there, a wrong password, or a bad name, writes nothing", async () => {
    const folder = await temporaryFolder();
    const key = await keyIn(folder);
    await mkdir(join(folder, "taken"));
    const before = await filesBelow(folder);
    expect((await refusal(() => splitIn(folder, key, { name: "taken" }))).code).toBe("Files.Exists");
    const named = await refusal(() =>
      splitIn(folder, key, { sharing: twoOfThree(["Ana", "../Ben", "Cleo"]) }),
    );
    expect([named.code, named.details]).toEqual(["Share.BadName", { name: "../Ben" }]);
    const wrong = splitKey({
      path: key.path,
      password: Secret.text("pelican-62-chalk-harrow"),
      passphrase: none(),
      sharing: twoOfThree(),
      target: { kind: "folder", folder: join(folder, "shares") },
      records: join(folder, "keys"),
      created: CREATED,
    });
    expect((await refusal(() => wrong)).code).toBe("Keystore.WrongPassword");
    expect(await filesBelow(folder)).toEqual(before);
    const text = (await readFile(key.path, "utf8")).replace('"label": "ana"', '"label": "../ana\\u001b[2J"');
    await writeFile(key.path, text);
    expect((await refusal(() => splitIn(folder, key))).code).toBe("Store.BadLabel");
    expect(await readdir(folder)).toEqual(["keys", "taken"]);
  });

  it.skipIf(process.platform !== "linux")(
    "given a full disk under the screen, ends with an error and no record",
    async () => {
      const folder = await temporaryFolder();
      const key = await keyIn(folder);
      const full = openSync("/dev/full", "w");
      const split = splitKey({
        path: key.path,
        password: password(),
        passphrase: none(),
        sharing: twoOfThree(),
        target: { kind: "terminal", descriptor: full },
        records: join(folder, "keys"),
        created: CREATED,
      });
      const error = await refusal(() => split);
      closeSync(full);
      expect([error.code, error.details]).toEqual(["Strongroom.NotShown", { reason: "ENOSPC" }]);
      expect(await readdir(join(folder, "keys"))).toEqual(["ana.json"]);
    },
  );
});
