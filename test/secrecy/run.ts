/** Begins before all tests and ends after them: then everything that could be read is searched for every secret that was met. */
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import type { TestProject } from "vitest/node";
import type { Kept, Text } from "./collect.ts";
import { examine, type Verdict } from "./examine.ts";
import { parseRecords } from "./record.ts";
import type { Seen } from "./watcher.ts";
import { watching } from "./watching.ts";

declare module "vitest" {
  export interface ProvidedContext {
    secrecy: {
      /** Where all that is temporary lies; it is watched. */
      readonly ground: string;
      /** Where test files write down what they met: secrets in clear, so it lies elsewhere and goes with the run. */
      readonly records: string;
    };
  }
}

type Run = { readonly ground: string; readonly records: string; readonly end: () => Promise<void> };

/** Vitest sets up each of its projects: the run is one. */
const shared = globalThis as { conclaveRun?: { run: Promise<Run>; projects: number } };

export default async function setup({ provide }: TestProject) {
  shared.conclaveRun ??= { run: begin(), projects: 0 };
  const all = shared.conclaveRun;
  all.projects++;
  const { ground, records, end } = await all.run;
  provide("secrecy", { ground, records });
  return async () => {
    if (--all.projects === 0) await end();
  };
}

async function begin(): Promise<Run> {
  const folder = await mkdtemp(join(tmpdir(), "conclave-suite-"));
  const [ground, records] = [join(folder, "tmp"), join(folder, "records")];
  for (const one of [ground, records]) await mkdir(one);
  process.env.TMPDIR = ground;
  const printed = listenToThis();
  const watched = await watching(ground);
  const end = async () => {
    // Whatever ends the search before its end, the run has not passed.
    const code = process.exitCode;
    process.exitCode = 1;
    const seen = await watched.stop();
    const heard = await readRecords(records);
    const texts = [...heard.texts, ...textsOf(seen, ground), textOfRun(printed)];
    await rm(folder, { recursive: true, force: true });
    report(await examine(heard.kept, texts));
    process.exitCode = code;
  };
  return { ground, records, end };
}

/** @throws with the leaks, if there are any: so the run fails, though its tests passed */
function report({ leaks, kept, texts, opened, closed }: Verdict): void {
  if (leaks.length === 0) {
    const boxes = `${opened} encrypted files opened for that, ${closed} left closed`;
    console.log(`none of ${kept} secrets was found where others can read it (${texts} texts; ${boxes})`);
    return;
  }
  const error = new Error(["secrets were found where others can read them:", ...leaks].join("\n  "));
  error.stack = error.message;
  throw error;
}

/** What this process prints: for the workers, and what is said of failures. */
function listenToThis(): string[] {
  const printed: string[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    const { write } = stream;
    stream.write = ((chunk: Uint8Array | string, ...more: never[]) => {
      printed.push(Buffer.from(chunk as string).toString());
      return write.call(stream, chunk, ...more);
    }) as typeof write;
  }
  return printed;
}

const textOfRun = (printed: readonly string[]): Text => ({
  test: "the run",
  by: "print",
  of: "vitest",
  bytes: Buffer.from(printed.join("")),
});

async function readRecords(folder: string): Promise<{ kept: Kept[]; texts: Text[] }> {
  const [kept, texts]: [Kept[], Text[]] = [[], []];
  for (const file of await readdir(folder)) {
    const test = basename(file, ".jsonl");
    for (const told of parseRecords(await readFile(join(folder, file), "utf8"))) {
      if (told.is === "secret") kept.push({ test, bytes: Buffer.from(told.bytes, "base64") });
      else texts.push({ test, by: told.is, of: told.of, bytes: Buffer.from(told.text) });
    }
  }
  return { kept, texts };
}

/** The folder of a test file is called as its records are. */
function textsOf({ processes, files }: Seen, ground: string): Text[] {
  const written = files.map(({ path, bytes }): Text => {
    const [test = "", ...within] = relative(ground, path).split("/");
    return { test, by: "file", of: within.join("/"), bytes: Buffer.from(bytes) };
  });
  const started = processes.flatMap(({ arguments: args, environment }): Text[] => {
    const test = new RegExp(`TMPDIR=${ground}/([^/\0]+)`).exec(environment)?.[1] ?? "a child";
    const of = basename(args.split("\0")[0] ?? "");
    return [
      { test, by: "argument", of, bytes: Buffer.from(args, "latin1") },
      { test, by: "environment", of, bytes: Buffer.from(environment, "latin1") },
    ];
  });
  return [...written, ...started];
}
