/**
 * The loop of `Consent._approvals` by induction: what holds at its start, what each round keeps, and what follows at its end. Proposer
 * and tester were added before. A round is one signature, whether `PlainSignatures.count` takes it (plain.ts: it takes no wallet,
 * and nobody known) or `_add` does. A set's size grows by one with each holder added (bits.ts); everything else is counters, `counted`
 * being what is demanded less what is `left`.
 */
import { and, assert, count, declare, eq, implies, ite, le, lt, minus, not, sum, type Term } from "./smt.ts";
import type { Statement } from "./solver.ts";

/** Where the loop could go wrong. Each part as the contract has it: {@link COUNTING}. */
export type Counting = {
  /** Holders in the set after proposer and tester. */
  readonly start: Term;
  /** Whether a holder who is in the set already is refused. */
  readonly refusesKnown: boolean;
  /** Whether a wallet that is approval number `wallets` of this kind is refused: `++wallets == demanded`. */
  readonly refusesWallet: (wallets: Term, demanded: Term) => Term;
};

export const COUNTING: Counting = {
  start: sum("1", count("tested")),
  refusesKnown: true,
  refusesWallet: (wallets, demanded) => eq(wallets, demanded),
};

const STATE = [
  declare("Int", "demanded", "counted", "holders", "wallets"),
  declare("Bool", "tested", "known", "wallet"),
  assert(le(0, "demanded"), le("demanded", 255)),
].join("\n");

/** Proposer, tester if any, and everybody counted are in the set; wallets fill at most all but one. */
function invariant(counted: Term, holders: Term, wallets: Term): Term {
  return and(
    le(0, counted),
    le(counted, "demanded"),
    eq(holders, sum("1", count("tested"), counted)),
    le(0, wallets),
    le(wallets, counted),
    implies(lt(0, "demanded"), lt(wallets, "demanded")),
  );
}

export function statements(counting: Counting = COUNTING): Statement[] {
  const wallets = ite("wallet", sum("wallets", "1"), "wallets");
  const passes = and(
    lt("counted", "demanded"),
    counting.refusesKnown ? not("known") : "true",
    not(and("wallet", counting.refusesWallet(sum("wallets", "1"), "demanded"))),
  );
  const kept = invariant(sum("counted", "1"), sum("holders", count(not("known"))), wallets);
  const now = invariant("counted", "holders", "wallets");
  const done = and(now, not(lt("counted", "demanded")));
  return [
    {
      name: "counting starts with proposer and tester, two people, in the set",
      script: [STATE, assert(not(invariant("0", counting.start, "0")))].join("\n"),
    },
    {
      name: "each approval counted is one more person, and wallets stay all but one at most",
      script: [STATE, assert(now, passes, not(kept))].join("\n"),
    },
    {
      name: "what passes has as many people as were demanded, besides proposer and tester",
      script: [STATE, assert(done, not(eq("holders", sum("1", count("tested"), "demanded"))))].join("\n"),
    },
    {
      name: "what passes with a quorum has an approver in person",
      script: [STATE, assert(done, lt(0, "demanded"), lt(minus("demanded", 1), "wallets"))].join("\n"),
    },
    {
      name: "what passes with a quorum is two people at least",
      script: [STATE, assert(done, lt(0, "demanded"), lt("holders", 2))].join("\n"),
    },
  ];
}
