import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, inject, test } from "vitest";

const ROOT = dirname(dirname(import.meta.dirname));
const VITEST = join(ROOT, "node_modules/vitest/vitest.mjs");

/** A run of the tests in a file of leaks/, whose own files lie outside what this run watches. */
async function runOf(name: string): Promise<{ code: number | null; said: string }> {
  const args = [VITEST, "run", "--config", "test/secrecy/leaks/vitest.config.ts", name];
  const env = { ...process.env, NO_COLOR: "1", TMPDIR: dirname(dirname(inject("secrecy").ground)) };
  const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await ended, said: out + err };
}

/** One for each way; where the run cannot tell the test file, it says so. */
const LEAKS = [
  "argument of false",
  "argument of tail, in a child",
  "argument of timeout, in a child",
  "argument of true",
  "environment of false",
  "environment of sleep, in a child",
  "environment of true",
  "error of Planted.Cause",
  "error of Planted.Details",
  "file array",
  "file base64",
  "file base64url",
  "file buffer",
  "file gone",
  "file hex",
  "file json",
  "file key",
  "file paper",
  "file plain",
  "file retold",
  "output of cat",
  "output of tee",
  "print of a task",
  "print of vitest, in the run",
];

test("a run whose tests pass fails, given secrets planted in each way, and says where each is", async () => {
  const { code, said } = await runOf("planted");
  expect(said).toMatch(/Tests +9 passed/);
  expect(code).toBe(1);
  const found =
    said.match(/(?<=^ {2})[a-z]+ of .*(?=: a secret that was met in secrecy\.leaks\.planted\.leak)/gm) ?? [];
  const here = ", in secrecy.leaks.planted.leak";
  const file = /^file of conclave-leaks-\w+\//;
  expect(found.map((one) => one.replace(here, "").replace(file, "file ")).sort()).toEqual(LEAKS);
  const told = said.slice(said.indexOf("secrets were found"));
  expect(told).not.toMatch(/planted-[0-9a-f]/);
});

test("a run that keeps its secrets passes", async () => {
  const { code, said } = await runOf("kept");
  expect(said).toMatch(/none of \d+ secrets was found/);
  expect(code).toBe(0);
});
