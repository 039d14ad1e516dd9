import { isatty } from "node:tty";
import { BaseError } from "../../errors.ts";
import { Secret } from "../secret.ts";
import { readInto, writeAll } from "./descriptor.ts";
import { CLEAR } from "./show.ts";
import { SHOWN } from "./wire.ts";

/**
 * Takes something secret from people without the main process seeing it: the whole of a file or pipe that the caller opened, or
 * one line at a terminal, which is asked for, seen while it is typed, and wiped from the screen after Enter.
 *
 * @param question asked at a terminal
 * @param from which of the caller's descriptors, counted from 0; the first if left out
 * @throws `Strongroom.NobodyToHear`, `Strongroom.NotHeard`
 */
export type Hear = (question: string, from?: number) => Secret;

/** Far more than any share has. */
const MOST = 64 * 1024;

/**
 * @param before how many descriptors lie before the first one to read: those that things are shown on
 * @param count how many there are
 */
export function hearFrom(before: number, count: number): Hear {
  return (question, from = 0) => {
    if (!Number.isInteger(from) || from < 0 || from >= count) throw nobodyToHear(from, count);
    const descriptor = SHOWN + before + from;
    const bytes = Buffer.alloc(MOST);
    try {
      const typed = isatty(descriptor);
      if (typed) writeAll(descriptor, Buffer.from(question, "utf8"));
      const length = readInto(descriptor, bytes, typed ? "line" : "end");
      if (typed) writeAll(descriptor, Buffer.from(CLEAR, "utf8"));
      if (length === undefined) throw notHeard(from, typed ? "closed" : "too long");
      return Secret.take(bytes.subarray(0, length));
    } catch (cause) {
      if (cause instanceof BaseError) throw cause;
      throw notHeard(from, (cause as NodeJS.ErrnoException).code ?? "unknown");
    } finally {
      bytes.fill(0);
    }
  };
}

function nobodyToHear(from: number, count: number): BaseError {
  return new BaseError({
    code: "Strongroom.NobodyToHear",
    message: `something is to be read from place ${from}, and ${count} places were opened for it`,
    fix: "name files, descriptors or a terminal to read from",
    details: { from, count },
  });
}

function notHeard(from: number, reason: string): BaseError {
  return new BaseError({
    code: "Strongroom.NotHeard",
    message: `what was to be read from place ${from} could not be read (${reason})`,
    fix: "check that this is the file, pipe or terminal you mean",
    details: { from, reason },
  });
}
