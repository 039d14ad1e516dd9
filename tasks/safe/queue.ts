import { BaseError } from "../../src/errors.ts";
import { examine, type Queue } from "../../src/safe/queue.ts";
import { nameOf } from "../../src/safe/review.ts";
import { parseDuration } from "../../src/time.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { readNumber } from "../ports/number.ts";
import { knownAddresses, type QueueSourceOptions, queueSources } from "../ports/queue.ts";
import { queueJson, queueText } from "../ui/queue.ts";

type Options = Spoken &
  QueueSourceOptions & { known: string | undefined; staleAfter: string | undefined; fromBlock: string };

/** Exit code 1 if anything dangerous was found; each finding says what to do. */
export default answering(async (options: Options, hre) => {
  const found = await queueSources(options, hre);
  const { connection, state, sources, doubts, findings, charter } = found;
  const known = await knownAddresses(options.known, found);
  const fromBlock = BigInt(readNumber(options.fromBlock));
  const stale = options.staleAfter === undefined ? {} : { staleAfter: parseDuration(options.staleAfter) };
  const queue = await examine(connection, state, sources, { known, fromBlock, doubts, findings, ...stale });
  return {
    json: queueJson(queue),
    text: queueText(queue, (address) => nameOf(charter, address)),
    ...(queue.ok ? {} : { failure: failureOf(queue) }),
  };
});

function failureOf({ findings }: Queue): BaseError {
  const dangers = findings.filter(({ severity }) => severity === "danger");
  const more = dangers.length > 1 ? `, and ${dangers.length - 1} more dangers` : "";
  return new BaseError({
    code: "Task.QueueDangerous",
    message: `the queue holds a danger: ${dangers[0]?.reason}${more}`,
    fix: dangers[0]?.fix ?? "see the findings",
    details: { dangers: dangers.map(({ code, nonce, safeTxHash }) => ({ code, nonce, safeTxHash })) },
  });
}
