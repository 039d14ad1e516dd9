/**
 * The short cut of `PlainSignatures.count`, for every entry, bitmap and time: whatever it takes, the checks of `_usableKey` and
 * `_add` would take as well, and it leaves behind what they would. Left out are the form of the signature, that all its bytes are
 * there, and the signature itself, which is the precompile's business.
 *
 * It looks at one bitmap, `Tally.counted`: keys that are barred or were counted, and above them the holders who were counted. The keys
 * that are barred are also in `Tally.barred`, from which `_add` takes those it lets in after all.
 */
import { and, assert, declare, eq, not, or, type Term } from "./smt.ts";
import type { Statement } from "./solver.ts";

const hex = (value: bigint | number) => `(_ bv${value} 256)`;
const shl = (value: Term, by: Term | number) => `(bvshl ${value} ${typeof by === "number" ? hex(by) : by})`;
const shr = (value: Term, by: number) => `(bvlshr ${value} ${hex(by)})`;
const both = (a: Term, b: Term) => `(bvand ${a} ${b})`;
const either = (a: Term, b: Term) => `(bvor ${a} ${b})`;
const below = (a: Term, b: Term) => `(bvult ${a} ${b})`;
/** `byte(i, x)` of the EVM: the i-th from the left. */
const byte = (index: number, of: Term) => both(shr(of, 248 - 8 * index), hex(0xff));

export type ShortCut = {
  /** Bits that must be free, and are taken: the key's own and its holder's. */
  readonly bits: (key: Term, holder: Term) => Term;
  /** What an entry, shifted so that its expiry comes first, must not be less than. */
  readonly expiry: (minute: Term) => Term;
};

export const SHORT_CUT: ShortCut = {
  bits: (key, holder) => either(shl(hex(1), key), shl(hex(2n ** 64n), holder)),
  expiry: (minute) => shl(`(bvadd ${minute} ${hex(1)})`, 224),
};

/** Fields as `Entry` reads them. */
const HOLDER = both(shr("entry", 80), hex(0xff));
const KIND = both(shr("entry", 88), hex(0xff));
const ROLES = both(shr("entry", 72), hex(0xff));
const EXPIRES_AT = `(bvmul ${both(shr("entry", 32), hex(0xffffffff))} ${hex(60)})`;

/** Whether the stamp will name the key: `uint64(counted) & ~barred`. */
function named(key: Term, counted: Term, barred: Term): Term {
  return not(eq(both(both(counted, `(bvnot ${barred})`), shl(hex(1), key)), hex(0)));
}

/** `_add`, of a key that the short cut leaves to it: one of a holder whose suspension has lapsed. */
function letIn(): Statement {
  const bit = shl(hex(1), "key");
  const counted = either("counted", bit);
  const barred = both("barred", `(bvnot ${bit})`);
  return {
    name: "a barred key that was let in is named by the stamp, no other comes or goes, and what is barred stays marked",
    script: [
      declare("(_ BitVec 256)", "key", "other", "barred", "counted"),
      assert(below("key", hex(64)), below("other", hex(64)), below("barred", hex(2n ** 64n))),
      assert(eq(both("barred", "counted"), "barred"), not(eq(both("barred", bit), hex(0)))),
      assert(
        not(
          and(
            named("key", counted, barred),
            or(eq("other", "key"), eq(named("other", counted, barred), named("other", "counted", "barred"))),
            eq(both(barred, counted), barred),
          ),
        ),
      ),
    ].join("\n"),
  };
}

export function statements(cut: ShortCut = SHORT_CUT): Statement[] {
  const bits = cut.bits("key", byte(21, "entry"));
  const takes = and(
    eq(byte(20, "entry"), hex(0)),
    eq(both(bits, "counted"), hex(0)),
    not(eq(both(byte(22, "entry"), "roles"), hex(0))),
    not(below(shl("entry", 192), cut.expiry("minute"))),
  );
  const script = [
    declare(
      "(_ BitVec 256)",
      "entry",
      "key",
      "barred",
      "counted",
      "roles",
      "time",
      "minute",
      "second",
      "other",
    ),
    // Six bits of index; holders as the validator lets them in; time up to the last minute
    // but one that an expiry can name (the year 10136); barred keys in the low half, and in what was counted.
    assert(below("key", hex(64)), below(HOLDER, hex(64)), below("time", hex(2n ** 40n))),
    assert(below("minute", hex(2n ** 32n - 1n)), below("second", hex(60))),
    assert(eq("time", `(bvadd (bvmul minute ${hex(60)}) second)`), below("barred", hex(2n ** 64n))),
    assert(eq(both("barred", "counted"), "barred")),
    assert(below("other", hex(64)), takes),
  ].join("\n");
  const holderBit = (holder: Term) => shl(shl(hex(1), 64), holder);
  const after = either("counted", bits);
  const claim = (name: string, holds: Term): Statement => ({
    name: `plain signatures: ${name}`,
    script: `${script}\n${assert(not(holds))}`,
  });
  return [
    claim(
      "the key is an EOA with one of the roles",
      and(eq(KIND, hex(0)), not(eq(both(ROLES, "roles"), hex(0)))),
    ),
    claim("the key has not expired", below("time", EXPIRES_AT)),
    claim("the key is not barred", eq(both("barred", shl(hex(1), "key")), hex(0))),
    claim("the holder was not counted before", eq(both("counted", holderBit(HOLDER)), hex(0))),
    claim(
      "the holder is counted afterwards, and no other comes or goes",
      and(
        not(eq(both(after, holderBit(HOLDER)), hex(0))),
        or(eq("other", HOLDER), eq(both(after, holderBit("other")), both("counted", holderBit("other")))),
      ),
    ),
    claim(
      "the stamp will name the key, and no other comes or goes",
      and(
        named("key", after, "barred"),
        or(eq("other", "key"), eq(named("other", after, "barred"), named("other", "counted", "barred"))),
      ),
    ),
    claim("what is barred stays marked in what was counted", eq(both("barred", after), "barred")),
    letIn(),
  ];
}
