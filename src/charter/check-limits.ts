import type { Located } from "./located.ts";
import { contractAddress } from "./resolve.ts";
import type { CharterLimit } from "./role-schema.ts";
import type { Charter } from "./schema.ts";

type Unit = "people" | "organisations" | "vendors" | "places";
const UNITS: readonly Unit[] = ["people", "organisations", "vendors", "places"];

/** Limits that no chain could ever satisfy. */
export function* checkReach(charter: Charter): Generator<Located> {
  for (const [index, limit] of charter.limits.entries()) {
    for (const unit of UNITS) {
      const wanted = limit[unit];
      const most = mostOf(charter, unit);
      if (wanted === undefined || wanted <= most) continue;
      yield {
        code: "Charter.LimitOutOfReach",
        path: ["limits", index, unit],
        message: `it cannot take ${wanted} ${unit}: with everybody together there are ${most}`,
        fix: "ask for fewer, or spread the keys over more",
      };
    }
    yield* checkTierLimit(charter, limit, index);
  }
}

/** How many of a unit there are among those who hold keys: who has none named is one by himself. */
function mostOf({ people, keys }: Charter, unit: Unit): number {
  const owners = new Set(keys.map(({ owner }) => owner));
  if (unit === "people") return owners.size;
  if (unit === "organisations") {
    const known = people.filter(({ name }) => owners.has(name));
    return new Set(known.map(({ name, organisation }) => organisation ?? `of ${name} alone`)).size;
  }
  const field = unit === "vendors" ? "vendor" : "place";
  return new Set(
    keys.map((key) => {
      const home = unit === "places" ? people.find(({ name }) => name === key.owner)?.place : undefined;
      return key[field] ?? home ?? `of ${key.label} alone`;
    }),
  ).size;
}

/** Tier 0 amends the charter, and so does the recovery tier: so many people are enough whatever the limit says. */
function* checkTierLimit(charter: Charter, limit: CharterLimit, index: number): Generator<Located> {
  const { on } = limit;
  const isOfConclave = on === undefined || contractAddress(charter, on) === charter.chain.conclave;
  if (limit.goal !== "charter" || limit.people === undefined || !isOfConclave) return;
  for (const { number, name, approvals, tester, recovery } of charter.tiers) {
    if (number !== 0 && !recovery) continue;
    const enough = 1 + (tester ? 1 : 0) + approvals;
    if (enough >= limit.people) continue;
    yield {
      code: "Charter.LimitAboveTier",
      path: ["limits", index, "people"],
      message: `${enough} people are enough to change the charter: so many act in tier ${number} (${name})`,
      fix: "ask for more approvals in that tier, or for fewer people here",
    };
  }
}
