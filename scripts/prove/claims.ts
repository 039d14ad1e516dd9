/** What z3 is asked, and what is known to come out. */
import * as Bits from "./bits.ts";
import * as Consent from "./consent.ts";
import { againstOne, asRequired, forNobody, forOne, statement } from "./cooldown.ts";
import * as Plain from "./plain.ts";
import * as Quorum from "./quorum.ts";
import { and, le, lt, sum, times } from "./smt.ts";
import type { Statement } from "./solver.ts";

/** `holds`: whether the statement is true. One that is false stands here with its counterexample, so that nobody assumes it. */
export type Claim = Statement & {
  readonly part: "quorum" | "counting" | "cooldown";
  readonly holds: boolean;
};

export function claims(depth: "quick" | "deep"): Claim[] {
  const part = (name: Claim["part"], statements: readonly Statement[], holds = true): Claim[] =>
    statements.map((one) => ({ ...one, part: name, holds }));
  return [
    ...part("quorum", [...Bits.statements(), ...Quorum.statements()]),
    ...part("counting", [...Consent.statements(), ...Plain.statements()]),
    ...part("cooldown", proved(depth === "deep" ? 5 : 3)),
    ...part("cooldown", refuted(), false),
  ];
}

/** Of guardians, up to so many of them. In words: docs/proof.md. */
function proved(most: number): Statement[] {
  const upTo = (least: number) => Array.from({ length: most - least + 1 }, (_, index) => least + index);
  return [
    ...upTo(1).map((guardians) =>
      statement(`1 rogue of ${guardians}: W + d0 without acts, nobody suspended`, {
        rogues: 1,
        spare: 0,
        cooldown: asRequired(guardians),
      }),
    ),
    ...upTo(2).map((guardians) =>
      statement(`2 rogues of ${guardians}: W + d0 without acts, one suspended at most`, {
        rogues: 2,
        spare: 1,
        cooldown: asRequired(guardians),
      }),
    ),
    ...upTo(1).map((rogues) =>
      statement(`${rogues} rogues of ${rogues}: W + d0 without acts, whoever is suspended`, {
        rogues,
        spare: rogues,
        cooldown: asRequired(rogues),
      }),
    ),
    ...upTo(3).map((rogues) =>
      statement(`${rogues} rogues of ${rogues}: W + d0 without acts, one suspended at most`, {
        rogues,
        spare: 1,
        cooldown: asRequired(rogues),
      }),
    ),
    ...upTo(2).map((rogues) =>
      statement(`${rogues} rogues: one suspended at most, if C ≥ G · max(W + d0, (W + d0 + S) / 2)`, {
        rogues,
        spare: 1,
        cooldown: forOne(rogues),
      }),
    ),
    ...upTo(2).map((rogues) =>
      statement(`${rogues} rogues: nobody suspended, if C ≥ G · (W + d0 + S)`, {
        rogues,
        spare: 0,
        cooldown: forNobody(rogues),
      }),
    ),
  ];
}

/** Acts repeated for ever with which the others never get a window: at a cooldown the validator takes, or one that is not enough. */
function refuted(): Statement[] {
  return [
    ...[2, 3].map((rogues) =>
      statement(`${rogues} rogues of ${rogues}: W + d0 without acts, nobody suspended`, {
        rogues,
        spare: 0,
        cooldown: asRequired(rogues),
        periodic: true,
      }),
    ),
    ...[3, 4].map((rogues) =>
      statement(
        `${rogues} rogues of ${rogues}, if C ≥ (G + 1) · (W + d0) + S were all: one suspended at most`,
        {
          rogues,
          spare: 1,
          cooldown: againstOne(rogues),
          periodic: true,
        },
      ),
    ),
    statement("the same, 3 rogues of 3, S but a hundredth above 5 · (W + d0)", {
      rogues: 3,
      spare: 1,
      cooldown: againstOne(3),
      given: lt("S", sum("5", "(/ 1 100)")),
      periodic: true,
    }),
    statement("3 rogues of 3, if C may be a hundredth less than required: one suspended at most", {
      rogues: 3,
      spare: 1,
      cooldown: and(againstOne(3), le(sum(times(3, "S"), "3"), sum(times(2, "C"), "(/ 2 100)"))),
      periodic: true,
    }),
  ];
}
