import type { Address } from "viem";
import { draft } from "../../src/safe/guard/leave.ts";
import { review, wordsOf } from "../../src/safe/review.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { guardedSpot } from "../ports/guard.ts";
import { type NewFileOptions, optionalAddress, readSafeFile, saveNewSafeFile } from "../ports/safe.ts";
import type { SafeOptions } from "../ports/safe-spot.ts";
import { createdSafeText } from "../ui/safe.ts";

type Options = Spoken &
  SafeOptions &
  NewFileOptions & { guard: string | undefined; handler: string | undefined; adoption: string | undefined };

/** Writes the one transaction by which a Safe leaves its guard; in tier 0, unless the guard is gone already. */
export default answering(async (options: Options, hre) => {
  const { connection, guarded, charter } = await guardedSpot(options, hre);
  const file = await draft(connection, guarded, await handlerOf(options, connection.chainId));
  const path = await saveNewSafeFile(options, file);
  const shown = await review(file, wordsOf(charter));
  return {
    json: { written: path, file, review: shown },
    text: createdSafeText(path, shown, 0),
    notes:
      guarded.safe.guard === null
        ? []
        : [`announce it in tier 0: hardhat safe announce ${path} --key <label>`],
  };
});

/** The handler to put back: the one named, else the one that the adoption's file kept, else Safe's own. */
async function handlerOf(
  { handler, adoption }: Options,
  chainId: number,
): Promise<Address | null | undefined> {
  if (handler === "none") return null;
  if (handler !== undefined) return optionalAddress(handler, chainId);
  if (adoption === undefined) return undefined;
  return (await readSafeFile(adoption)).context.replaced?.fallbackHandler;
}
