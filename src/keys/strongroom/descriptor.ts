import { readSync, writeSync } from "node:fs";

/** Reading and writing of descriptors that somebody else opened, perhaps so that they do not block. */

const PAUSE = 20;

/** Writes all of it, then overwrites the bytes. @throws what the system says */
export function writeAll(descriptor: number, bytes: Buffer): void {
  try {
    for (let at = 0; at < bytes.length; ) at += patiently(() => writeSync(descriptor, bytes, at));
  } finally {
    bytes.fill(0);
  }
}

/**
 * Reads to the end, or to the end of a line, which is left away.
 * @returns how many bytes are in `bytes` now; undefined if there were more than fit, or no line's end
 */
export function readInto(descriptor: number, bytes: Buffer, until: "end" | "line"): number | undefined {
  for (let at = 0; at < bytes.length; ) {
    const size = until === "line" ? 1 : bytes.length - at;
    const length = patiently(() => readSync(descriptor, bytes, at, size, null));
    if (length === 0) return until === "end" ? at : undefined;
    if (until === "line" && (bytes[at] === 0x0a || bytes[at] === 0x0d)) return at;
    at += length;
  }
  return undefined;
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
