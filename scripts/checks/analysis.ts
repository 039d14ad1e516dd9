/** Static analysis of the contracts as built: every finding is either mended or explained (docs/static-analysis.md). */
import { ALLOWED } from "../analysis/allowed.ts";
import { analyse } from "../analysis/analyse.ts";
import { judge } from "../analysis/judge.ts";
import { compilations } from "../analysis/tree.ts";
import { type Finding, fail } from "./finding.ts";
import type { ProjectFile } from "./project-files.ts";

export const title = "static analysis of the contracts";

export function check(files: ProjectFile[], root: string): Finding[] {
  const built = compilations(root, new Map(files.map(({ path, text }) => [path, text])));
  if (built.length === 0) return [fail("artifacts/build-info", "holds no build of these contracts")];
  return judge(analyse(built), ALLOWED).map(({ where, what }) => fail(where, what));
}
