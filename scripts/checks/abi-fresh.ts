/** `src/generated/abi.ts` is what the contracts as built give, and that is what is committed; `safe-abi.ts` what Safe ships. */
import { execFileSync } from "node:child_process";
import { ABI_MODULE, abiModule } from "../generate-abi.ts";
import { knownCodeModules } from "../generate-known-code.ts";
import { SAFE_ABI_MODULE, safeAbiModule } from "../generate-safe-abi.ts";
import { type Finding, fail, warn } from "./finding.ts";
import type { ProjectFile } from "./project-files.ts";

export const title = "generated ABIs are fresh";

export function check(files: ProjectFile[], root: string): Finding[] {
  const safe = files.find(({ path }) => path === SAFE_ABI_MODULE)?.text;
  if (safe !== safeAbiModule())
    return [fail(SAFE_ABI_MODULE, "differs from Safe's packages: run `node scripts/generate-safe-abi.ts`")];
  const stale = knownCodeModules(root).find(
    (module) => files.find(({ path }) => path === module.path)?.text !== module.text,
  );
  if (stale !== undefined) return [fail(stale.path, "differs from the build: run `npm run build`")];
  const { text } = abiModule(root);
  const onDisk = files.find(({ path }) => path === ABI_MODULE)?.text;
  if (onDisk !== text) return [fail(ABI_MODULE, "differs from the build: run `npm run build`")];
  const kept = staged(root);
  if (kept === undefined) return [warn(ABI_MODULE, "is not in git")];
  return kept === text ? [] : [fail(ABI_MODULE, "the regenerated file is not staged: `git add` it")];
}

/** The file as git would commit it; undefined outside a checkout or when it was never added. */
function staged(root: string): string | undefined {
  try {
    return execFileSync("git", ["show", `:${ABI_MODULE}`], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  } catch {
    return undefined;
  }
}
