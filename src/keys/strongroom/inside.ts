/**
 * The program of the child process: one operation on private keys, then the end of the process, which is the only sure way to
 * remove a key from memory.
 *
 * Descriptors: 0 the request, JSON to the end; 3 the secrets, one after the other; 4 the answer, JSON; 5 and those after
 * it what the operation shows to people, then what it takes from people, if the caller opened any. Nothing is read from the environment or the arguments.
 */
import { readFileSync, readSync, writeSync } from "node:fs";
import { BaseError, type ErrorJson } from "../../errors.ts";
import { Secret } from "../secret.ts";
import { type Hear, hearFrom } from "./hear.ts";
import { operations } from "./operations.ts";
import { type Show, showOn } from "./show.ts";
import { ANSWER, type Answer, type Request, SECRETS } from "./wire.ts";

const { operation, request, secrets: sizes, shown, heard } = JSON.parse(readFileSync(0, "utf8")) as Request;
const secrets = Object.fromEntries(sizes.map(([name, size]) => [name, readSecret(size)]));
let answer: Answer;
try {
  // Both ends are of one program: door.ts checked the request's type when it was compiled.
  const run = operations[operation] as (a: unknown, b: unknown, c: Show, d: Hear) => Promise<unknown>;
  answer = { result: await run(request, secrets, showOn(shown), hearFrom(shown, heard)) };
} catch (error) {
  answer = { error: told(error) };
}
for (const secret of Object.values(secrets)) secret.wipe();
const bytes = Buffer.from(JSON.stringify(answer), "utf8");
for (let at = 0; at < bytes.length; ) at += writeSync(ANSWER, bytes, at);
process.exit(0);

/** Errors of libraries are named, not quoted: they may carry what was worked on. */
function told(error: unknown): ErrorJson {
  if (error instanceof BaseError) {
    const { cause, ...told } = error.toJSON();
    return error.cause instanceof BaseError && cause !== undefined ? { ...told, cause } : told;
  }
  return {
    code: "Strongroom.Failed",
    message: `the operation "${operation}" failed within (${error instanceof Error ? error.name : typeof error})`,
    fix: "this is a defect of Conclave: report it with the command that was run",
  };
}

function readSecret(size: number): Secret {
  const bytes = Buffer.alloc(size);
  for (let at = 0; at < size; ) {
    const length = readSync(SECRETS, bytes, at, size - at, null);
    if (length === 0) process.exit(1);
    at += length;
  }
  return Secret.take(bytes);
}
