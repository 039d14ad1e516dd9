import { faults, type LockedOut, lockedOut } from "./definition.ts";
import { type Draft, describe } from "./draft.ts";
import { indispensable, type Large } from "./large.ts";
import type { Judge } from "./validator.ts";

export type Found = {
  readonly checked: number;
  readonly accepted: number;
  /** The first roster on which validator and definition differ, in words; `null` if there is none. */
  readonly counterexample: string | null;
};

/** Rosters at a time, so that memory stays small. */
const CHUNK = 800;

/** The definition's verdict, as the validator words it. */
export function expected(verdict: LockedOut): string {
  return verdict === null ? "accepted" : `TierLockedOut(${verdict.tier}, ${verdict.without ?? 255})`;
}

/** Compares verdicts on every draft, to the holder who is named. What is accepted must have no other fault either. */
export function equivalence(judge: Judge, drafts: Iterable<Draft>, genesis: boolean): Promise<Found> {
  return search(judge, drafts, genesis, (draft, judgement) => {
    const verdict = expected(lockedOut(draft, genesis));
    return verdict === judgement ? null : `by definition ${verdict}`;
  });
}

/** The same for rosters too large to try everybody: whom the roster cannot lose is counted. */
export async function counted(judge: Judge, rosters: Iterable<Large>): Promise<Found> {
  const verdicts = new Map<Draft, string>();
  function* drafts() {
    for (const large of rosters) {
      const without = indispensable(large);
      verdicts.set(large.draft, expected(without === null ? null : { tier: 0, without }));
      yield large.draft;
    }
  }
  return search(judge, drafts(), true, (draft, judgement) => {
    const verdict = verdicts.get(draft);
    verdicts.delete(draft);
    return verdict === judgement ? null : `by count ${verdict}`;
  });
}

/** Whatever is accepted must be safe; what is refused, and why, is not asked. */
export function soundness(judge: Judge, drafts: Iterable<Draft>): Promise<Found> {
  return search(judge, drafts, true, (draft, judgement) => {
    const verdict = judgement === "accepted" ? lockedOut(draft, true) : null;
    return verdict === null ? null : `by definition ${expected(verdict)}`;
  });
}

async function search(
  judge: Judge,
  drafts: Iterable<Draft>,
  genesis: boolean,
  differs: (draft: Draft, judgement: string) => string | null,
): Promise<Found> {
  let checked = 0;
  let accepted = 0;
  for (const chunk of chunks(drafts)) {
    const judgements = await judge(chunk, genesis);
    for (const [index, draft] of chunk.entries()) {
      const judgement = judgements[index] ?? "no answer";
      checked++;
      if (judgement === "accepted") accepted++;
      const [danger] = judgement === "accepted" ? faults(draft) : [];
      const fault = differs(draft, judgement) ?? danger ?? null;
      if (fault !== null)
        return { checked, accepted, counterexample: `${judgement}, ${fault}: ${describe(draft)}` };
    }
  }
  return { checked, accepted, counterexample: null };
}

function* chunks(drafts: Iterable<Draft>): Generator<Draft[]> {
  let chunk: Draft[] = [];
  for (const draft of drafts) {
    chunk.push(draft);
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

/** Every `step`th, from the first: a sample that is the same each time. */
export function* everyNth<T>(items: Iterable<T>, step: number): Generator<T> {
  let index = 0;
  for (const item of items) if (index++ % step === 0) yield item;
}
