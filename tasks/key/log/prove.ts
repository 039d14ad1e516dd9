import { writeAtomic } from "../../../src/files.ts";
import { proveLine } from "../../../src/usage/log/prove.ts";
import { answering, type Spoken } from "../../ports/answer.ts";
import { type LogOptions, lineNumber, logFolder } from "../../ports/log.ts";

type Options = Spoken & LogOptions & { line: string; out: string | undefined };

/** Two files: the line, byte by byte, and its proof. */
export default answering(async (options: Options) => {
  const number = lineNumber(options.line);
  const { line, proof, size } = await proveLine(logFolder(options), number);
  const name = options.out ?? `line-${number}`;
  const files = [`${name}.line`, `${name}.tlog-proof`];
  await writeAtomic(`${name}.line`, line.toString("utf8"), { overwrite: false });
  await writeAtomic(`${name}.tlog-proof`, proof, { overwrite: false });
  return {
    json: { number, size, line: line.toString("utf8"), proof, files },
    text: `line ${number} is among the first ${size} of the log: hand over ${files.join(" and ")}`,
  };
});
