import { duties, overdueError, pressing } from "../../src/life/due.ts";
import { parseDuration } from "../../src/time.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { type DueOptions, sceneOf } from "../ports/due.ts";
import { dueText } from "../ui/life.ts";

/** What is due of whom: exit code 1 if anything is overdue. */
export default answering(async (options: Spoken & DueOptions & { within: string }, hre) => {
  const within = parseDuration(options.within);
  const { charter, facts, now, further, notes } = await sceneOf(options, hre);
  const items = pressing([...duties(charter, facts, now), ...further], now, within);
  const failure = overdueError(items);
  return {
    json: { now: new Date(now * 1000).toISOString(), within, items },
    text: dueText(items, within),
    notes,
    ...(failure === undefined ? {} : { failure }),
  };
});
