import { getAddress } from "viem";
import { expect } from "vitest";
import type * as SafeFile from "../../src/safe/file.ts";
import { examine, type Queue, type QueueOptions } from "../../src/safe/queue.ts";
import type { QueueFinding, QueueFindingCode } from "../../src/safe/queue-finding.ts";
import type { Source } from "../../src/safe/queue-item.ts";
import type { ServiceStage } from "./service-stage.ts";

/** An account that tests give ether to. */
export const FRIEND = getAddress(`0x${"0b".repeat(20)}`);

export function fromFile(file: SafeFile.SafeFile, label = "a file"): Source {
  return { kind: "file", label, file };
}

export async function doctor(
  at: ServiceStage,
  files: readonly (SafeFile.SafeFile | Source)[],
  options: QueueOptions = {},
): Promise<Queue> {
  const sources = files.map((one) => ("format" in one ? fromFile(one) : one));
  return examine(at.connection, await at.state(), sources, options);
}

export function codes(queue: Queue, severity?: QueueFinding["severity"]): QueueFindingCode[] {
  return queue.findings
    .filter((one) => severity === undefined || one.severity === severity)
    .map(({ code }) => code);
}

export function one(queue: Queue, code: QueueFindingCode): QueueFinding {
  const found = queue.findings.filter((finding) => finding.code === code);
  expect(found, codes(queue).join()).toHaveLength(1);
  return found[0] as QueueFinding;
}
