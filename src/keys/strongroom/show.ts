import { readSync, writeSync } from "node:fs";
import { isatty } from "node:tty";
import { BaseError } from "../../errors.ts";
import { SHOWN } from "./wire.ts";

/**
 * Shows a text to people: writes it to a descriptor that the caller opened and that the caller does not read, such as a terminal
 * or a new file. The only way by which a secret leaves the strongroom in clear.
 *
 * @param options.on which of the caller's descriptors, counted from 0; the first if left out
 * @param options.wait at a terminal, what to ask for before the text is wiped from the screen: it returns after Enter. Elsewhere
 * nobody is waited for
 * @throws `Strongroom.NothingToShowOn`, `Strongroom.NotShown`
 */
export type Show = (text: string, options?: { readonly on?: number; readonly wait?: string }) => void;

/** Home, clear the screen, clear what scrolled off it. */
const CLEAR = "\u001b[H\u001b[2J\u001b[3J";
const PAUSE = 20;

/** @param count how many descriptors the caller opened */
export function showOn(count: number): Show {
  return (text, { on = 0, wait } = {}) => {
    if (!Number.isInteger(on) || on < 0 || on >= count) throw nothingToShowOn(on, count);
    const descriptor = SHOWN + on;
    write(descriptor, text);
    if (wait === undefined || !isatty(descriptor)) return;
    write(descriptor, wait);
    awaitEnter(descriptor);
    write(descriptor, CLEAR);
  };
}

function write(descriptor: number, text: string): void {
  const bytes = Buffer.alloc(Buffer.byteLength(text, "utf8"));
  bytes.write(text, "utf8");
  try {
    for (let at = 0; at < bytes.length; ) at += patiently(() => writeSync(descriptor, bytes, at));
  } catch (cause) {
    throw notShown(cause);
  } finally {
    bytes.fill(0);
  }
}

function awaitEnter(descriptor: number): void {
  const byte = Buffer.alloc(1);
  try {
    do {
      const length = patiently(() => readSync(descriptor, byte, 0, 1, null));
      if (length === 0) throw notShown(undefined);
    } while (byte[0] !== 0x0a && byte[0] !== 0x0d);
  } catch (cause) {
    throw cause instanceof BaseError ? cause : notShown(cause);
  }
}

/** The caller's end may be set not to block: then the other side is only slow. */
function patiently(action: () => number): number {
  for (;;) {
    try {
      return action();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
    }
  }
}

function nothingToShowOn(on: number, count: number): BaseError {
  return new BaseError({
    code: "Strongroom.NothingToShowOn",
    message: `something is to be shown in place ${on}, and ${count} places were opened for it`,
    fix: "name where to show it: a terminal, or files to be written",
    details: { on, count },
  });
}

function notShown(cause: unknown): BaseError {
  const reason = cause === undefined ? "closed" : ((cause as NodeJS.ErrnoException).code ?? "unknown");
  return new BaseError({
    code: "Strongroom.NotShown",
    message: `what was to be shown was not written whole (${reason})`,
    fix: "discard what was shown so far, see that the terminal or disk takes it, and begin again",
    details: { reason },
  });
}
