/**
 * Looks, for as long as tests run, at what anybody on the machine sees of them: the arguments and the environment of a process and of all
 * that it starts, and every file below a folder, in each state in which it was found, removed since or not. It runs in a thread of its own,
 * so that it sees whatever keeps the tests busy. Of files the kernel tells; at processes it must look.
 */
import { hash } from "node:crypto";
import { type FSWatcher, lstatSync, readdirSync, readFileSync, watch } from "node:fs";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";

/** What it saw, each state once. */
export type Seen = {
  readonly processes: readonly { readonly arguments: string; readonly environment: string }[];
  readonly files: readonly { readonly path: string; readonly bytes: Uint8Array }[];
};

export type Watched = {
  /** This process and all that it starts. */
  readonly pid: number;
  readonly folder: string;
  /** Milliseconds between two looks at processes. */
  readonly pause: number;
};

/** Beyond this a file is a compiler or a disk image, not what Conclave writes. */
const LARGEST = 16 * 2 ** 20;

const { pid, folder, pause } = workerData as Watched;

/** Nothing of what has ended, or is gone, meanwhile. */
function ifThere<T>(look: () => T, otherwise: T): T {
  try {
    return look();
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (["ENOENT", "ESRCH", "EACCES", "EPERM", "ENOTDIR", "EIO"].includes(code)) return otherwise;
    throw error;
  }
}

/** Each state of each file, by its path and hash; and the last that was seen at a path. */
const states = new Map<string, { readonly path: string; readonly bytes: Buffer }>();
const latest = new Map<string, string>();
const watchers = new Map<string, { readonly watcher: FSWatcher; readonly inode: number }>();
const touched = new Set<string>();

/** Watches before it lists: what comes between is seen twice, not never. */
function enter(directory: string, inode: number): void {
  if (watchers.get(directory)?.inode === inode) return;
  leave(directory);
  const tell = (_: string, name: string | null) => touch(name === null ? directory : join(directory, name));
  const watcher = ifThere(() => watch(directory, tell), undefined);
  if (watcher === undefined) return;
  watcher.on("error", () => undefined);
  watchers.set(directory, { watcher, inode });
  for (const name of ifThere(() => readdirSync(directory), [])) lookAt(join(directory, name));
}

function leave(directory: string): void {
  watchers.get(directory)?.watcher.close();
  watchers.delete(directory);
}

/** A file that is written in many pieces is read once for all that the kernel has told by then. */
function touch(path: string): void {
  if (touched.size === 0) setImmediate(lookAtTouched);
  touched.add(path);
}

function lookAtTouched(): void {
  const paths = [...touched];
  touched.clear();
  for (const path of paths) lookAt(path);
}

function lookAt(path: string): void {
  const state = ifThere(() => lstatSync(path), undefined);
  if (state === undefined) leave(path);
  else if (state.isDirectory()) enter(path, state.ino);
  else if (state.isFile() && state.size > 0 && state.size <= LARGEST) keep(path);
}

/** Of a file that grows, only the longest state is kept. */
function keep(path: string): void {
  const bytes = ifThere(() => readFileSync(path), Buffer.alloc(0));
  const key = `${path}\n${hash("sha1", bytes)}`;
  const before = latest.get(path);
  if (before === key) return;
  latest.set(path, key);
  const shorter = states.get(before ?? "")?.bytes;
  if (shorter !== undefined && bytes.subarray(0, shorter.length).equals(shorter)) states.delete(before ?? "");
  states.set(key, { path, bytes });
}

const processes = new Map<string, Seen["processes"][number]>();
/** The age in looks of every process that was there at the last look; undefined for one of another family. */
const ages = new Map<number, number | undefined>([[pid, 0]]);

function lookAtProcesses(): void {
  const there = new Set(ifThere(() => readdirSync("/proc"), []).map(Number));
  for (const one of ages.keys()) if (!there.has(one)) ages.delete(one);
  for (const one of there) {
    if (!Number.isInteger(one)) continue;
    const age = ages.has(one) ? ages.get(one) : isOurs(one) ? 0 : undefined;
    ages.set(one, age === undefined ? undefined : age + 1);
    // One process after another becomes another program: the young are looked at often, the old at times.
    if (age !== undefined && (age < 6 || (age & (age - 1)) === 0)) lookAtProcess(one);
  }
}

const textOf = (path: string) => ifThere(() => readFileSync(path, "latin1"), "");

function isOurs(one: number): boolean {
  const parent = /\) \S (\d+)/.exec(textOf(`/proc/${one}/stat`))?.[1];
  return ages.get(Number(parent)) !== undefined;
}

function lookAtProcess(one: number): void {
  const seen = { arguments: textOf(`/proc/${one}/cmdline`), environment: textOf(`/proc/${one}/environ`) };
  processes.set(`${seen.arguments}\n${seen.environment}`, seen);
}

lookAt(folder);
lookAtProcesses();
const timer = setInterval(lookAtProcesses, pause);
parentPort?.once("message", () => {
  clearInterval(timer);
  lookAtTouched();
  lookAtProcesses();
  for (const { watcher } of watchers.values()) watcher.close();
  parentPort?.postMessage({
    processes: [...processes.values()],
    files: [...states.values()],
  } satisfies Seen);
});
parentPort?.postMessage("watching");
