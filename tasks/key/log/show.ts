import { readHistory } from "../../../src/usage/log/history.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { type LogOptions, lineNumber, logFolder } from "../../ports/log.ts";
import { historyText } from "../../ui/usage-log.ts";

type Options = Spoken & LogOptions & { label: string | undefined; last: string | undefined };

export default answering(async (options: Options) => {
  const { label, last } = options;
  const all = await readHistory(logFolder(options));
  const own = label === undefined ? all : all.filter(({ line }) => line?.key?.label === label);
  const count = last === undefined ? own.length : lineNumber(last);
  const lines = own.slice(Math.max(0, own.length - count));
  return { json: { lines }, text: historyText(lines) };
});
