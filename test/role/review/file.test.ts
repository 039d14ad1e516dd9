import { TypedDataEncoder } from "ethers";
import type { Hex } from "viem";
import { describe, expect, it } from "vitest";
import * as Canonical from "../../../src/canonical.ts";
import { digest } from "../../../src/proposal/typed-data.ts";
import { ballotOf, decisionsOf, forConclave, undecided } from "../../../src/role/review/ballot.ts";
import { decide, reviewerIn, roleOf } from "../../../src/role/review/decide.ts";
import { examine } from "../../../src/role/review/examine.ts";
import { parse, stringify } from "../../../src/role/review/file.ts";
import { jsonSchemaText } from "../../../src/role/review/json-schema.ts";
import type { ReviewFile, ReviewGrant } from "../../../src/role/review/schema.ts";
import { review } from "../../../src/role/review/typed-data.ts";
import { DAY } from "../../support/people.ts";
import { codeOfAsync, refusalOf } from "../../support/refusal.ts";
import { ADDRESSES, BEN, FACTS, file, NOW } from "./sample.ts";

const only = (of: ReviewFile) => roleOf(of, undefined);
const keep = (of: ReviewFile, keeps = true) =>
  decide(of, only(of), BEN, [{ account: ADDRESSES.dan, keep: keeps, reason: "" }]).file;

describe("the typed data of a review", () => {
  const value = {
    roleId: 5n,
    decisions: [
      { account: ADDRESSES.dan, grant: FACTS.word, keep: true },
      { account: ADDRESSES.ben, grant: `0x${"11".repeat(32)}` as Hex, keep: false },
    ],
    deadline: NOW,
  };
  const domain = { chainId: 31_337, verifyingContract: ADDRESSES.manager };

  it("has the digest that another implementation computes", () => {
    const typed = review(domain, value);
    const types = {
      Review: [
        { name: "roleId", type: "uint64" },
        { name: "decisions", type: "Decision[]" },
        { name: "deadline", type: "uint40" },
      ],
      Decision: [
        { name: "account", type: "address" },
        { name: "grant", type: "bytes32" },
        { name: "keep", type: "bool" },
      ],
    };
    const other = TypedDataEncoder.hash({ name: "RoleManager", version: "1", ...domain }, types, value);
    expect(digest(typed as never)).toBe(other);
    expect(other).toMatchInlineSnapshot(
      `"0xb94fe35fbd207f9bbc1b842be3322063115e35713e773605c4a0b43bef6c313b"`,
    );
  });

  it("lists decisions by ascending account, whatever the order of the file", () => {
    const grants = [ADDRESSES.dan, ADDRESSES.ben].map(
      (account): ReviewGrant => ({
        ...FACTS,
        account,
        suggestion: { keep: true, reason: "" },
        decision: { keep: true, reason: "" },
      }),
    );
    expect(decisionsOf(grants).map(({ account }) => account)).toEqual([ADDRESSES.ben, ADDRESSES.dan]);
    expect(decisionsOf(grants.toReversed())).toEqual(decisionsOf(grants));
  });
});

describe("a review file", () => {
  it("is the same after a round", () => {
    const one = keep(file());
    expect(parse(stringify(one))).toEqual(one);
  });

  it("is refused with an unknown field, wherever", () => {
    const parts = JSON.parse(stringify(file()));
    for (const at of [
      parts,
      parts.block,
      parts.roles[0],
      parts.roles[0].grants[0],
      parts.roles[0].reviewers[0],
    ]) {
      at.more = 1;
      expect(() => parse(JSON.stringify(parts))).toThrow(
        expect.objectContaining({ code: "RoleReview.Malformed" }),
      );
      delete at.more;
    }
  });

  it("lets decisions be written by hand, and nothing else", () => {
    const parts = JSON.parse(stringify(file()));
    parts.roles[0].grants[0].decision = { keep: false, reason: "left the team" };
    expect(undecided(parse(JSON.stringify(parts)))).toEqual([]);
    const edits: ((grant: Record<string, unknown>) => void)[] = [
      (grant) => Object.assign(grant, { person: "Somebody" }),
      (grant) => Object.assign(grant, { due: NOW }),
      (grant) => Object.assign(grant, { suggestion: { keep: true, reason: "trust me" } }),
      (grant) => Object.assign(grant, { use: { kind: "unknowable", why: "" } }),
    ];
    for (const edit of edits) {
      const copy = structuredClone(parts);
      edit(copy.roles[0].grants[0]);
      expect(() => parse(JSON.stringify(copy))).toThrow(
        expect.objectContaining({ code: "RoleReview.FactsEdited" }),
      );
    }
  });

  type Forged = { grants: Record<string, unknown>[]; signatures: unknown[] };
  /** As somebody would forge it who knows how the id is made. */
  function forged(edit: (role: Forged) => void): string {
    const parts = JSON.parse(stringify(file()));
    edit(parts.roles[0]);
    const { id: _, ...rest } = parts;
    const roles = parts.roles.map(({ signatures: __, grants, ...role }: Forged) => ({
      ...role,
      grants: grants.map(({ decision: ___, ...facts }: { decision?: unknown }) => facts),
    }));
    return JSON.stringify({ ...parts, id: Canonical.hash({ ...rest, roles }) });
  }

  it.each([
    ["says of a grant what its word does not", { until: NOW + DAY }],
    ["has another review due than the word", { due: NOW + 2 * DAY }],
    ["gives the grant to another holder", { holder: 5 }],
    ["hides a delay", { delay: 0 }],
    ["has a word that no grant has", { word: `0x${"ff".repeat(32)}` }],
    ["suggests what does not follow", { suggestion: { keep: true, reason: "used daily" } }],
  ])("with the right id is refused if it %s", (_, edit) => {
    const text = forged(({ grants }) => Object.assign(grants[0] ?? {}, edit));
    expect(() => parse(text)).toThrow(expect.objectContaining({ code: "RoleReview.FactsContradict" }));
  });

  it("is refused if it names a member twice, or a signature over a stranger", () => {
    const twice = forged(({ grants }) => grants.push(structuredClone(grants[0] ?? {})));
    const stranger = forged(({ signatures }) =>
      signatures.push({ reviewer: ADDRESSES.ben, accounts: [ADDRESSES.ben], signature: "0x" }),
    );
    for (const text of [twice, stranger])
      expect(() => parse(text)).toThrow(expect.objectContaining({ code: "RoleReview.FactsContradict" }));
  });

  it("has the JSON Schema that is published", async () => {
    await expect(jsonSchemaText()).toMatchFileSnapshot("../../../schemas/role-review.schema.json");
  });
});

describe("what a file says, held against the reader's own node", () => {
  const decided = keep(file());
  const asked = [{ role: only(decided), grants: ballotOf(only(decided), BEN) }];

  it("is fine where both say the same", () => {
    expect(examine(decided, file(), asked)).toEqual([]);
  });

  it("is refused where the grant belongs to another, under the same account", async () => {
    const refusal = await refusalOf(() => examine(decided, file({ facts: { person: "Mallory" } }), asked));
    expect(refusal.code).toBe("RoleReview.OtherMember");
    expect(await codeOfAsync(() => examine(decided, file({ facts: { name: "mal" } }), asked))).toBe(
      "RoleReview.OtherMember",
    );
  });

  it("is refused where the role is called otherwise: a name could have another role's grants decided over", async () => {
    const refusal = await refusalOf(() => examine(decided, file({ role: { name: "pauser" } }), asked));
    expect(refusal.code).toBe("RoleReview.OtherRole");
    expect(refusal.details).toMatchObject({ role: 5n, expected: "pauser", actual: "operator" });
  });

  it("is told of what the role's terms, the people and the record have besides", () => {
    const moved = { at: NOW, kind: "moved", holder: 9, person: "Eve", what: "became tester" } as const;
    const fresh = {
      ...file({ role: { reviewer: 8n, grace: 20 * DAY, reviewers: [] }, facts: { conflicts: ["pauser"] } }),
      remarks: ["the Conclave's record does not hold"],
      changes: [moved],
    };
    expect(examine(decided, fresh, asked)).toEqual([
      "the Conclave's record does not hold",
      "Eve became tester",
      "operator: reviewed by role: 8 now, 7 in the file",
      "operator: grace: 20 days now, 10 days in the file",
      `operator: reviewers: nobody now, Ben (${ADDRESSES.ben}) in the file`,
      "operator: dan conflicts: pauser now, none in the file",
    ]);
  });

  it("is refused of another manager", async () => {
    const other = { ...file(), domain: { chainId: 31_337, verifyingContract: ADDRESSES.ben } };
    expect(await codeOfAsync(() => examine(decided, other, asked))).toBe("RoleReview.OtherPlace");
  });

  it("is refused with a deadline that is past, or so late that consent would go stale", async () => {
    for (const deadline of [NOW - 1, NOW + 14 * DAY + 1])
      expect(await codeOfAsync(() => examine({ ...decided, deadline }, file(), asked))).toBe(
        "RoleReview.BadDeadline",
      );
    expect(examine({ ...decided, deadline: NOW }, file(), asked)).toEqual([]);
  });

  it("warns of what changed around the grant", () => {
    const fresh = file({
      facts: { standing: "suspended", use: { kind: "used", at: NOW, transaction: FACTS.word } },
    });
    expect(examine(decided, fresh, asked)).toEqual([
      "operator: dan is suspended now, was active in the file",
      "operator: dan use: used now, unused in the file",
      expect.stringContaining("would be suggested to keep now"),
    ]);
  });
});

describe("deciding", () => {
  it("refuses one's own grants by holder, and by account", async () => {
    const own = file({ role: { reviewers: [{ ...BEN, holder: 4 }] } });
    const by = reviewerIn(only(own), "ben");
    const verdicts = [{ account: ADDRESSES.dan, keep: true, reason: "" }];
    expect(await codeOfAsync(() => decide(own, only(own), by, verdicts))).toBe("RoleReview.OwnGrant");
    const self = { ...BEN, account: ADDRESSES.dan, holder: 9 };
    expect(await codeOfAsync(() => decide(own, only(own), self, verdicts))).toBe("RoleReview.OwnGrant");
  });

  it("refuses members, roles and reviewers that the file does not have", async () => {
    const one = file();
    const stranger = [{ account: ADDRESSES.manager, keep: true, reason: "" }];
    expect(await codeOfAsync(() => decide(one, only(one), BEN, stranger))).toBe("RoleReview.NoSuchGrant");
    expect(await codeOfAsync(() => roleOf(one, "pauser"))).toBe("RoleReview.NoSuchRole");
    expect(await codeOfAsync(() => reviewerIn(only(one), "dan"))).toBe("RoleReview.NotAReviewer");
    expect(await codeOfAsync(() => reviewerIn(only(one), undefined))).toBe("RoleReview.NotAReviewer");
  });

  it("refuses to keep the grant of who is a member no longer, also where that shows at signing only", async () => {
    for (const standing of ["retired", "compromised", "ended", "undeclared"] as const) {
      const gone = file({ facts: { standing } });
      expect(await codeOfAsync(() => keep(gone))).toBe("RoleReview.CannotKeep");
      expect(ballotOf(only(keep(gone, false)), BEN)).toHaveLength(1);
      const decided = keep(file());
      const asked = [{ role: only(decided), grants: ballotOf(only(decided), BEN) }];
      expect(await codeOfAsync(() => examine(decided, gone, asked))).toBe("RoleReview.CannotKeep");
    }
    for (const standing of ["active", "retiring", "suspended", "expired", "declared"] as const)
      expect(ballotOf(only(keep(file({ facts: { standing } }))), BEN)).toHaveLength(1);
  });

  it("refuses to decide nothing, and the same grant both ways", async () => {
    const one = file();
    expect(await codeOfAsync(() => decide(one, only(one), BEN, []))).toBe("RoleReview.NothingDecided");
    const both = [true, false].map((keeps) => ({ account: ADDRESSES.dan, keep: keeps, reason: "" }));
    expect(await codeOfAsync(() => decide(one, only(one), BEN, both))).toBe("RoleReview.BothWays");
  });

  it("leaves a critical role's drop to the Conclave, its keep to the reviewer", () => {
    const dropped = keep(file({ role: { critical: true } }), false);
    expect(forConclave(only(dropped))).toHaveLength(1);
    expect(ballotOf(only(dropped), BEN)).toEqual([]);
    const kept = keep(file({ role: { critical: true } }));
    expect(forConclave(only(kept))).toEqual([]);
    expect(ballotOf(only(kept), BEN)).toHaveLength(1);
  });
});
