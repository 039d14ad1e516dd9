import { read } from "../../../src/safe/guard/exit.ts";
import { nameOf } from "../../../src/safe/review.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { type SafeOptions, safeSpot } from "../../ports/safe-spot.ts";
import { exitsText } from "../../ui/guard.ts";

/** Who announced the way out, and from when to when it is open. */
export default answering(async (options: Spoken & SafeOptions, hre) => {
  const { connection, safe, charter } = await safeSpot(options, hre);
  const exits = await read(connection, safe);
  return { json: exits, text: exitsText(exits, (address) => nameOf(charter, address)) };
});
