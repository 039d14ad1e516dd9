import { BaseError } from "../../src/errors.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { readOwn, type SafeFileOptions } from "../ports/safe.ts";
import { simulated } from "../ports/safe-simulation.ts";

/** Runs the transaction as if it had its signatures; exit code 1 if it would fail. @throws `Task.SafeSimulationFailed` */
export default answering(async (options: Spoken & SafeFileOptions, hre) => {
  const { file, charter } = await readOwn(options);
  const { simulation, text } = await simulated(options, hre, file, charter);
  const { failure } = simulation;
  const json = { safeTxHash: file.safeTxHash, ...simulation };
  if (failure === null) return { json, text };
  return {
    json,
    text,
    failure: new BaseError({
      code: "Task.SafeSimulationFailed",
      message: `executed as it is, the transaction would fail: ${failure.sentence}`,
      fix: "correct what it does and create it again",
      details: { failure },
    }),
  };
});
