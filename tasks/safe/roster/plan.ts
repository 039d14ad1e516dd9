import { plan } from "../../../src/safe/roster/plan.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { openSafes, planPath, type RosterOptions, readProofs, savePlans } from "../../ports/safes.ts";
import { differenceJson, type Outcome, plannedText } from "../../ui/safe-roster.ts";

type Options = Spoken & RosterOptions & { folder: string; proofs: string; replace: boolean };

/** Writes one Safe proposal file for each Safe that differs, to be signed with `safe sign`. */
export default answering(async (options: Options, hre) => {
  const { safes, ground } = await openSafes(options, hre);
  const plans = await plan(safes, ground, await readProofs(options.proofs));
  const files = plans.flatMap(({ difference, file }) =>
    file === null ? [] : [{ name: difference.entry.name, file }],
  );
  const fresh = await savePlans(options.folder, files, options.replace);
  const written = plans.map(({ difference, file, proven }) => {
    const { name } = difference.entry;
    const outcome: Outcome = file === null ? "same" : fresh.has(name) ? "written" : "kept";
    return {
      ...differenceJson(difference),
      path: file === null ? null : planPath(options.folder, name),
      outcome,
      safeTxHash: file?.safeTxHash ?? null,
      proven: proven.map(({ owner, by }) => ({ owner: owner.address, by })),
    };
  });
  const warnings = plans.flatMap((one) => one.warnings);
  return {
    json: { safes: written, warnings },
    text: written.map(plannedText).join("\n\n"),
    notes: warnings.map((warning) => `warning: ${warning}`),
  };
});
