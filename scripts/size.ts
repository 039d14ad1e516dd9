/**
 * Prints the size of every contract that is deployed against the limits of EIP-170 and EIP-3860, and walks its
 * opcodes, constructor and runtime, for the ones this project does without. Exit code 1 on any violation.
 *
 *   node scripts/size.ts [--json]
 */
import { dirname } from "node:path";
import Table from "cli-table3";
import type { Hex } from "viem";
import { type Artifact, artifacts } from "./artifacts.ts";
import { type Found, opcodes } from "./opcodes.ts";

export const RUNTIME_LIMIT = 24_576;
export const INITCODE_LIMIT = 49_152;

const FORBIDDEN = new Map([
  [0xf2, "CALLCODE"],
  [0xf4, "DELEGATECALL"],
  [0xff, "SELFDESTRUCT"],
]);

export type Report = {
  contract: string;
  source: string;
  runtime: number;
  /** Without constructor arguments, which count towards the limit as well. */
  initcode: number;
  violations: string[];
  /** What looks like a forbidden opcode in bytes that no control flow leads to. */
  notes: string[];
};

export function inspect(artifact: Artifact): Report {
  const runtime = size(artifact.deployedBytecode);
  const initcode = size(artifact.bytecode);
  const parts = [scan("runtime", artifact.deployedBytecode), scan("constructor", artifact.bytecode)];
  const violations = [
    ...(runtime > RUNTIME_LIMIT ? [`runtime code is ${runtime - RUNTIME_LIMIT} bytes too long`] : []),
    ...(initcode > INITCODE_LIMIT ? [`initcode is ${initcode - INITCODE_LIMIT} bytes too long`] : []),
    ...Object.keys(artifact.linkReferences).map((library) => `linked library ${library} (DELEGATECALL)`),
    ...parts.flatMap((part) => part.violations),
  ];
  const notes = parts.flatMap((part) => part.notes);
  return { contract: artifact.name, source: artifact.source, runtime, initcode, violations, notes };
}

/** Not deployed: mocks, tests, interfaces, and a library with no outside functions, which leaves a stub. */
export function isDeployable({ source, abi, deployedBytecode }: Artifact): boolean {
  const isForTests = source.startsWith("contracts/mocks/") || source.startsWith("test/");
  const isCallable = abi.some(({ type }) => type !== "error" && type !== "event");
  return !isForTests && isCallable && size(deployedBytecode) > 0;
}

function scan(part: string, code: Hex): { violations: string[]; notes: string[] } {
  // Where a library is to be linked the artifact holds a name in place of an address: reported on its own.
  const { reachable, anywhere } = opcodes(code.replaceAll(/__\$.{34}\$__/g, "0".repeat(40)) as Hex);
  const violations = forbidden(reachable);
  const notes = forbidden(anywhere).filter((found) => !violations.includes(found));
  return {
    violations: violations.map((found) => `${part}: ${found}`),
    notes: notes.map((found) => `${part}: ${found}, not reachable`),
  };
}

function forbidden(found: Found[]): string[] {
  return found.flatMap(({ pc, opcode }) => {
    const name = FORBIDDEN.get(opcode);
    return name === undefined ? [] : [`${name} at ${pc}`];
  });
}

function size(code: Hex): number {
  return (code.length - 2) / 2;
}

function table(reports: Report[]): string {
  const out = new Table({
    head: ["contract", "runtime", "left", "initcode", "left", "opcodes"],
    colAligns: ["left", "right", "right", "right", "right", "left"],
    style: { head: [], border: [] },
  });
  for (const { contract, runtime, initcode, violations } of reports) {
    const cells = [runtime, RUNTIME_LIMIT - runtime, initcode, INITCODE_LIMIT - initcode];
    out.push([
      contract,
      ...cells.map((n) => n.toLocaleString("en")),
      violations.length === 0 ? "ok" : "FAIL",
    ]);
  }
  return out.toString();
}

if (import.meta.main) {
  const reports = artifacts(dirname(import.meta.dirname))
    .filter(isDeployable)
    .map(inspect);
  if (process.argv.includes("--json")) {
    console.log(JSON.stringify(reports, null, 2));
  } else {
    console.log(table(reports));
    for (const { contract, violations, notes } of reports) {
      for (const violation of violations) console.log(`FAIL ${contract}: ${violation}`);
      for (const note of notes) console.log(`note ${contract}: ${note}`);
    }
  }
  if (reports.some((report) => report.violations.length > 0)) process.exitCode = 1;
}
