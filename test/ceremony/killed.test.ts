import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { keysOf, parse } from "../../src/ceremony/transcript.ts";
import { verify } from "../../src/ceremony/verify.ts";
import { Secret } from "../../src/keys/secret.ts";
import { drill } from "../../src/keys/store.ts";
import { temporaryFolder } from "../keys/temporary-folder.ts";
import { PASSWORD, SOFTWARE } from "./stage.ts";

const PROGRAM = new URL("killed.ts", import.meta.url).pathname;

/** Runs the ceremony in a process of its own until `isTime`, kills it, and says whether it came to its end before. */
async function runUntil(folder: string, isTime: (told: string) => boolean): Promise<boolean> {
  const child = spawn(process.execPath, ["--no-warnings", PROGRAM, folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let told = "";
  child.stdout.on("data", (data) => {
    told += String(data);
  });
  const ended = once(child, "close");
  while (child.exitCode === null && !isTime(told)) await sleep(1);
  child.kill("SIGKILL");
  await ended;
  return child.exitCode === 0;
}

test("given kill -9 at any point, the transcript is whole, and the ceremony goes on to its end", async () => {
  const folder = await temporaryFolder();
  const path = join(folder, "transcript.json");
  const keystore = join(folder, "keys/ben.json");
  const moments: ((told: string) => boolean)[] = [
    () => existsSync(path),
    (told) => told.includes("Step 2"),
    (told) => told.includes("Step 3"),
    () => existsSync(keystore),
    (told) => told.includes("ben: secp256k1"),
    (told) => told.includes("Step 4"),
  ];
  for (const isTime of moments) {
    await runUntil(folder, isTime);
    parse(await readFile(path, "utf8"), path);
  }
  expect(await runUntil(folder, () => false)).toBe(true);
  const { transcript, findings } = await verify(await readFile(path, "utf8"), path, {
    now: Date.now(),
    software: [SOFTWARE.code],
  });
  const wrong = findings.filter(({ severity }) => severity === "error").map(({ code }) => code);
  expect(wrong).toEqual(["NotSigned", "NotSigned", "NoQuorum"]);
  expect(findings.some(({ code }) => code === "Interrupted")).toBe(true);
  const [key] = keysOf(transcript.record);
  // What the transcript names can be opened; what it put aside it names as such.
  await drill(keystore, Secret.text(PASSWORD), key?.point ?? "0x");
  const aside = transcript.record.entries.flatMap((one) =>
    one.do === "resume" && one.aside ? [one.aside] : [],
  );
  const files = readdirSync(join(folder, "keys")).filter((name) => !name.startsWith("."));
  expect(files.sort()).toEqual(["ben.json", ...aside].sort());
}, 120_000);
