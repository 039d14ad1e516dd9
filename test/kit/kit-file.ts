import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { bundle } from "../../scripts/kit/bundle.ts";

export const ROOT = dirname(dirname(import.meta.dirname));

/** Whether a process can be cut off from the network here. */
export const HAS_UNSHARE = spawnSync("unshare", ["-n", "true"]).status === 0;

/** What a run of the kit printed. */
export type KitRan = { readonly code: number | null; readonly out: string; readonly err: string };

/** Writes this commit's kit, alone, to a folder. @returns its path */
export async function placeKit(folder: string): Promise<string> {
  const path = join(folder, "kit.mjs");
  await writeFile(path, await bundle(ROOT));
  return path;
}

/** Runs a kit as on a machine that has Node and nothing else: no environment, and no network where it can be taken away. */
export function runKit(path: string, args: readonly string[], node: string = process.execPath): KitRan {
  const command = [node, path, ...args];
  const [first = "", ...rest] = HAS_UNSHARE ? ["/usr/bin/unshare", "-n", ...command] : command;
  const { status, stdout, stderr } = spawnSync(first, rest, {
    cwd: dirname(path),
    env: {},
    encoding: "utf8",
  });
  return { code: status, out: stdout, err: stderr };
}

/** The result that a run printed as JSON. */
export function answerOf<T>({ code, out, err }: KitRan): T {
  if (code !== 0) throw new Error(`the kit failed: ${out}${err}`);
  return JSON.parse(out) as T;
}
