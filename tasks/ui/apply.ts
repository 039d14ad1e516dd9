import { BaseError, report } from "../../src/errors.ts";
import type { Applied, Outcome, Unasked } from "../../src/role/plan/apply.ts";

const DONE: readonly Outcome[] = ["done", "executed"];

export function appliedJson(applied: readonly Applied[], unasked: readonly Unasked[], complete: boolean) {
  return {
    complete,
    steps: applied,
    notLookedAt: unasked.map(({ chainId, problem }) => ({ chainId, problem: report(problem).json })),
  };
}

export function appliedText(
  folder: string,
  applied: readonly Applied[],
  unasked: readonly Unasked[],
): string {
  const lines = applied.map(
    ({ chainId, title, outcome, sentence }) => `chain ${chainId}: ${title}: ${outcome}: ${sentence}`,
  );
  const left = unasked.map(
    ({ chainId, problem }) => `chain ${chainId} was not looked at: ${problem.message}`,
  );
  return lines.length + left.length === 0
    ? `nothing is planned in ${folder}`
    : [...lines, ...left].join("\n");
}

/** What is left to do; null if nothing is. */
export function appliedFailure(
  folder: string,
  chains: readonly number[],
  applied: readonly Applied[],
  unasked: readonly Unasked[],
): BaseError | null {
  const left = applied.filter(({ outcome }) => !DONE.includes(outcome));
  if (chains.length > 0 && left.length === 0 && unasked.length === 0) return null;
  if (chains.length === 0) {
    return new BaseError({
      code: "Apply.NothingPlanned",
      message: `${folder} holds no plan`,
      fix: "write one with `hardhat charter plan`",
    });
  }
  const [first] = unasked;
  return new BaseError({
    code: "Apply.NotDone",
    message: `${left.length} steps are not done, ${unasked.length} chains were not looked at`,
    fix: "have signed and done what is said of each, then run it again",
    details: {
      steps: left.map(({ chainId, step }) => ({ chainId, step })),
      chains: unasked.map((one) => one.chainId),
    },
    ...(first === undefined ? {} : { cause: first.problem }),
  });
}
