import { announce, read } from "../../../src/safe/guard/exit.ts";
import { formatDate, formatDuration } from "../../../src/time.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { type SafeOptions, safeSpot } from "../../ports/safe-spot.ts";
import { type SenderOptions, withSender } from "../../ports/sender.ts";
import { confirm } from "../../ui/confirm.ts";
import { transactionOf, transactionText } from "../../ui/operation.ts";

/** An owner announces that the Safe may leave its guard. Asks nothing of the Conclave. */
export default answering(async (options: Spoken & SafeOptions & SenderOptions & { yes: boolean }, hre) => {
  const { connection, safe } = await safeSpot(options, hre);
  const before = await read(connection, safe);
  const opens = formatDate(before.now + before.exitDelay);
  await confirm(
    `${safe} could leave its guard ${before.guard} from about ${opens} on, for ${formatDuration(before.exitWindow)}, by its threshold of owners alone. Everybody will see this.`,
    "announce the way out",
    options.yes,
  );
  const receipt = await withSender(options, connection, (sender) => announce(sender, before));
  const { exits } = await read(connection, safe);
  return {
    json: { safe, guard: before.guard, exits, transaction: transactionOf(receipt) },
    text: transactionText("announced; see `hardhat safe exit status` for when it opens", receipt),
  };
});
