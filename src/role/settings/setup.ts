import { encodeFunctionData, type Hex, isAddressEqual } from "viem";
import type { Terms } from "../../audit/roles/state.ts";
import { ADMIN, PUBLIC } from "../../charter/fixed-roles.ts";
import { roleManagerAbi as abi } from "../../generated/abi.ts";
import { formatDuration } from "../../time.ts";
import { type Comparison, callOf, encode, type SettingCall } from "./call.ts";
import type { RoleSetting } from "./state.ts";
import type { WantedRole } from "./wanted.ts";

/** What the roles are like: definitions, labels, admins, guardians, delays of grants. Admins that become the Conclave are in `ownAdmins`. */
export function* definitions(compared: Comparison): Generator<SettingCall> {
  const { wanted, actual } = compared;
  const stored = (id: bigint) => actual.roles.find((role) => role.id === id);
  for (const role of wanted.roles) yield* terms(compared, role, stored(role.id));
  for (const role of wanted.roles) {
    const known = stored(role.id);
    if (role.admin !== ADMIN && role.admin !== known?.admin) yield setAdmin(compared, role.id, role.admin);
  }
  for (const role of wanted.roles) {
    if (role.guardian !== (stored(role.id)?.guardian ?? ADMIN))
      yield setGuardian(compared, role.id, role.guardian);
  }
  for (const { id, guardian } of unlisted(compared))
    if (guardian !== ADMIN) yield setGuardian(compared, id, ADMIN);
  for (const role of wanted.roles) {
    const before = stored(role.id)?.grantDelay ?? 0;
    if (before === role.grantDelay) continue;
    yield callOf(
      compared,
      encodeFunctionData({ abi, functionName: "setGrantDelay", args: [role.id, role.grantDelay] }),
      {
        kind: "grant-delay",
        words: `sets the delay of new grants of ${role.name} to ${formatDuration(role.grantDelay)}, which holds after 5 days at the earliest`,
        loosens: role.grantDelay < before,
      },
    );
  }
}

/** Roles that the charter gives back to the Conclave, or does not list. */
export function* ownAdmins(compared: Comparison): Generator<SettingCall> {
  const { wanted, actual } = compared;
  for (const { id, admin } of actual.roles) {
    const meant = wanted.roles.find((role) => role.id === id);
    if (admin !== ADMIN && (meant?.admin ?? ADMIN) === ADMIN) yield setAdmin(compared, id, ADMIN);
  }
}

/** Roles the manager knows and the charter does not. */
export function unlisted({ wanted, actual }: Comparison): RoleSetting[] {
  return actual.roles.filter(({ id }) => !wanted.roles.some((role) => role.id === id));
}

function* terms(
  compared: Comparison,
  role: WantedRole,
  known: RoleSetting | undefined,
): Generator<SettingCall> {
  const before = known?.terms ?? null;
  if (before === null || !isSame(before, role.terms)) {
    yield callOf(
      compared,
      encodeFunctionData({ abi, functionName: "defineRole", args: [role.id, role.terms] }),
      {
        kind: "terms",
        words: `defines ${role.name} (role ${role.id}): ${termWords(compared, role.terms)}`,
        loosens: before === null || isLooser(before, role.terms),
      },
    );
  }
  if (known?.label !== role.name) {
    yield callOf(
      compared,
      encodeFunctionData({ abi, functionName: "labelRole", args: [role.id, role.name] }),
      {
        kind: "label",
        words: `calls role ${role.id} ${role.name}`,
        loosens: false,
      },
    );
  }
}

function isSame(one: Terms, other: Terms): boolean {
  return (["term", "period", "grace", "reviewer", "critical", "live"] as const).every(
    (field) => one[field] === other[field],
  );
}

/** Whether grants on the new terms last longer, are looked at less, or by others, or heed a suspension less. */
function isLooser(before: Terms, after: Terms): boolean {
  const end = (term: number) => (term === 0 ? Number.POSITIVE_INFINITY : term);
  return (
    end(after.term) > end(before.term) ||
    after.period > before.period ||
    after.grace > before.grace ||
    (after.reviewer !== before.reviewer && after.reviewer !== ADMIN) ||
    (after.critical && !before.critical) ||
    (before.live && !after.live)
  );
}

function termWords({ role }: Comparison, { term, period, grace, reviewer, critical, live }: Terms): string {
  return [
    term === 0 ? "grants have no end of their own" : `grants last ${formatDuration(term)} at most`,
    `reviewed by ${role(reviewer)} every ${formatDuration(period)}`,
    critical ? "never lapse" : `lapse ${formatDuration(grace)} after`,
    ...(live ? ["heed suspensions at once"] : []),
  ].join(", ");
}

function setAdmin(compared: Comparison, id: bigint, admin: bigint): SettingCall {
  return callOf(compared, encode.admin(id, admin), {
    kind: "admin",
    words: `lets ${compared.role(admin)} grant and revoke ${compared.role(id)}`,
    loosens: admin !== ADMIN,
  });
}

function setGuardian(compared: Comparison, id: bigint, guardian: bigint): SettingCall {
  return callOf(
    compared,
    encodeFunctionData({ abi, functionName: "setRoleGuardian", args: [id, guardian] }),
    {
      kind: "guardian",
      words: `lets ${compared.role(guardian)} stop what members of ${compared.role(id)} schedule`,
      loosens: true,
    },
  );
}

/** Contracts that may be members, and those that may no longer. */
export function* declarations(compared: Comparison, declared: boolean): Generator<SettingCall> {
  const { wanted, actual, account: nameOf } = compared;
  const NOBODY = 255;
  if (!declared) {
    for (const account of actual.declared.keys()) {
      if (wanted.declared.has(account)) continue;
      yield callOf(
        compared,
        encodeFunctionData({ abi, functionName: "declareContract", args: [account, false, NOBODY] }),
        {
          kind: "declaration",
          words: `lets ${nameOf(account)} no longer be a member of roles`,
          loosens: false,
        },
      );
    }
    return;
  }
  for (const [account, holder] of wanted.declared) {
    if (actual.declared.has(account) && actual.declared.get(account) === holder) continue;
    yield callOf(
      compared,
      encodeFunctionData({ abi, functionName: "declareContract", args: [account, true, holder ?? NOBODY] }),
      {
        kind: "declaration",
        words: `lets the contract ${nameOf(account)} be a member of roles, ${holder === null ? "nobody's alone" : `as holder ${holder}'s`}`,
        loosens: true,
      },
    );
  }
}

/** Pairs of roles that nobody combines: set, or no longer. */
export function* conflicts(compared: Comparison, conflicting: boolean): Generator<SettingCall> {
  const { wanted, actual, role: nameOf } = compared;
  const pairs = (roles: readonly Pick<WantedRole, "id" | "conflicts">[]) =>
    new Map(
      roles.flatMap(({ id, conflicts: others }) =>
        others.map((other) => {
          const pair = [id, other].toSorted((a, b) => (a < b ? -1 : 1));
          return [pair.join("/"), pair] as const;
        }),
      ),
    );
  const [meant, known] = [pairs(wanted.roles), pairs(actual.roles)];
  const [from, without] = conflicting ? [meant, known] : [known, meant];
  for (const [pair, [one = 0n, other = 0n]] of from) {
    if (without.has(pair)) continue;
    yield callOf(
      compared,
      encodeFunctionData({ abi, functionName: "setConflict", args: [one, other, conflicting] }),
      {
        kind: "conflict",
        words: conflicting
          ? `keeps ${nameOf(one)} and ${nameOf(other)} apart: nobody combines them`
          : `lets one person combine ${nameOf(one)} and ${nameOf(other)}`,
        loosens: !conflicting,
      },
    );
  }
}

/** Functions by role. `tight`: what is closed, or no longer open to everybody; else the rest. */
export function* functions(compared: Comparison, tight: boolean): Generator<SettingCall> {
  const { wanted, actual, role: nameOf } = compared;
  const groups = new Map<
    string,
    { target: SettingCall["target"]; role: bigint; selectors: Hex[]; names: string[] }
  >();
  const addresses = new Set([
    ...actual.targets.map(({ address }) => address),
    ...wanted.functions.map(({ target }) => target),
  ]);
  for (const target of addresses) {
    const known = actual.targets.find(({ address }) => isAddressEqual(address, target));
    // What waits out a delay first is not to be had in one batch; `notes` says so.
    if ((known?.adminDelay ?? 0) > 0) continue;
    const meant = new Map(
      wanted.functions.filter((one) => isAddressEqual(one.target, target)).map((one) => [one.selector, one]),
    );
    for (const selector of new Set([...(known?.functions.keys() ?? []), ...meant.keys()])) {
      const before = known?.functions.get(selector) ?? ADMIN;
      const after = meant.get(selector)?.role ?? ADMIN;
      const isTight = after === ADMIN || before === PUBLIC;
      if (before === after || isTight !== tight) continue;
      const group = groups.get(`${target}/${after}`) ?? { target, role: after, selectors: [], names: [] };
      group.selectors.push(selector);
      group.names.push(meant.get(selector)?.name ?? `${selector} of ${compared.account(target)}`);
      groups.set(`${target}/${after}`, group);
    }
  }
  for (const { target, role, selectors, names } of groups.values()) {
    yield callOf(
      compared,
      encodeFunctionData({ abi, functionName: "setTargetFunctionRole", args: [target, selectors, role] }),
      {
        kind: "function",
        words: `opens ${names.join(", ")} to ${nameOf(role)}${role === ADMIN ? " alone" : ""}`,
        loosens: !tight,
      },
    );
  }
}
