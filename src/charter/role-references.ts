import { isAddress } from "viem";
import type { Path } from "../yaml/source.ts";
import { checkCatalogue, checkLimits } from "./catalogue-references.ts";
import { attempt, checkPlace, type Located, meant, unique } from "./located.ts";
import { contractAddress } from "./resolve.ts";
import { keyLabelled, memberAccount, memberName, roleFunction } from "./role-resolve.ts";
import type { Charter } from "./schema.ts";

/** What the parts about roles say about the rest and about each other: every name is explained, nothing stands there twice. */
export function* checkRoleParts(charter: Charter): Generator<Located> {
  yield* checkChains(charter);
  yield* checkRoleNames(charter);
  yield* checkFunctions(charter);
  yield* checkMembers(charter);
  yield* checkDuties(charter);
  yield* checkAutomata(charter);
  yield* checkCatalogue(charter);
  yield* checkLimits(charter);
}

function* checkChains({ chain, chains, contracts }: Charter): Generator<Located> {
  const ids = [chain.id, ...chains.map(({ id }) => id)];
  yield* unique(
    ids,
    (index) => (index === 0 ? ["chain", "id"] : ["chains", index - 1, "id"]),
    "Charter.DuplicateChain",
    "chain id",
  );
  const known = Object.keys(contracts);
  for (const [index, further] of chains.entries()) {
    for (const name of Object.keys(further.contracts)) {
      if (Object.hasOwn(contracts, name)) continue;
      yield {
        code: "Charter.ContractOfOneChain",
        path: ["chains", index, "contracts", name],
        message: `"${name}" is not listed under "contracts"${meant(name, known)}`,
        fix: "name only contracts that the charter lists, where they lie elsewhere on this chain",
      };
    }
  }
}

function* checkRoleNames({ roles }: Charter): Generator<Located> {
  yield* unique(
    roles.map(({ id }) => String(id)),
    (index) => ["roles", index, "id"],
    "Charter.DuplicateRoleNumber",
    "role number",
  );
  yield* unique(
    roles.map(({ name }) => name),
    (index) => ["roles", index, "name"],
    "Charter.DuplicateRoleName",
    "role",
  );
  for (const [index, role] of roles.entries()) {
    for (const field of ["admin", "guardian", "reviewer"] as const) {
      if (role[field] !== undefined) yield* roleNamed(roles, role[field], ["roles", index, field]);
    }
  }
}

function* roleNamed(roles: Charter["roles"], name: string, path: Path): Generator<Located> {
  const names = roles.map((role) => role.name);
  if (names.includes(name)) return;
  yield {
    code: "Charter.RoleNotListed",
    path,
    message: `role "${name}" is not listed under "roles"${meant(name, names)}`,
    fix: "list the role, or correct the name; without one it is the Conclave",
  };
}

/** One function opens to one role, or to everybody. */
function* checkFunctions(charter: Charter): Generator<Located> {
  const seen: { key: string; path: Path }[] = [];
  const all = [
    ...charter.roles.flatMap(({ functions }, role) =>
      functions.map((entry, index) => ({ entry, path: ["roles", role, "functions", index] as Path })),
    ),
    ...charter.open.map((entry, index) => ({ entry, path: ["open", index] as Path })),
  ];
  for (const { entry, path } of all) {
    yield* checkPlace(charter, entry.target, [...path, "target"]);
    yield* attempt([...path, "function"], () => {
      const { target, selector } = roleFunction(charter, entry);
      seen.push({ key: `${target}/${selector}`, path });
    });
  }
  yield* unique(
    seen.map(({ key }) => key),
    (index) => seen[index]?.path ?? [],
    "Charter.FunctionOfTwoRoles",
    "function",
  );
}

function* checkMembers(charter: Charter): Generator<Located> {
  const labels = charter.keys.map(({ label }) => label);
  for (const [index, { members }] of charter.roles.entries()) {
    const path: Path = ["roles", index, "members"];
    yield* unique(
      members.map((member) => accountOrName(charter, member)),
      (position) => [...path, position],
      "Charter.DuplicateMember",
      "member",
    );
    for (const [position, { key, contract }] of members.entries()) {
      if (contract !== undefined) yield* checkPlace(charter, contract, [...path, position, "contract"]);
      if (key === undefined || keyLabelled(charter, key) !== null) continue;
      yield {
        code: "Charter.KeyNotListed",
        path: [...path, position, "key"],
        message: `key "${key}" is not listed under "keys"${meant(key, labels)}`,
        fix: 'write the label of a key, or "contract" for a declared contract',
      };
    }
  }
}

function accountOrName(charter: Charter, member: Parameters<typeof memberName>[0]): string {
  const { contract } = member;
  const unknown =
    contract !== undefined && !isAddress(contract) && !Object.hasOwn(charter.contracts, contract);
  return (unknown ? null : memberAccount(charter, member)) ?? memberName(member);
}

function* checkDuties({ duties, roles }: Charter): Generator<Located> {
  yield* unique(
    duties.map((pair) => pair.toSorted().join(" and ")),
    (index) => ["duties", index],
    "Charter.DuplicateDuty",
    "pair of roles",
  );
  for (const [index, pair] of duties.entries()) {
    for (const [position, name] of pair.entries()) yield* roleNamed(roles, name, ["duties", index, position]);
    if (new Set(pair).size === pair.length) continue;
    yield {
      code: "Charter.DutyWithItself",
      path: ["duties", index],
      message: `"${pair[0]}" cannot be kept apart from itself`,
      fix: "name two different roles",
    };
  }
}

function* checkAutomata(charter: Charter): Generator<Located> {
  const names = charter.people.map(({ name }) => name);
  const accounts: (string | null)[] = [];
  for (const [index, { contract, holder }] of charter.automata.entries()) {
    const problems = [...checkPlace(charter, contract, ["automata", index, "contract"])];
    yield* problems;
    accounts.push(problems.length > 0 ? null : contractAddress(charter, contract));
    if (holder === undefined || names.includes(holder)) continue;
    yield {
      code: "Charter.PersonNotListed",
      path: ["automata", index, "holder"],
      message: `"${holder}" is not listed under "people"${meant(holder, names)}`,
      fix: "write a person's name as under people, or leave the line out if it is nobody's alone",
    };
  }
  yield* unique(
    accounts,
    (index) => ["automata", index, "contract"],
    "Charter.DuplicateAutomaton",
    "contract",
  );
}
