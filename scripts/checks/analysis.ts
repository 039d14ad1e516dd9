/** Static analysis of the contracts: every finding is either mended or explained (docs/static-analysis.md). */
import { ALLOWED } from "../analysis/allowed.ts";
import { analyse } from "../analysis/analyse.ts";
import { compile } from "../analysis/compile.ts";
import { judge } from "../analysis/judge.ts";
import { type Finding, fail } from "./finding.ts";
import type { ProjectFile } from "./project-files.ts";

export const title = "static analysis of the contracts";

export function check(files: ProjectFile[], root: string): Finding[] {
  const compiled = compile(root, files);
  if (typeof compiled === "string") return [fail("contracts/", compiled)];
  return judge(analyse([compiled]), ALLOWED).map(({ where, what }) => fail(where, what));
}
