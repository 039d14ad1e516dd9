import { isAddress } from "viem";
import type { Path } from "../yaml/source.ts";
import { checkPlace, type Located, meant, unique } from "./located.ts";
import { contractAddress } from "./resolve.ts";
import { CHAIN_CONTRACTS, catalogueAccount } from "./role-resolve.ts";
import type { Charter } from "./schema.ts";

/** The catalogue: contracts and members that exist, each power and each member once. */
export function* checkCatalogue(charter: Charter): Generator<Located> {
  const known = [
    ...charter.keys.map(({ label }) => label),
    ...Object.keys(charter.contracts),
    ...CHAIN_CONTRACTS,
  ];
  const powers: (string | null)[] = [];
  for (const [index, { on, role, members }] of charter.catalogue.entries()) {
    const path: Path = ["catalogue", index];
    const problems = [...checkPlace(charter, on, [...path, "on"])];
    yield* problems;
    powers.push(problems.length > 0 ? null : `${role} on ${contractAddress(charter, on)}`);
    yield* unique(
      members.map((member) => catalogueAccount(charter, member) ?? member),
      (position) => [...path, "members", position],
      "Charter.DuplicateHolderOfPower",
      "member",
    );
    for (const [position, member] of members.entries()) {
      const isBoth =
        charter.keys.some(({ label }) => label === member) && Object.hasOwn(charter.contracts, member);
      if (isBoth) {
        yield {
          code: "Charter.AmbiguousMember",
          path: [...path, "members", position],
          message: `"${member}" is a key and a contract`,
          fix: "write the address, or give one of the two another name",
        };
      }
      if (known.includes(member) || isAddress(member)) continue;
      yield {
        code: "Charter.UnknownMember",
        path: [...path, "members", position],
        message: `"${member}" is no key, no contract and no address${meant(member, known)}`,
        fix: `write a key's label, a name under contracts, an address, or one of ${CHAIN_CONTRACTS.join(", ")}`,
      };
    }
  }
  yield* unique(powers, (index) => ["catalogue", index], "Charter.DuplicatePower", "power");
}

/** Limits: a goal once for a contract and once for all, and something to be counted. */
export function* checkLimits(charter: Charter): Generator<Located> {
  const seen: (string | null)[] = [];
  for (const [index, limit] of charter.limits.entries()) {
    const { goal, on } = limit;
    const problems = on === undefined ? [] : [...checkPlace(charter, on, ["limits", index, "on"])];
    yield* problems;
    const where = on === undefined ? "" : ` on ${problems.length > 0 ? on : contractAddress(charter, on)}`;
    seen.push(`${goal}${where}`);
    if ([limit.people, limit.organisations, limit.vendors, limit.places].some((one) => one !== undefined))
      continue;
    yield {
      code: "Charter.EmptyLimit",
      path: ["limits", index],
      message: "this limit limits nothing",
      fix: "say how many people, organisations, vendors or places it must take at least",
    };
  }
  yield* unique(seen, (index) => ["limits", index], "Charter.DuplicateLimit", "limit");
}
