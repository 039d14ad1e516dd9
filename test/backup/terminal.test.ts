import { spawn, spawnSync } from "node:child_process";
import { readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { shareSet } from "../../src/keys/share-set.ts";
import { temporaryFolder } from "../keys/temporary-folder.ts";
import { CREATED, keyIn, NEW_PASSWORD, PASSWORD, splitIn, twoOfThree } from "./stage.ts";

const HAS_PTY = spawnSync("script", ["--version"]).error === undefined;
const CLEAR = "\u001b[H\u001b[2J\u001b[3J";
const source = (path: string) => JSON.stringify(fileURLToPath(new URL(`../../src/${path}`, import.meta.url)));

/** Runs a program at a terminal of its own, where people type `input`; gives what the screen got. */
async function atTerminal(folder: string, code: string, input: string): Promise<string> {
  const ran = spawnSync("script", await asked(folder, code), { input, encoding: "utf8" });
  return ran.stdout.replaceAll("\r", "");
}

/** What `script` is asked for, to run a program at a terminal. */
async function asked(folder: string, code: string): Promise<string[]> {
  const program = join(folder, "program.mjs");
  const head = `
    import { openSync } from "node:fs";
    import { recoverKey } from ${source("backup/recover.ts")};
    import { splitKey } from ${source("backup/split.ts")};
    import { Secret } from ${source("keys/secret.ts")};
    const terminal = openSync("/dev/tty", "r+");
    const at = ${JSON.stringify(folder)};
  `;
  await writeFile(program, `${head}\n${code}`);
  return ["-qec", `'${process.execPath}' '${program}'`, "/dev/null"];
}

/** Cuts a key at the terminal. */
const splitting = (path: string) => `splitKey({
  path: ${JSON.stringify(path)}, password: Secret.text(${JSON.stringify(PASSWORD)}), passphrase: Secret.text(""),
  sharing: ${JSON.stringify(twoOfThree())}, target: { kind: "terminal", descriptor: terminal },
  records: at + "/keys", created: new Date(${JSON.stringify(CREATED)}),
})`;

describe.skipIf(!HAS_PTY)("at a terminal (needs script of util-linux)", () => {
  it("shows each share to one person, and wipes it before the next comes", async () => {
    const folder = await temporaryFolder();
    const key = await keyIn(folder);
    const code = `
      const { set, files } = await ${splitting(key.path)};
      console.log("done " + set.groups[0].members.length + " " + files.length);`;
    const screen = await atTerminal(folder, code, "\n".repeat(6));
    const pages = screen.split(CLEAR);
    expect(pages).toHaveLength(7);
    expect(pages[0]).toContain("The next share is for Ana");
    for (const [at, name] of ["Ana", "Ben", "Cleo"].entries()) {
      const page = pages[2 * at + 1] ?? "";
      expect(page.match(/# SLIP-39 share for/g)).toHaveLength(1);
      expect(page).toContain(`# SLIP-39 share for ${name}: share ${at + 1}`);
      expect(page.match(/\d\. [a-z]+/g)).toHaveLength(33);
    }
    expect(pages[6]).toContain("done 3 0");
    expect(await readdir(folder)).toEqual(["keys", "program.mjs"]);
    expect(await readdir(join(folder, "keys"))).toHaveLength(2);
  });

  it("given no place for the record, refuses before anybody sees a share", async () => {
    const folder = await temporaryFolder();
    const key = await keyIn(folder);
    await rename(join(folder, "keys"), join(folder, "kept"));
    await writeFile(join(folder, "keys"), "");
    const code = `await ${splitting(key.path.replace("/keys/", "/kept/"))}.catch((error) => console.log("refused " + error.code));`;
    const screen = await atTerminal(folder, code, "\n".repeat(6));
    expect(screen).toContain("refused Files.CannotWrite");
    expect(screen).not.toContain("next share");
  });

  it("given a record that cannot be written once people have their shares, tells which set they have", async () => {
    const folder = await temporaryFolder();
    const key = await keyIn(folder);
    const code = `await ${splitting(key.path)}.catch(({ code, details }) => console.log("refused " + JSON.stringify({ code, details })));`;
    const child = spawn("script", await asked(folder, code), { stdio: ["pipe", "pipe", "inherit"] });
    let screen = "";
    for await (const said of child.stdout.setEncoding("utf8")) {
      if (!screen.includes("Press Enter") && (screen + said).includes("Press Enter")) {
        await rename(join(folder, "keys"), join(folder, "kept"));
        await writeFile(join(folder, "keys"), "");
        child.stdin.write("\n".repeat(6));
      }
      screen += said;
    }
    expect(await readdir(join(folder, "kept"))).toEqual(["ana.json"]);
    const refused = JSON.parse(/refused (.*)/.exec(screen)?.[1] ?? "{}");
    const set = /# set (\d+),/.exec(screen)?.[1];
    expect(refused).toMatchObject({
      code: "Share.NoRecord",
      details: {
        path: join(folder, "keys", `ana.set-${set}.json`),
        set: { id: Number(set), address: key.address },
      },
    });
    expect(() => shareSet.parse(refused.details.set)).not.toThrow();
  });

  it("takes shares that are typed until they are enough, asks again for a mistyped one, and leaves none on the screen", async () => {
    const folder = await temporaryFolder();
    const key = await keyIn(folder);
    const { files } = await splitIn(folder, key);
    const lines = await Promise.all(
      files.map(async (file) => ((await readFile(file, "utf8")).match(/(?<=\d\. )[a-z]+/g) ?? []).join(" ")),
    );
    const [first = "", second = ""] = lines;
    const short = second
      .split(" ")
      .map((word) => word.slice(0, 4))
      .join(" ");
    const code = `
      const saved = await recoverKey({
        label: "again", source: { terminal }, passphrase: Secret.text(""), password: Secret.text(${JSON.stringify(NEW_PASSWORD)}),
        expected: { address: ${JSON.stringify(key.address)}, curve: "secp256k1" }, folder: at + "/new", cost: "light",
      });
      console.log("done " + saved.address + " " + saved.shares.length);`;
    const screen = await atTerminal(
      folder,
      code,
      `${first}\n${first.replace(/^\S+/, "wrongword")}\n${first}\n${short}\n`,
    );
    expect(screen).toContain("share 2 is no share: its word 1 is not in the word list");
    expect(screen).toContain("share 1 and share 2 are the same share");
    expect(screen).toContain(`done ${key.address} 2`);
    expect(screen.split(CLEAR)).toHaveLength(5);
  });
});
