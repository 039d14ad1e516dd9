import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { expect } from "vitest";

/** What a watcher saw (watcher.ts), each state once. */
export type Seen = {
  readonly processes: readonly { readonly arguments: string; readonly environment: string }[];
  readonly files: readonly { readonly path: string; readonly text: string }[];
};

export type Watching = { readonly stop: () => Promise<Seen> };

/** No secret: told as one would be, to see that the watcher would have seen that. */
const CONTROL = "control-for-the-watcher-5417";

/** Watches this process, all that it starts, and a folder, from a thread of its own: whatever keeps this one busy. */
export async function watching(folder: string): Promise<Watching> {
  const worker = new Worker(new URL("./watcher.ts", import.meta.url), {
    workerData: { pid: process.pid, folder },
  });
  await once(worker, "message");
  return {
    async stop() {
      await leak(folder);
      worker.postMessage("stop");
      const [seen] = (await once(worker, "message")) as [Seen];
      await worker.terminate();
      expectEyes(seen);
      return seen;
    },
  };
}

/** Leaks what is no secret, for no longer than a key is open: by an argument, by the environment, by a file that is removed. */
async function leak(folder: string): Promise<void> {
  const own = join(folder, "control");
  await mkdir(own);
  await writeFile(join(own, "leak"), CONTROL);
  const child = spawn(process.execPath, ["-e", "setTimeout(() => undefined, 50)", CONTROL], {
    env: { CONTROL },
    stdio: "ignore",
  });
  await once(child, "close");
  await sleep(20);
  await rm(own, { recursive: true });
}

function expectEyes({ processes, files }: Seen): void {
  expect(processes.some((one) => one.arguments.includes(CONTROL))).toBe(true);
  expect(processes.some((one) => one.environment.includes(CONTROL))).toBe(true);
  expect(files.some(({ text }) => text.includes(CONTROL))).toBe(true);
}
