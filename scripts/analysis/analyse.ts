/** Runs every detector over what was compiled. */
import type { Finding } from "./finding.ts";
import { externalCalls, unguardedEntries, unrecorded, writesAfterCalls } from "./flow.ts";
import { Program } from "./program.ts";
import { chosenByOthers, floatingPragmas, narrowingCasts, unexplained, unused } from "./text.ts";
import type { Compilation } from "./tree.ts";

/** Each finding once, however often its file was compiled. */
export function analyse(compilations: Compilation[]): Finding[] {
  const findings = [
    ...compilations.flatMap((compilation) => {
      const program = new Program(compilation);
      return [
        ...externalCalls(program),
        ...writesAfterCalls(program),
        ...unguardedEntries(program),
        ...unrecorded(program),
        ...compilation.flatMap((source) => [
          ...chosenByOthers(source),
          ...unexplained(source),
          ...narrowingCasts(source),
          ...floatingPragmas(source),
        ]),
      ];
    }),
    ...unused(compilations),
  ];
  return [...new Map(findings.map((finding) => [`${finding.detector} ${finding.key}`, finding])).values()];
}
