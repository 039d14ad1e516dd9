/** Rosters of up to 64 people, drawn at random near the border: the range that the proofs over counts cover and a search cannot. */
import { keysOf } from "./classes.ts";
import { type Draft, leastCooldown, tier } from "./draft.ts";
import { numbers } from "./numbers.ts";
import { CLASSES, HOLDER_LIMIT, type PersonClass } from "./quorum-model.ts";

export type Large = { readonly draft: Draft; readonly people: readonly PersonClass[] };

export function* rosters(seed: number, count: number): Generator<Large> {
  const below = numbers(seed);
  for (let round = 0; round < count; round++) {
    const size = 8 + below(HOLDER_LIMIT - 7);
    // Few kinds of people in a roster, so that one of them may be scarce.
    const kinds = Array.from({ length: 1 + below(5) }, () => below(CLASSES.length));
    const people = Array.from({ length: size }, () => {
      const rare = below(12) === 0;
      return CLASSES[rare ? below(CLASSES.length) : (kinds[below(kinds.length)] ?? 0)];
    }).filter((one) => one !== undefined);
    const approvers = people.filter(({ approves }) => approves !== "no").length;
    const approvals = Math.min(255, Math.max(2, approvers - 4 + below(6)));
    const keys = people.flatMap((one, holder) => keysOf(one, holder, "one key"));
    const tiers = [tier({ approvals, testerNeeded: below(2) === 0 })];
    yield { draft: { cooldown: leastCooldown(0), tiers, keys }, people };
  }
}

/** Whether the roster can lose anyone: counted person by person, for every proposer and tester. */
export function indispensable({ draft, people }: Large): number | null {
  const [zero] = draft.tiers;
  if (zero === undefined) return null;
  const without = people.findIndex((_, absent) => {
    const there = people.toSpliced(absent, 1);
    const enough = (p: PersonClass, q: PersonClass | null) => {
      const left = there.filter((one) => one.approves !== "no").length - approver(p) - (q ? approver(q) : 0);
      const persons =
        there.filter((one) => one.approves === "person").length - person(p) - (q ? person(q) : 0);
      return left >= zero.approvals && persons >= 1;
    };
    return !there.some(
      (p, at) =>
        p.proposes &&
        (zero.testerNeeded
          ? there.some((q, other) => other !== at && q.tests && enough(p, q))
          : enough(p, null)),
    );
  });
  return without === -1 ? null : without;
}

const approver = ({ approves }: PersonClass) => (approves === "no" ? 0 : 1);
const person = ({ approves }: PersonClass) => (approves === "person" ? 1 : 0);
