/** Which tests can notice a mutant at all. */
import { basename } from "node:path";
import { closure, source } from "./sources.ts";

/** A suite's file: suites are named `file:contract`. */
function fileOf(suite: string): string {
  return suite.slice(0, suite.lastIndexOf(":"));
}

/** Which of `contracts` (names) a suite runs the code of. Tests write the names out. */
export function fetched(suite: string, contracts: readonly string[]): string[] {
  const tests = [...closure([fileOf(suite)])].filter((name) => name.startsWith("test/")).map(source);
  if (!tests.some((text) => text.includes("getCode("))) return [];
  return contracts.filter((name) =>
    tests.some((text) => text.includes(`"${name}"`) || text.includes(`:${name}"`)),
  );
}

/** Suites that run one of `contracts`, or carry the code of `file` themselves. */
export function relevant(suites: readonly string[], file: string, contracts: readonly string[]): string[] {
  return suites.filter((suite) => fetched(suite, contracts).length > 0 || closure([fileOf(suite)]).has(file));
}

/**
 * Test files that carry a library's code themselves are compiled again with the mutant. Types only where nothing that is deployed is tested,
 * so that they are what the test is about: elsewhere they are how it knows better. Never files that carry a whole contract, which compare
 * the code of the optimised build.
 */
export function harnesses(suites: readonly string[], file: string, deployed: readonly string[]): string[] {
  const names = deployed.map((contract) => basename(contract, ".sol"));
  const isLibrary = file.startsWith("contracts/libraries/");
  const concerned = suites.filter((suite) => isLibrary || fetched(suite, names).length === 0);
  return [...new Set(concerned.map(fileOf))].filter((test) => {
    const parts = closure([test]);
    return parts.has(file) && !deployed.some((contract) => parts.has(contract));
  });
}

/** Whether a suite gives gas by the measure, or looks what it costs: the switch between mutants (`together.ts`) costs some. */
export function measuresGas(suite: string): boolean {
  return /\{gas:|gasleft\(\)/.test(source(fileOf(suite)));
}
