import type { Check, Profile } from "../../src/ceremony/doctor.ts";
import type { Software } from "../../src/ceremony/software.ts";
import { facts, sections, table } from "./table.ts";

const MARKS = { ok: "ok", warning: "warning", failure: "FAILURE", unknown: "unknown" } as const;

export function doctorText(
  profile: Profile,
  checks: readonly Check[],
  { version, commit, code, node }: Software,
): string {
  const rows = checks.map(({ id, verdict, found }) => [id, MARKS[verdict], found]);
  const todo = checks.flatMap(({ id, fix }) => (fix === "" ? [] : [`${id}: ${fix}`]));
  return sections(
    `What this machine is like, for: ${profile}`,
    table(["check", "", "found"], rows),
    facts([
      ["this program", `${version}, commit ${commit ?? "unknown"}, Node ${node}`],
      ["its own code", code],
    ]),
    todo.length === 0 ? "Nothing to do." : todo.join("\n"),
  );
}
