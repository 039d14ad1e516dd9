import { isatty } from "node:tty";
import { BaseError } from "../../errors.ts";
import { readInto, writeAll } from "./descriptor.ts";
import { SHOWN } from "./wire.ts";

/**
 * Shows something to people: writes it to a descriptor that the caller opened and that the caller does not read, such as a
 * terminal or a new file. The only way by which a secret leaves the strongroom in clear.
 *
 * @param options.on which of the caller's descriptors, counted from 0; the first if left out
 * @param options.wait at a terminal, what to ask for before the text is wiped from the screen: it returns after Enter. Elsewhere
 * nobody is waited for
 * @throws `Strongroom.NothingToShowOn`, `Strongroom.NotShown`
 */
export type Show = (
  what: string | Uint8Array,
  options?: { readonly on?: number; readonly wait?: string },
) => void;

/** Home, clear the screen, clear what scrolled off it. */
export const CLEAR = "\u001b[H\u001b[2J\u001b[3J";
/** Longer than what is typed before Enter by mistake. */
const LINE = 4096;

/** @param count how many descriptors the caller opened */
export function showOn(count: number): Show {
  return (what, { on = 0, wait } = {}) => {
    if (!Number.isInteger(on) || on < 0 || on >= count) throw nothingToShowOn(on, count);
    const descriptor = SHOWN + on;
    try {
      writeAll(descriptor, bytesOf(what));
      if (wait === undefined || !isatty(descriptor)) return;
      writeAll(descriptor, bytesOf(wait));
      if (readInto(descriptor, Buffer.alloc(LINE), "line") === undefined) throw notShown(undefined);
      writeAll(descriptor, bytesOf(CLEAR));
    } catch (cause) {
      throw cause instanceof BaseError ? cause : notShown(cause);
    }
  };
}

/** A copy, for it is overwritten once it is written. */
function bytesOf(what: string | Uint8Array): Buffer {
  const bytes = Buffer.alloc(typeof what === "string" ? Buffer.byteLength(what, "utf8") : what.length);
  if (typeof what === "string") bytes.write(what, "utf8");
  else bytes.set(what);
  return bytes;
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
