import { spawnSync } from "node:child_process";

/** Whether a program is on this machine. Tests that need one it has not are skipped. */
export function has(program: string): boolean {
  return spawnSync(program, ["--version"], { stdio: "ignore" }).error === undefined;
}
