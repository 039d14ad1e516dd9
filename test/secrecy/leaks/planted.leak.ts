import { spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { inspect } from "node:util";
import { expect, test } from "vitest";
import { BaseError } from "../../../src/errors.ts";
import { Secret } from "../../../src/keys/secret.ts";
import { generate } from "../../../src/keys/store.ts";
import { boxesIn } from "../boxes.ts";
import { overhear } from "../overhear.ts";

/** Each test leaks a secret in one way, and passes: it is the run that must fail (../planted.test.ts has what it says). */

const folder = await mkdtemp(join(tmpdir(), "conclave-leaks-"));
const file = (name: string, text: string) => writeFile(join(folder, name), `before ${text} after`);

/** A secret as the code under test would make it. */
function fresh(): string {
  const text = `planted-${randomUUID()}`;
  Secret.text(text);
  return text;
}

test("to a child", async () => {
  const child = spawn("true", [fresh()], { env: { ...process.env, PLANTED: fresh() } });
  await once(child, "close");
  process.env.PLANTED = fresh();
  spawnSync("false", [fresh()]);
  delete process.env.PLANTED;
});

test("to what a child starts", async () => {
  const script = 'read -r a; read -r b; B="$b" sleep 0.5; timeout 0.5 tail -f /dev/null "$a"';
  const child = spawn("sh", ["-c", script], {
    stdio: ["pipe", "ignore", "ignore"],
    env: { PATH: process.env.PATH },
  });
  child.stdin.end(`${fresh()}\n${fresh()}\n`);
  await once(child, "close");
});

test("by what a child says", async () => {
  const child = spawn("cat");
  child.stdin.end(fresh());
  child.stdout.resume();
  await once(child, "close");
  spawnSync("tee", { input: fresh() });
});

test("by printing", () => {
  console.log(fresh());
  overhear("a task", fresh());
});

test("in errors that are caught", () => {
  const parts = { message: "planted", fix: "look for it" };
  new BaseError({ ...parts, code: "Planted.Details", details: { inner: { value: fresh() } } });
  new BaseError({ ...parts, code: "Planted.Cause", cause: new Error(`of another's: ${fresh()}`) });
});

test("in files, in forms of their own", async () => {
  const bytes = () => Buffer.from(fresh());
  await file("plain", fresh());
  await file("hex", bytes().toString("hex").toUpperCase());
  await file("base64", Buffer.concat([Buffer.from("a"), bytes(), Buffer.from("z")]).toString("base64"));
  await file("base64url", bytes().toString("base64url"));
  await file("buffer", inspect(bytes()));
  await file("array", inspect(new Uint8Array(bytes())));
  await file("json", JSON.stringify(bytes()));
});

test("in a file that is gone again", async () => {
  await file("gone", fresh());
  await sleep(100);
  await rm(join(folder, "gone"));
});

test("the key in a keystore", async () => {
  const password = `planted-${randomUUID()}`;
  const made = await generate({ label: "ana", folder, password: Secret.text(password), cost: "light" });
  const [box] = boxesIn(await readFile(made.path, "utf8"));
  const [key] = (await box?.open(Buffer.from(password))) ?? [];
  expect(key).toHaveLength(32);
  await file("key", `0x${key?.toString("hex")}`);
});

test("a share's words, told again", async () => {
  const words = Array.from({ length: 33 }, () =>
    randomUUID()
      .replace(/[^a-f]/g, "q")
      .slice(0, 8),
  );
  const paper = words.map((word, at) => `${at + 1}. ${word}`).join("  ");
  await writeFile(join(folder, "paper"), `# SLIP-39 share for Ana: share 1\n${paper}\n`);
  await file("retold", words.join("\n"));
});
