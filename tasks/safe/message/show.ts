import { readAnnouncements, standingOf } from "../../../src/safe/guard/guarded.ts";
import { combined, verdict } from "../../../src/safe/guard/message.ts";
import { standingWords } from "../../../src/safe/guard/words.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { type MessageOptions, openMessage } from "../../ports/message.ts";
import { messageText } from "../../ui/message.ts";
import { sections } from "../../ui/table.ts";

/** A message, who announced and signed it, and what an app gets to see: the combined signature, and whether it counts now. */
export default answering(async (options: Spoken & MessageOptions, hre) => {
  const { file, connection, guarded, words } = await openMessage(options, hre);
  const announcements = await readAnnouncements(connection, guarded, file.messageHash);
  // A message has no executor, whom some tiers make everybody else wait for.
  const standings = announcements.map((one) => ({
    ...standingOf(guarded, one, null, false, file.signatures, []),
    reservedUntil: null,
  }));
  const signature = await combined(file);
  const refusal = await verdict(connection, file);
  return {
    json: { file, standings, signature, valid: refusal === null, refusal: refusal?.toJSON() ?? null },
    text: sections(
      messageText(file),
      standings.length === 0 ? "nobody has announced it" : standings.map((one) => standingWords(one, words)),
      refusal === null ? "the Safe takes it for its own signature now" : `not valid now: ${refusal.message}`,
      `signature for the app: ${signature}`,
    ),
  };
});
