import children, { ChildProcess } from "node:child_process";
import { syncBuiltinESMExports } from "node:module";
import { basename } from "node:path";
import type { Readable } from "node:stream";
import type { Tell } from "./record.ts";

/** What Node's own method makes of the arguments of `spawn`, `fork`, `exec` and `execFile`. */
type Start = {
  readonly file: string;
  readonly args?: readonly string[];
  readonly envPairs?: readonly string[];
};
type Run = (file: string, ...more: readonly unknown[]) => unknown;

/** The arguments, environment and output of every child that is started from here on are told. Grandchildren are the watcher's. */
export function listenToChildren(tell: Tell): void {
  const prototype = ChildProcess.prototype as unknown as {
    spawn: (this: ChildProcess, start: Start) => unknown;
  };
  const { spawn } = prototype;
  prototype.spawn = function (start) {
    const of = basename(start.file);
    tell({ is: "argument", of, text: (start.args ?? []).join("\n") });
    tell({ is: "environment", of, text: (start.envPairs ?? []).join("\n") });
    const started = spawn.call(this, start);
    for (const stream of this.stdio ?? []) listenTo(stream, (text) => tell({ is: "output", of, text }));
    return started;
  };
  const waiting = children as unknown as Record<string, Run>;
  for (const name of ["spawnSync", "execFileSync", "execSync"])
    waiting[name] = alsoTelling(waiting[name] as Run, tell);
  syncBuiltinESMExports();
}

/** Without becoming a reader, who would take from the others. */
function listenTo(stream: unknown, hear: (text: string) => void): void {
  const { push, once } = (stream ?? {}) as Partial<Readable>;
  if (push === undefined || once === undefined) return;
  const parts: Buffer[] = [];
  const readable = stream as Readable;
  readable.push = (chunk: Uint8Array | null, ...more) => {
    if (chunk !== null) parts.push(Buffer.from(chunk));
    return push.call(readable, chunk, ...more);
  };
  readable.once("close", () => hear(Buffer.concat(parts).toString("utf8")));
}

/** For those that wait until the child has ended, and give or throw what it said. */
function alsoTelling(run: Run, tell: Tell): Run {
  return (file, ...more) => {
    const of = basename(file.split(" ")[0] ?? "");
    const options = more.find((one) => typeof one === "object" && !Array.isArray(one)) as
      | { env?: NodeJS.ProcessEnv }
      | undefined;
    tell({ is: "argument", of, text: [file, ...more.filter(Array.isArray).flat()].join("\n") });
    tell({ is: "environment", of, text: Object.values(options?.env ?? process.env).join("\n") });
    const hear = (text: string) => tell({ is: "output", of, text });
    try {
      const said = run(file, ...more);
      for (const text of textsIn(said)) hear(text);
      return said;
    } catch (error) {
      for (const text of textsIn(error)) hear(text);
      throw error;
    }
  };
}

function textsIn(said: unknown): string[] {
  if (typeof said === "string") return [said];
  if (said instanceof Uint8Array) return [Buffer.from(said).toString("utf8")];
  const { stdout, stderr } = (said ?? {}) as { stdout?: unknown; stderr?: unknown };
  return [stdout, stderr].flatMap((part) => (part === undefined || part === null ? [] : textsIn(part)));
}
