/** One idea a file: short enough to be read in one sitting. */
import { type Finding, fail, warn } from "./finding.ts";
import type { ProjectFile } from "./project-files.ts";

export const title = "files are short";

const MOST = 400;

export function check(files: ProjectFile[]): Finding[] {
  return files
    .filter(({ path }) => /\.(ts|sol|mjs)$/.test(path) && !path.startsWith("src/generated/"))
    .flatMap(({ path, text }) => {
      const lines = text.split("\n").length - 1;
      if (lines > MOST) return [fail(path, `${lines} lines, at most ${MOST}`)];
      const soft = softLimit(path);
      return lines > soft ? [warn(path, `${lines} lines, better at most ${soft}`)] : [];
    });
}

/** A task is an adapter; the work is in src/. */
function softLimit(path: string): number {
  return path.startsWith("tasks/") && !path.startsWith("tasks/ui/") ? 100 : 250;
}
