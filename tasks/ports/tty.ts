import { open } from "node:fs/promises";
import { BaseError } from "../../src/errors.ts";
import { isAttended } from "../../src/keys/password.ts";

/** Lends the terminal itself, past standard output, which is logged and piped. @throws `Task.NoTerminal` */
export async function withTerminal<T>(use: (descriptor: number) => Promise<T>): Promise<T> {
  const terminal = isAttended() ? await open("/dev/tty", "r+").catch(() => undefined) : undefined;
  if (terminal === undefined) {
    throw new BaseError({
      code: "Task.NoTerminal",
      message: "this is shown or typed at a terminal, and there is nobody at one",
      fix: "name files: --out for what is shown, or the files to read from (--help tells which)",
    });
  }
  try {
    return await use(terminal.fd);
  } finally {
    await terminal.close();
  }
}
