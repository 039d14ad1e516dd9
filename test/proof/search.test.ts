import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as Classes from "../../scripts/prove/classes.ts";
import type { Draft } from "../../scripts/prove/draft.ts";
import * as Form from "../../scripts/prove/form.ts";
import * as Holders from "../../scripts/prove/holders.ts";
import { equivalence, everyNth, soundness } from "../../scripts/prove/search.ts";
import { QUICK, searches } from "../../scripts/prove/searches.ts";
import { type Judge, type Validator, validator } from "../../scripts/prove/validator.ts";

let chain: Validator;

beforeAll(async () => {
  chain = await validator();
});

afterAll(() => chain.stop());

describe("validator and definition agree", () => {
  it.each(searches(QUICK))("on $name", async ({ run }) => {
    const { checked, accepted, counterexample } = await run(chain.judge);
    expect(counterexample).toBeNull();
    // On rosters of both kinds, or agreeing would tell nothing.
    expect(accepted).toBeGreaterThan(0);
    expect(accepted).toBeLessThan(checked);
  });

  it("in surroundings that tell any two classes of people apart", () => {
    expect(Holders.untold()).toBe(0);
  });
});

describe("the search, given a validator with a planted bug, finds a roster", () => {
  /** The real validator, shown another roster than the one it is asked about. */
  const seeing =
    (change: (draft: Draft) => Draft): Judge =>
    (drafts, genesis) =>
      chain.judge(drafts.map(change), genesis);
  const keys =
    (change: (key: Draft["keys"][number]) => Partial<Draft["keys"][number]>) => (draft: Draft) => ({
      ...draft,
      keys: draft.keys.map((key) => ({ ...key, ...change(key) })),
    });
  const tiers =
    (change: (tier: Draft["tiers"][number]) => Partial<Draft["tiers"][number]>) => (draft: Draft) => ({
      ...draft,
      tiers: draft.tiers.map((tier) => ({ ...tier, ...change(tier) })),
    });

  it.each([
    ["an approver too few", tiers(({ approvals }) => ({ approvals: approvals - 1 })), [3]],
    ["an approver too many", tiers(({ approvals }) => ({ approvals: approvals + 1 })), [2]],
    ["no tester needed", tiers(() => ({ testerNeeded: false })), [2]],
    ["wallets taken for people", keys(() => ({ wallet: false })), [2]],
  ])("%s", async (_, change, approvals) => {
    const drafts = Classes.rosters(Classes.multisets(5), { approvals, means: ["one key"] });
    expect((await equivalence(seeing(change), drafts, true)).counterexample).toMatch(/by definition/);
  });

  it.each([
    ["successors forgotten", keys(() => ({ succeeds: null }))],
    ["expiry forgotten", keys(() => ({ expiry: 2 ** 32 - 1 }))],
    ["pending keys counted", keys(({ standing }) => (standing === "pending" ? { standing: "active" } : {}))],
    ["retired keys counted", keys(({ standing }) => (standing === "gone" ? { standing: "active" } : {}))],
  ] as const)("in amendments, %s", async (_, change) => {
    const drafts = everyNth(Holders.rosters(Holders.holdings(), Holders.contexts()), 29);
    expect((await equivalence(seeing(change), drafts, false)).counterexample).toMatch(/by definition/);
  });

  it.each([
    [
      "a cooldown a second too short",
      (draft: Draft) => ({ ...draft, cooldown: draft.cooldown + 1 }),
      /cooldown/,
    ],
    [
      "guardians who approve",
      keys(({ roles }) => ({ roles: roles & 8 ? roles & ~2 : roles })),
      /guardian \d+ approves/,
    ],
  ])("%s", async (_, change, fault) => {
    const found = await soundness(seeing(change), everyNth(Form.guardians(), 7));
    expect(found.counterexample).toMatch(fault);
  });

  it("an approval that nobody has to give", async () => {
    const change = tiers(({ approvals }) => ({ approvals: Math.max(1, approvals) }));
    const found = await soundness(seeing(change), Form.tiers());
    expect(found.counterexample).toMatch(/^accepted, by definition TierLockedOut\(1, 255\)/);
  });
});
