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
import { recorder } from "./record.ts";
import { listenToSecrets } from "./secrets.ts";

const { ground, records } = inject("secrecy");
const path = expect.getState().testPath ?? "unknown";
const name = path
  .replace(/^.*?\/test\//, "")
  .replace(/(\.test)?\.ts$/, "")
  .replaceAll("/", ".");
process.env.TMPDIR = join(ground, name);
mkdirSync(process.env.TMPDIR, { recursive: true });

const { tell, flush } = recorder(records, `${name}.jsonl`);
// Hardhat loads the tasks by itself, so there are two of each class.
const native = createRequire(import.meta.url);
listenToSecrets(secret.Secret, tell);
listenToSecrets((native("../../src/keys/secret.ts") as typeof secret).Secret, tell);
listenToErrors(errors.BaseError, tell);
listenToErrors((native("../../src/errors.ts") as typeof errors).BaseError, tell);
listenToChildren(tell);
hearBy((of, text) => tell({ is: "print", of, text }));
afterAll(flush);
process.once("exit", flush);
