import { createInterface } from "node:readline/promises";
import { BaseError } from "../../src/errors.ts";
import { isAttended } from "../../src/keys/password.ts";
import { printable } from "../../src/printable.ts";

/**
 * Goes on only with `--yes` or after somebody at the terminal typed `yes` to what was shown to them.
 * @throws `Task.NotConfirmed`, `Task.Declined`
 */
export async function confirm(shown: string, question: string, yes: boolean): Promise<void> {
  if (yes) return;
  if (!isAttended()) {
    throw new BaseError({
      code: "Task.NotConfirmed",
      message: `${question}: nobody is here to say yes, and nothing was done`,
      fix: "look at what it is about, then run the command again with --yes",
    });
  }
  process.stderr.write(`${printable(shown)}\n\n`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const reply = await terminal.question(`${printable(question)}? Type yes to go on: `);
    if (reply.trim().toLowerCase() === "yes") return;
  } finally {
    terminal.close();
  }
  throw new BaseError({
    code: "Task.Declined",
    message: "not confirmed, so nothing was done",
    fix: "run the command again if this was a mistake",
  });
}
