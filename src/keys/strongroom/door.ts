import { type ChildProcess, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { BaseError, type ErrorJson } from "../../errors.ts";
import type { Secret } from "../secret.ts";
import type { Operations } from "./operations.ts";
import { strongroomProgram } from "./program.ts";
import { ANSWER, type Answer, type Request, SECRETS } from "./wire.ts";

type Name = keyof Operations;
type Asked<N extends Name> = Parameters<Operations[N]>[0];
type Lent<N extends Name> = Parameters<Operations[N]>[1];
type Given<N extends Name> = Awaited<ReturnType<Operations[N]>>;

/** Longer than any keystore that `assertAffordable` lets through takes on a slow machine, in milliseconds. */
const TIME_LIMIT = 60_000;
/** What is repeated of a program's dying words: no more, for they might quote what it held. */
const REASON = /\bERR_[A-Z_]+|heap out of memory/;

type Options = {
  readonly limit?: number;
  readonly show?: number | readonly number[];
  readonly hear?: readonly number[];
  readonly reads?: readonly string[];
};

/**
 * The shell sets what Node cannot: no core dump, which would hold the key. Where the kernel pipes cores to a program, it passes over
 * a limit of 0, but not over one of 1 byte (core(5)); a file of 1 byte is none either. `env` drops what shells set of their own.
 */
const SHELL = 'prlimit --pid $$ --core=1:1 2>/dev/null || ulimit -c 0 || exit 1; exec env -i "$@"';

/**
 * Runs one operation on private keys in a process of its own: without environment, network of our making, files to write, core
 * dumps, debugger and other programs, and killed when its time is over. Private keys exist in clear there alone (KU-06). The
 * secrets stay the caller's to wipe.
 *
 * @param options.limit milliseconds until the process is killed
 * @param options.show open descriptors on which the operation shows to people what must not come back here; the caller closes them
 * @param options.hear open descriptors from which the operation takes what must not pass here; the caller closes them
 * @param options.reads devices that the operation may read besides the program itself
 * @throws what the operation throws, `Strongroom.TimedOut`, `Strongroom.Broken`
 */
export async function inStrongroom<N extends Name>(
  operation: N,
  request: Asked<N>,
  secrets: Lent<N>,
  options: Options = {},
): Promise<Given<N>> {
  const limit = options.limit ?? TIME_LIMIT;
  const shown = [options.show ?? []].flat();
  const heard = options.hear ?? [];
  let child: ChildProcess;
  try {
    child = start([...shown, ...heard], options.reads ?? []);
  } catch (cause) {
    // Such as for a descriptor that is not open.
    throw broken(operation, cause, null, (cause as NodeJS.ErrnoException).code);
  }
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  let failed: unknown;
  child.once("error", (error) => {
    failed = error;
  });
  let late = false;
  const alarm = setTimeout(() => {
    late = true;
    child.kill("SIGKILL");
  }, limit);
  try {
    const lent = Object.entries<Secret>(secrets);
    const sizes = lent.map(([name, secret]) => [name, secret.length] as const);
    const [answer, complaint] = [text(child.stdio[ANSWER] as Readable), text(child.stderr as Readable)];
    give(
      child.stdin as Writable,
      Buffer.from(
        JSON.stringify({
          operation,
          request,
          secrets: sizes,
          shown: shown.length,
          heard: heard.length,
        } satisfies Request),
        "utf8",
      ),
    );
    give(child.stdio[SECRETS] as Writable, ...lent.map(([, secret]) => copy(secret)));
    await ended;
    if (late) throw timedOut(operation, limit);
    const said = read(await answer);
    if (said === undefined)
      throw broken(operation, failed, child.signalCode, REASON.exec(await complaint)?.[0]);
    if ("error" in said) throw revived(said.error);
    return said.result as Given<N>;
  } finally {
    clearTimeout(alarm);
    child.kill("SIGKILL");
  }
}

function start(opened: readonly number[], reads: readonly string[]): ChildProcess {
  const node = [process.execPath, ...strongroomProgram(reads)];
  const [command = "", ...args] =
    process.platform === "win32" ? node : ["/bin/sh", "-c", SHELL, "sh", ...node];
  return spawn(command, args, { env: {}, stdio: ["pipe", "ignore", "pipe", "pipe", "pipe", ...opened] });
}

/** Writes and closes. That the other side is gone shows in its answer. The bytes are overwritten once they are written. */
function give(stream: Writable, ...parts: readonly Buffer[]): void {
  stream.on("error", () => undefined);
  for (const part of parts) stream.write(part, () => part.fill(0));
  stream.end();
}

function copy(secret: Secret): Buffer {
  return secret.use((bytes) => {
    const copied = Buffer.alloc(bytes.length);
    bytes.copy(copied);
    return copied;
  });
}

async function text(stream: Readable): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}

/** Undefined if the process ended before its answer did. */
function read(answer: string): Answer | undefined {
  try {
    return JSON.parse(answer) as Answer;
  } catch {
    return undefined;
  }
}

/** The error as it was thrown inside. */
function revived({ code, message, fix = "", details = {}, cause }: ErrorJson): BaseError {
  return new BaseError({
    code,
    message,
    fix,
    details,
    ...(cause === undefined ? {} : { cause: revived(cause) }),
  });
}

function timedOut(operation: string, limit: number): BaseError {
  return new BaseError({
    code: "Strongroom.TimedOut",
    message: `the process that was to ${operation} did not end within ${limit / 1000} s and was killed`,
    fix: "try again when the machine has less to do; nothing was written",
    details: { operation, limit },
  });
}

function broken(
  operation: string,
  cause: unknown,
  signal: string | null,
  reason = "no reason given",
): BaseError {
  return new BaseError({
    code: "Strongroom.Broken",
    message: `the process that was to ${operation} ended without an answer (${signal ?? reason})`,
    fix: "check the memory left on this machine, and that it runs the project's own Node; nothing was written",
    details: { operation, signal, reason },
    cause,
  });
}
