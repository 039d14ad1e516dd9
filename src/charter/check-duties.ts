import type { Located } from "./located.ts";
import { memberHolder, memberName } from "./role-resolve.ts";
import type { Charter } from "./schema.ts";
import { joinWords } from "./words.ts";

/** How many roles one role can be in conflict with (`RoleManager.setConflict`). */
const MAX_CONFLICTS = 16;

/** Duties that are to be kept apart: nobody has both, over all keys and contracts of his. */
export function* checkDutiesKept(charter: Charter): Generator<Located> {
  for (const [index, pair] of charter.duties.entries()) {
    const [one = "", other = ""] = pair;
    const [left, right] = [membersByHolder(charter, one), membersByHolder(charter, other)];
    for (const { id, name } of charter.people) {
      const [here, there] = [left.get(id), right.get(id)];
      if (here === undefined || there === undefined) continue;
      yield {
        code: "Charter.DutiesCombined",
        path: ["duties", index],
        message: `${name} would combine ${one} (${joinWords(here)}) and ${other} (${joinWords(there)})`,
        fix: "let two people have the two roles",
      };
    }
  }
  for (const [index, { name }] of charter.roles.entries()) {
    const count = charter.duties.filter((pair) => pair.includes(name)).length;
    if (count <= MAX_CONFLICTS) continue;
    yield {
      code: "Charter.TooManyDuties",
      path: ["roles", index],
      message: `${name} is kept apart from ${count} roles; RoleManager has room for ${MAX_CONFLICTS}`,
      fix: "keep it apart from fewer roles, or join some of those",
    };
  }
}

/** Names of a role's members by whose they are; what is nobody's alone is left out. */
function membersByHolder(charter: Charter, role: string): Map<number, string[]> {
  const members = charter.roles.find(({ name }) => name === role)?.members ?? [];
  return members.reduce((found, member) => {
    const holder = memberHolder(charter, member);
    if (holder !== null) found.set(holder, [...(found.get(holder) ?? []), memberName(member)]);
    return found;
  }, new Map<number, string[]>());
}
