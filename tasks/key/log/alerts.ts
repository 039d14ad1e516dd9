import { parseDate } from "../../../src/time.ts";
import { type Alert, alertsOf, lookNeeded, readHistory } from "../../../src/usage/log/history.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { type LogOptions, lineNumber, logFolder } from "../../ports/log.ts";
import { alertsText } from "../../ui/usage-log.ts";

type Options = Spoken & LogOptions & { since: string | undefined };

export default answering(async (options: Options) => {
  const isRecent = sinceOf(options.since);
  const alerts = alertsOf(await readHistory(logFolder(options))).filter(isRecent);
  const failure = lookNeeded(alerts);
  return { json: { alerts }, text: alertsText(alerts), ...(failure === undefined ? {} : { failure }) };
});

/** @throws `Task.BadLine`, `Time.BadDate` */
function sinceOf(since: string | undefined): (alert: Alert) => boolean {
  if (since === undefined) return () => true;
  if (!since.includes("-")) {
    const from = lineNumber(since);
    return ({ number }) => number >= from;
  }
  const from = parseDate(since) * 1000;
  // What has no date is never too old.
  return ({ line }) => line === undefined || Date.parse(line.time) >= from;
}
