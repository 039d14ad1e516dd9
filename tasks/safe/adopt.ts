import { BaseError } from "../../src/errors.ts";
import { draft } from "../../src/safe/guard/adoption.ts";
import { inspect } from "../../src/safe/guard/inspection.ts";
import { review, wordsOf } from "../../src/safe/review.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { genuine, guardedSpot, tiersFrom } from "../ports/guard.ts";
import { type NewFileOptions, saveNewSafeFile } from "../ports/safe.ts";
import { simulated } from "../ports/safe-simulation.ts";
import { addressesIn, type SafeOptions } from "../ports/safe-spot.ts";
import { inspectionText } from "../ui/guard.ts";
import { createdSafeText } from "../ui/safe.ts";
import { sections } from "../ui/table.ts";

type Options = Spoken &
  SafeOptions &
  NewFileOptions & {
    guard: string | undefined;
    modules: string | undefined;
    trust: string | undefined;
    dry: boolean;
  };

/** Looks at a Safe, and writes the one transaction by which it adopts the guard, simulated first. @throws `Adopt.Refused` */
export default answering(async (options: Options, hre) => {
  const { connection, guarded, charter } = await guardedSpot(options, hre);
  const words = wordsOf(charter);
  const trusted = await addressesIn(options.trust, connection.chainId);
  const wanted = { tiers: tiersFrom(options.modules), trusted };
  const inspection = inspect(guarded, wanted, await genuine(hre, guarded), words);
  const looked = inspectionText(guarded, inspection, words);
  if (options.dry) return { json: { inspection, written: null }, text: looked };
  const file = await draft(connection, guarded, wanted, inspection);
  const { simulation, text } = await simulated(options, hre, file, charter);
  if (simulation.failure !== null) {
    throw new BaseError({
      code: "Task.AdoptionFails",
      message: `executed as it is, the adoption would fail: ${simulation.failure.sentence}`,
      fix: "see the reason given; nothing was written",
      details: { failure: simulation.failure },
    });
  }
  const path = await saveNewSafeFile(options, file);
  const shown = await review(file, words);
  return {
    json: { inspection, simulation, written: path, file, review: shown },
    text: sections(looked, createdSafeText(path, shown, 0), text),
  };
});
