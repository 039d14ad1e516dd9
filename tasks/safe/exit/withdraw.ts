import { read, withdraw } from "../../../src/safe/guard/exit.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { type SafeOptions, safeSpot } from "../../ports/safe-spot.ts";
import { type SenderOptions, withSender } from "../../ports/sender.ts";
import { transactionOf, transactionText } from "../../ui/operation.ts";

/** The owner who announced the way out takes that back. */
export default answering(async (options: Spoken & SafeOptions & SenderOptions, hre) => {
  const { connection, safe } = await safeSpot(options, hre);
  const before = await read(connection, safe);
  const receipt = await withSender(options, connection, (sender) => withdraw(sender, before));
  return {
    json: { safe, guard: before.guard, transaction: transactionOf(receipt) },
    text: transactionText("withdrawn", receipt),
  };
});
