import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { kitFile } from "../../kit-file.ts";

/** The argument by which the kit's file runs as strongroom, and as nothing else. */
export const STRONGROOM = "--strongroom";

/** Permissions without "experimental" since 22.13, on the other line since 23.5; no signal that opens the debugger since 22.14 and 23.7. */
const PERMISSION = { 22: 13, 23: 5 };
const NO_SIGNAL = { 22: 14, 23: 7 };

/**
 * The program of the child process, as arguments of Node: it reads its own code, and nothing else of the machine.
 * @param reads what the operation reads besides
 */
export function strongroomProgram(
  reads: readonly string[] = [],
  version: string = process.versions.node,
): string[] {
  const kit = kitFile();
  const [program, readable, args] = kit === undefined ? fromSources() : fromKit(kit.path);
  return [
    since(version, PERMISSION) ? "--permission" : "--experimental-permission",
    ...[...readable, ...reads].map((path) => `--allow-fs-read=${path}`),
    // Older ones have no such option; without permission for it, no debugger opens there either.
    ...(since(version, NO_SIGNAL) ? ["--disable-sigusr1"] : []),
    "--no-warnings",
    program,
    ...args,
  ];
}

type Program = readonly [program: string, readable: readonly string[], args: readonly string[]];

function fromKit(program: string): Program {
  return [program, [program], [STRONGROOM]];
}

/** The folders the program is read from: its own sources, and wherever its packages may lie. */
function fromSources(): Program {
  const program = fileURLToPath(new URL("inside.ts", import.meta.url));
  const packages = createRequire(program).resolve.paths("viem") ?? [];
  const folders = [
    fileURLToPath(new URL("../../", import.meta.url)),
    ...packages.filter((path) => existsSync(path)),
  ];
  return [program, folders, []];
}

/** Whether a version of Node is at least the first of its line that has something, or of a later line. */
function since(version: string, first: Readonly<Record<number, number>>): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 23 || minor >= (first[major] ?? Number.POSITIVE_INFINITY);
}
