import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { BaseError } from "../../errors.ts";
import { type Line, MAX_LINE, readLine } from "./line.ts";

/** Bytes of one line, without its newline, and where they stand in the file. */
export type Raw = {
  readonly bytes: Buffer;
  readonly offset: number;
  /** The last line may lack its newline: it was cut short. */
  readonly isWhole: boolean;
};

const CHUNK = 64 * 1024;
const NEWLINE = 0x0a;

/** Opens a log to read it; links are not followed. @throws `Log.CannotRead` */
export async function openLog(path: string): Promise<FileHandle> {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (cause) {
    throw new BaseError({
      code: "Log.CannotRead",
      message: `the usage log ${path} cannot be read`,
      fix: "check the path and your permissions; a log that is gone must be restored from a copy before its keys are used",
      details: { path },
      cause,
    });
  }
}

/** The lines from an offset on, at which a line must begin. @throws `Log.LineTooLong` */
export async function* rawLines(file: FileHandle, from = 0): AsyncGenerator<Raw> {
  let [rest, offset, at] = [Buffer.alloc(0), from, from];
  for (;;) {
    const chunk = Buffer.alloc(CHUNK);
    const { bytesRead } = await file.read(chunk, 0, CHUNK, at);
    if (bytesRead === 0) break;
    at += bytesRead;
    rest = Buffer.concat([rest, chunk.subarray(0, bytesRead)]);
    for (let end = rest.indexOf(NEWLINE); end >= 0; end = rest.indexOf(NEWLINE)) {
      yield { bytes: rest.subarray(0, end), offset, isWhole: true };
      offset += end + 1;
      rest = rest.subarray(end + 1);
    }
    if (rest.length > MAX_LINE) throw tooLong(offset);
  }
  if (rest.length > 0) yield { bytes: rest, offset, isWhole: false };
}

/** The lines from the end to the beginning; what is no line is passed over. @throws `Log.LineTooLong`, `Log.CameShort` */
export async function* linesBackwards(file: FileHandle): AsyncGenerator<Line> {
  let at = (await file.stat()).size;
  let rest = Buffer.alloc(0);
  while (at > 0) {
    const length = Math.min(CHUNK, at);
    const chunk = Buffer.alloc(length);
    const { bytesRead } = await file.read(chunk, 0, length, at - length);
    // Uses that were not read would not be counted.
    if (bytesRead !== length) throw cameShort(at);
    at -= length;
    rest = Buffer.concat([chunk, rest]);
    for (let start = rest.lastIndexOf(NEWLINE); start >= 0; start = rest.lastIndexOf(NEWLINE)) {
      const line = readLine(rest.subarray(start + 1));
      if (line !== undefined) yield line;
      rest = rest.subarray(0, start);
    }
    if (rest.length > MAX_LINE) throw tooLong(at);
  }
  const line = readLine(rest);
  if (line !== undefined) yield line;
}

function tooLong(offset: number): BaseError {
  return new BaseError({
    code: "Log.LineTooLong",
    message: `the usage log has a line of more than ${MAX_LINE} bytes at byte ${offset}: Conclave did not write it`,
    fix: "find out who wrote to the log; restore it from a copy",
    details: { offset, limit: MAX_LINE },
  });
}

function cameShort(offset: number): BaseError {
  return new BaseError({
    code: "Log.CameShort",
    message: `the usage log could not be read before byte ${offset}, so the key is not used`,
    fix: "check that nothing else writes to the log, and the disk or share it lies on; then try again",
    details: { offset },
  });
}
