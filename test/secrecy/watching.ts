import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { Seen, Watched } from "./watcher.ts";

/** Milliseconds between two looks at processes: a child that opens a key lives for longer than fifty. */
const PAUSE = 40;
/** No secret: told as one would be, to see that the watcher would have seen that. */
const CONTROL = "control-for-the-watcher-5417";
/** For how many looks: a busy machine may leave the watcher none for a while. */
const LOOKS = 20;

/** Watches this process, all that it starts, and a folder, from a thread of its own: whatever keeps this one busy. */
export async function watching(folder: string): Promise<{ readonly stop: () => Promise<Seen> }> {
  const worker = new Worker(new URL("./watcher.ts", import.meta.url), {
    workerData: { pid: process.pid, folder, pause: PAUSE } satisfies Watched,
  });
  await once(worker, "message");
  return {
    async stop() {
      await leak(folder, LOOKS * PAUSE);
      worker.postMessage("stop");
      const [seen] = (await once(worker, "message")) as [Seen];
      await worker.terminate();
      assertEyes(seen);
      return seen;
    },
  };
}

/** Leaks what is no secret, by an argument, by the environment, by a file that is removed, for so many milliseconds. */
async function leak(folder: string, time: number): Promise<void> {
  const own = join(folder, "control");
  await mkdir(own);
  await writeFile(join(own, "leak"), CONTROL);
  const child = spawn(process.execPath, ["-e", `setTimeout(() => undefined, ${time})`, CONTROL], {
    env: { CONTROL },
    stdio: "ignore",
  });
  await once(child, "close");
  await sleep(20);
  await rm(own, { recursive: true });
}

/** @throws if the control was not seen in every way: then secrets would not have been, either */
function assertEyes({ processes, files }: Seen): void {
  const eyes = {
    arguments: processes.some((one) => one.arguments.includes(CONTROL)),
    environment: processes.some((one) => one.environment.includes(CONTROL)),
    files: files.some(({ bytes }) => Buffer.from(bytes).includes(CONTROL)),
  };
  const blind = Object.entries(eyes).flatMap(([name, saw]) => (saw ? [] : [name]));
  if (blind.length > 0) throw new Error(`the watcher does not see ${blind.join(", ")}`);
}
