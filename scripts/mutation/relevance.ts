/** Which tests can notice a mutant at all. */
import { closure, source } from "./sources.ts";

/** A suite's file: suites are named `file:contract`. */
function fileOf(suite: string): string {
  return suite.slice(0, suite.lastIndexOf(":"));
}

/** Suites that fetch the code of one of `contracts` (by name), or carry that of `file` themselves. Tests write the names out. */
export function relevant(suites: readonly string[], file: string, contracts: readonly string[]): string[] {
  return suites.filter((suite) => {
    const parts = closure([fileOf(suite)]);
    if (parts.has(file)) return true;
    const tests = [...parts].filter((name) => name.startsWith("test/")).map(source);
    if (!tests.some((text) => text.includes("getCode("))) return false;
    return contracts.some((name) =>
      tests.some((text) => text.includes(`"${name}"`) || text.includes(`:${name}"`)),
    );
  });
}

/**
 * Test files that carry a library's code themselves are compiled again with the mutant. Types are not: they are how tests know better.
 * Nor are files that carry a whole contract, which compare the code of the optimised build.
 */
export function harnesses(suites: readonly string[], file: string, deployed: readonly string[]): string[] {
  if (!file.startsWith("contracts/libraries/")) return [];
  return [...new Set(suites.map(fileOf))].filter((test) => {
    const parts = closure([test]);
    return parts.has(file) && !deployed.some((contract) => parts.has(contract));
  });
}
