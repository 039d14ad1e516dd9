import { createInterface } from "node:readline/promises";
import { readText } from "../../src/files.ts";
import { isAttended } from "../../src/keys/password.ts";
import { codeOf, drawn, frameSize, type Screen } from "../../src/kit/code.ts";
import { toFrames } from "../../src/kit/frames.ts";
import { payloadOf, shortest } from "../../src/kit/payload.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { readNumber } from "../ports/number.ts";

type Options = Spoken & {
  file: string;
  columns: string | undefined;
  rows: string | undefined;
  inverted: boolean;
};

/** Shows one code after the other to a person, all of them to a program. Needs no chain. */
export default answering(async (options: Options) => {
  const payload = payloadOf(await readText(options.file));
  const frames = toFrames(shortest(payload), frameSize(screenOf(options)));
  const pictures = frames.map(
    (frame, at) => `code ${at + 1} of ${frames.length}\n${drawn(codeOf(frame), options.inverted)}`,
  );
  const inTurn = !options.json && frames.length > 1 && isAttended() && process.stdout.isTTY;
  if (inTurn) await showInTurn(pictures);
  return {
    json: { format: payload.format, frames },
    text: inTurn ? `${frames.length} codes shown` : pictures.join("\n\n"),
  };
});

/** What is printed to a file has the room of a usual window; a line is left for the caption, one for the prompt. */
function screenOf({ columns, rows }: Options): Screen {
  const { stdout } = process;
  return {
    columns: columns === undefined ? (stdout.columns ?? 80) : readNumber(columns),
    rows: rows === undefined ? (stdout.rows ?? 60) - 2 : readNumber(rows),
  };
}

async function showInTurn(pictures: readonly string[]): Promise<void> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    for (const picture of pictures) {
      process.stdout.write(`${picture}\n`);
      await terminal.question("Enter for the next ");
    }
  } finally {
    terminal.close();
  }
}
