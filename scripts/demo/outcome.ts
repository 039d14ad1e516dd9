import type { Refusal, Stage } from "./teller.ts";

/** What the audit found: how many links in how many lanes, and whether all is as it must be. */
export type Verdict = { readonly links: number; readonly lanes: number; readonly ok: boolean };

/** The audit's verdict over doctored logs, which must be false, and where it says the fault is. */
export type Tampered = { readonly ok: boolean; readonly where: string };

/** The whole story as `--json` prints it. `audit` and `tampered` are null if it did not get so far. */
export type Outcome = {
  readonly stages: readonly Stage[];
  readonly refusals: readonly Refusal[];
  readonly audit: Verdict | null;
  readonly tampered: Tampered | null;
};

/** Whether everything went as it must: each stage, the audit, and the audit's failure over doctored logs. */
export function asItMust({ stages, audit, tampered }: Outcome): boolean {
  return stages.every(({ ok }) => ok) && audit?.ok === true && tampered?.ok === false;
}
