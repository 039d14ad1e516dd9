/**
 * Looks, for as long as a flow runs, at what anybody on the machine sees of it: the arguments and the environment of its process and of all
 * that it starts, and every file below a folder, in each state in which it was found, removed since or not.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import type { Seen } from "./watching.ts";

/** Milliseconds between two looks. A child that opens a key lives for longer than fifty. */
const PAUSE = 4;

const { pid, folder } = workerData as { pid: number; folder: string };
const processes = new Map<string, Seen["processes"][number]>();
const files = new Map<string, Seen["files"][number]>();

/** Nothing of what has ended, or is gone, meanwhile. */
function ifThere<T>(look: () => T, otherwise: T): T {
  try {
    return look();
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (["ENOENT", "ESRCH", "EACCES", "ENOTDIR"].includes(code)) return otherwise;
    throw error;
  }
}

const textOf = (path: string) => ifThere(() => readFileSync(path, "latin1"), "");
const namesIn = (path: string) => ifThere(() => readdirSync(path), []);

function* family(parent: number): Generator<number> {
  yield parent;
  for (const thread of namesIn(`/proc/${parent}/task`))
    for (const child of textOf(`/proc/${parent}/task/${thread}/children`).match(/\d+/g) ?? [])
      yield* family(Number(child));
}

function lookAtProcesses(): void {
  for (const one of family(pid)) {
    const seen = { arguments: textOf(`/proc/${one}/cmdline`), environment: textOf(`/proc/${one}/environ`) };
    processes.set(`${seen.arguments}\n${seen.environment}`, seen);
  }
}

function lookAtFiles(): void {
  const entries = ifThere(() => readdirSync(folder, { recursive: true, withFileTypes: true }), []);
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const state = ifThere(() => statSync(path), undefined);
    const key = `${path} ${state?.ino} ${state?.mtimeMs} ${state?.size}`;
    if (state !== undefined && !files.has(key)) files.set(key, { path, text: textOf(path) });
  }
}

function look(): void {
  lookAtProcesses();
  lookAtFiles();
}

look();
const timer = setInterval(look, PAUSE);
parentPort?.once("message", () => {
  clearInterval(timer);
  look();
  parentPort?.postMessage({ processes: [...processes.values()], files: [...files.values()] });
});
parentPort?.postMessage("watching");
