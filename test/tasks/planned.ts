import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Step } from "../../src/role/plan/file.ts";
import { type runnerFor, valueFrom } from "./stage.ts";

/** The proposal's file of a step of a charter's plan: names of files follow from hashes, and what was carried out stays; the plan says. */
export async function plannedFile(folder: string, chainId: number, id = "charter"): Promise<string> {
  const { steps } = JSON.parse(await readFile(join(folder, String(chainId), "plan.json"), "utf8")) as {
    steps: (Step & { file?: string | null })[];
  };
  return join(folder, String(chainId), steps.find((step) => step.id === id)?.file ?? "none");
}

/** Has Ana propose what a file says, Eve test it if it must be tested, and others approve it. */
export async function signPlanned(
  task: ReturnType<typeof runnerFor>,
  file: string,
  approvers: readonly string[],
  { tested = true, ...more }: { readonly tested?: boolean; readonly rpc?: string } = {},
): Promise<void> {
  valueFrom(await task(["proposal", "approve"], { file, key: "ana", yes: true, ...more }));
  if (tested) valueFrom(await task(["proposal", "test"], { file, key: "eve", ...more }));
  for (const key of approvers)
    valueFrom(await task(["proposal", "approve"], { file, key, yes: true, ...more }));
}
