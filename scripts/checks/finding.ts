import type { ProjectFile } from "./project-files.ts";

export type Finding = { level: "fail" | "warn"; where: string; what: string };

/** What each file in this folder exports. */
export type Check = { title: string; check: (files: ProjectFile[], root: string) => Finding[] };

export function fail(where: string, what: string): Finding {
  return { level: "fail", where, what };
}

export function warn(where: string, what: string): Finding {
  return { level: "warn", where, what };
}
