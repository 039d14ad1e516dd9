import { closeSync, constants, openSync, readSync } from "node:fs";
import { BaseError } from "../../errors.ts";
import { assertHealthy } from "./health.ts";

/** Bytes: one window of the health tests, and far more than a key needs. */
const AMOUNT = 512;
/** Milliseconds in which they must come: the slowest devices give some hundred bytes a second. */
const PATIENCE = 20_000;
const PAUSE = 20;

/**
 * Random bytes of a hardware device, tested. They are read without blocking, for a device may have nothing to say.
 * @throws `Entropy.SourceMissing`, `Entropy.SourceSilent`, `Entropy.Unhealthy`
 */
export function readDevice(path: string, patience: number = PATIENCE): Buffer {
  const bytes = Buffer.alloc(AMOUNT);
  let device: number;
  try {
    device = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (cause) {
    throw missing(path, cause);
  }
  try {
    const end = Date.now() + patience;
    for (let at = 0; at < bytes.length; ) {
      const length = readSome(path, device, bytes, at);
      if (length === 0) throw silent(path);
      if (length === undefined) {
        if (Date.now() >= end) throw silent(path);
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
      } else at += length;
    }
  } finally {
    closeSync(device);
  }
  assertHealthy(bytes, "hwrng");
  return bytes;
}

/** Undefined if there is nothing yet. */
function readSome(path: string, device: number, bytes: Buffer, at: number): number | undefined {
  try {
    return readSync(device, bytes, at, bytes.length - at, null);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EAGAIN") return undefined;
    throw missing(path, cause);
  }
}

function missing(path: string, cause: unknown): BaseError {
  const reason = (cause as NodeJS.ErrnoException).code ?? "unknown";
  return new BaseError({
    code: "Entropy.SourceMissing",
    message: `the hardware's randomness cannot be read from ${path} (${reason})`,
    fix: "see that the device is there and that this user may read it, or take it out of the script",
    details: { path, reason },
  });
}

function silent(path: string): BaseError {
  return new BaseError({
    code: "Entropy.SourceSilent",
    message: `${path} does not give enough randomness in time`,
    fix: "try again; if it stays silent, do not rely on it, and take it out of the script",
    details: { path },
  });
}
