/**
 * What guardians can do with their time. A guardian acts, then not again for `C`; a suspension lasts `S`; the others need `L` = W + d0
 * without an act, since each act outdates what was signed, and with no more than so many people suspended as tier 0 can spare.
 *
 * Time 0 is an act of the first guardian; the statement is that within `C` of it such a window begins and ends. Longer quiet only
 * helps the others. Each guardian has a last act `u` up to time 0 and a next one `v`: there is no room for a third before `C`.
 * Every act is taken to suspend somebody else: void and cancel disturb less. Times are in units of `L`.
 */
import { and, assert, count, declare, eq, le, lt, minus, or, sum, type Term, times } from "./smt.ts";
import type { Statement } from "./solver.ts";

export type Case = {
  /** Guardian holders who act against the others. */
  readonly rogues: number;
  /** How many people may be suspended during the window. */
  readonly spare: number;
  /** What the roster guarantees of `C`. */
  readonly cooldown: Term;
  /** What else is assumed, of `S`. */
  readonly given?: Term;
  /** Acts that repeat for ever: what refutes the statement then is a blockade without end. */
  readonly periodic?: boolean;
};

/** `CharterForm._checkGuardians`, for a roster with `guardians` guardian holders. */
export function asRequired(guardians: number): Term {
  return and(againstOne(guardians), le(sum(times(guardians, "S"), `${guardians}`), times(2, "C")));
}

/** `C` ≥ (G + 1) · L + S, without what is required besides against guardians who take turns. */
export function againstOne(guardians: number): Term {
  return le(sum(`${guardians + 1}`, "S"), "C");
}

export function statement(
  name: string,
  { rogues, spare, cooldown, given, periodic = false }: Case,
): Statement {
  const all = Array.from({ length: rogues }, (_, index) => index);
  const last = all.map((index) => `u${index}`);
  const next = all.map((index) => `v${index}`);
  const acts = [...last, ...next];
  const starts = ["0", ...acts, ...acts.map((act) => sum(act, "S"))];
  /** No window begins at `x`: it reaches beyond, an act falls into it, or too many are suspended. They only become fewer in it. */
  const none = (x: Term) =>
    or(
      lt(x, 0),
      lt("C", sum(x, "1")),
      ...acts.map((act) => and(lt(x, act), lt(act, sum(x, "1")))),
      lt(spare, sum(...acts.map((act) => count(and(le(act, x), lt(x, sum(act, "S"))))))),
    );
  return {
    name,
    script: [
      declare("Real", "S", "C", ...acts),
      assert(lt(0, "S"), cooldown, ...(given === undefined ? [] : [given])),
      assert(eq("u0", 0), ...last.map((act) => le(act, 0)), ...next.map((act) => lt(0, act))),
      assert(
        ...all.map((index) =>
          periodic ? eq(minus(`v${index}`, `u${index}`), "C") : le("C", minus(`v${index}`, `u${index}`)),
        ),
      ),
      // A window that exists can be moved to where an act or a suspension ends, or to 0.
      assert(...starts.map(none)),
    ].join("\n"),
  };
}

/** `C` ≥ G · (S + L): enough for a window with nobody suspended. */
export function forNobody(rogues: number): Term {
  return le(sum(times(rogues, "S"), `${rogues}`), "C");
}

/** `C` ≥ G · max(L, (S + L) / 2): enough for a window with one suspended at most. */
export function forOne(rogues: number): Term {
  return and(le(`${rogues}`, "C"), le(sum(times(rogues, "S"), `${rogues}`), times(2, "C")));
}
