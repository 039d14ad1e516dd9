import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    /** A folder for what all test files of one run may share, such as keystores that take long to make. */
    shared: string;
  }
}

/** Makes the folder before a run, and removes it after. */
export default async function setup({ provide }: TestProject) {
  const folder = await mkdtemp(join(tmpdir(), "conclave-run-"));
  provide("shared", folder);
  return () => rm(folder, { recursive: true, force: true });
}
