import { BaseError, report } from "../../src/errors.ts";
import type { Step } from "../../src/role/plan/file.ts";
import type { Planned } from "../../src/role/plan/plan.ts";

/** A chain's plan as `--json` prints it. */
export function plannedJson({ chainId, folder, made, written, unreadable, problem }: Planned) {
  return {
    chainId,
    folder,
    planned: problem === null,
    same: made !== null && made.plan.steps.length === 0,
    steps: made?.plan.steps ?? [],
    files: made?.files.map(({ name, outcome, file }) => ({ name, outcome, id: file.id })) ?? [],
    beside: made?.beside ?? [],
    written,
    unreadable,
    problem: problem === null ? null : report(problem).json,
  };
}

export function plannedText({ chainId, folder, made, written, problem }: Planned): string {
  if (problem !== null)
    return `chain ${chainId} was not planned: ${problem.message}\n  to do: ${problem.fix}`;
  if (made === null) return "";
  const { plan, files, beside } = made;
  const head =
    plan.steps.length === 0
      ? `chain ${chainId} is as the charter has it: nothing to do`
      : `chain ${chainId}, in ${folder}${written.length === 0 ? " (as planned already)" : ""}`;
  const outcomes = new Map(files.map(({ name, outcome }) => [name, outcome]));
  const steps = plan.steps.map((step, index) => stepText(step, index + 1, outcomes));
  const left = beside.filter(({ precious }) => precious);
  const further = left.map(
    ({ name, sentence }) => `  ${name} is no part of this plan any more, but people signed it: ${sentence}`,
  );
  return [head, ...steps, ...further].join("\n");
}

function stepText(step: Step, number: number, outcomes: ReadonlyMap<string, string>): string {
  const what = `${number}. ${step.title} [${step.id}]`;
  return [what, ...step.words.map((line) => `   - ${line}`), ...detail(step, outcomes)].join("\n");
}

function detail(step: Step, outcomes: ReadonlyMap<string, string>): string[] {
  const waits = step.waits.length === 0 ? [] : [`   waits for ${step.waits.join(", ")}`];
  if (step.kind !== "proposal") return [...waits, `   ${step.command}`];
  const brings = step.brings.map(
    ({ label, person }) =>
      `   must bring the activation of ${label}: ${person} runs \`hardhat charter prove ${label}\``,
  );
  const file =
    step.file === null ? [] : [`   tier ${step.tier}: ${step.file} (${outcomes.get(step.file) ?? "?"})`];
  return [...waits, ...brings, ...file];
}

/** Why not all is planned; null if it is. */
export function plannedFailure(planned: readonly Planned[]): BaseError | null {
  const left = planned.filter(({ problem }) => problem !== null);
  if (left.length === 0) return null;
  const [first] = left;
  return new BaseError({
    code: "Plan.ChainsLeftOut",
    message: left.map(({ chainId, problem }) => `chain ${chainId}: ${problem?.message ?? ""}`).join("\n"),
    fix: "see to what is said of each, and plan again: the other chains' plans are written",
    details: { chains: left.map(({ chainId }) => chainId) },
    cause: first?.problem,
  });
}
