import { open } from "node:fs/promises";
import { BaseError } from "../../src/errors.ts";
import { isAttended } from "../ui/terminal.ts";

/** Lends the terminal itself, past standard output, which is logged and piped. @throws `Task.NoTerminal` */
export async function withTerminal<T>(use: (descriptor: number) => Promise<T>): Promise<T> {
  const terminal = isAttended() ? await open("/dev/tty", "r+").catch(() => undefined) : undefined;
  if (terminal === undefined) {
    throw new BaseError({
      code: "Task.NoTerminal",
      message: "shares are shown and typed at a terminal, and there is nobody at one",
      fix: "name files: --out for the folder to be made, or the files to read from",
    });
  }
  try {
    return await use(terminal.fd);
  } finally {
    await terminal.close();
  }
}
