/** What loops over bitmaps do, for every bitmap of 256 bits: `Lockout._isAble`, `_enough` and `Consent._add` are built of these. */
import { and, assert, declare, eq, implies, not, or } from "./smt.ts";
import type { Statement } from "./solver.ts";

const WORD = "(_ BitVec 256)";
const word = (value: number) => `(_ bv${value} 256)`;
const bit = (index: string) => `(bvshl ${word(1)} ${index})`;
/** `x & (~x + 1)`, the way the contract picks a holder. */
const lowest = (x: string) => `(bvand ${x} (bvadd (bvnot ${x}) ${word(1)}))`;
/** `x & (x - 1)`, the way it goes on to the next. */
const rest = (x: string) => `(bvand ${x} (bvsub ${x} ${word(1)}))`;

export type Loop = { readonly lowest: (x: string) => string; readonly rest: (x: string) => string };

export function statements(loop: Loop = { lowest, rest }): Statement[] {
  const x = declare(WORD, "x");
  const filled = assert(not(eq("x", word(0))));
  return [
    {
      name: "a step of a loop over holders picks one bit that is set",
      script: [
        x,
        filled,
        assert(
          not(
            and(
              not(eq(loop.lowest("x"), word(0))),
              eq(`(bvand ${loop.lowest("x")} x)`, loop.lowest("x")),
              eq(rest(loop.lowest("x")), word(0)),
            ),
          ),
        ),
      ].join("\n"),
    },
    {
      name: "it goes on with all others and no more: every holder comes once, and a count goes down by one",
      script: [x, filled, assert(not(eq(loop.rest("x"), `(bvand x (bvnot ${loop.lowest("x")}))`)))].join(
        "\n",
      ),
    },
    {
      name: "sorts are told apart: two of the eight share a bit only if they are one",
      script: [
        declare(WORD, "a", "b"),
        assert(`(bvult a ${word(8)})`, `(bvult b ${word(8)})`),
        assert(not(eq(not(eq(`(bvand ${bit("a")} ${bit("b")})`, word(0))), eq("a", "b")))),
      ].join("\n"),
    },
    {
      name: "a holder who is added was not in the set, is in it afterwards, and nobody else comes or goes",
      script: [
        declare(WORD, "x", "h", "other"),
        assert(`(bvult h ${word(64)})`, `(bvult other ${word(64)})`, eq(`(bvand x ${bit("h")})`, word(0))),
        assert(
          or(
            eq(`(bvand (bvor x ${bit("h")}) ${bit("h")})`, word(0)),
            not(
              implies(
                not(eq("other", "h")),
                eq(`(bvand (bvor x ${bit("h")}) ${bit("other")})`, `(bvand x ${bit("other")})`),
              ),
            ),
          ),
        ),
      ].join("\n"),
    },
  ];
}
