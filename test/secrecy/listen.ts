/**
 * Set up in every test file (vitest.config.ts). Gives it a folder of its own for what is temporary, and writes down each secret that the
 * code under test makes, each error of the project, whoever catches it, and what its children are given and say.
 */
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { afterAll, expect, inject } from "vitest";
import * as errors from "../../src/errors.ts";
import * as secret from "../../src/keys/secret.ts";
import { listenToChildren } from "./children.ts";
import { listenToErrors } from "./errors.ts";
import { hearBy } from "./overhear.ts";
import { type Recorder, recorder, type Tell } from "./record.ts";
import { listenToSecrets } from "./secrets.ts";

const { ground, records } = inject("secrecy");
const path = expect.getState().testPath ?? "unknown";
const name = path
  .replace(/^.*?\/test\//, "")
  .replace(/(\.test)?\.ts$/, "")
  .replaceAll("/", ".");
process.env.TMPDIR = join(ground, name);
mkdirSync(process.env.TMPDIR, { recursive: true });

const shared = globalThis as { conclaveSecrecy?: Recorder };
const hear: Tell = (told) => shared.conclaveSecrecy?.tell(told);
const flush = () => shared.conclaveSecrecy?.flush();
const isFirst = shared.conclaveSecrecy === undefined;
// What a file before this one told after its last test, such as of a child that ended late, is still to be written down.
flush();
shared.conclaveSecrecy = recorder(records, `${name}.jsonl`);
// Test files share a process: it is listened to once, and what is heard is the present file's.
if (isFirst) {
  // Hardhat loads the tasks by itself, so there are two of each class.
  const native = createRequire(import.meta.url);
  listenToSecrets(secret.Secret, hear);
  listenToSecrets((native("../../src/keys/secret.ts") as typeof secret).Secret, hear);
  listenToErrors(errors.BaseError, hear);
  listenToErrors((native("../../src/errors.ts") as typeof errors).BaseError, hear);
  listenToChildren(hear);
  process.once("exit", flush);
}
hearBy((of, text) => hear({ is: "print", of, text }));
afterAll(flush);
