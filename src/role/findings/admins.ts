import { type Atlas, isGrave, livingMembers } from "../atlas.ts";
import type { RoleFinding } from "../finding.ts";
import type { Power, Source } from "../world.ts";

const MANAGER_ROOTS = ["ADMIN", "PUBLIC"];
/** Roles that are their own admin by OpenZeppelin's design, and renounced or not are judged by their holders; by source. */
const ROOTS: Partial<Record<Source, readonly string[]>> = {
  "access-control": ["DEFAULT_ADMIN_ROLE"],
  timelock: ["DEFAULT_ADMIN_ROLE", "TIMELOCK_ADMIN_ROLE"],
  "access-manager": MANAGER_ROOTS,
  "role-manager": MANAGER_ROOTS,
};

/** Who can change who holds a power: roles nobody can grant, roles that are their own admin, owners that are none or to come. */
export function judgeAdmins(atlas: Atlas): RoleFinding[] {
  const attainable = attainablePowers(atlas);
  return atlas.world.powers.flatMap((power) => [
    ...roles(atlas, power, attainable),
    ...owners(atlas, power),
    ...pending(atlas, power),
    ...open(atlas, power),
  ]);
}

function roles(atlas: Atlas, power: Power, attainable: ReadonlySet<string>): RoleFinding[] {
  const { on, id, given, name, raw, source } = power;
  // What a manager's role opens on a target is judged with the role.
  const roots = ROOTS[source];
  const isRole = roots !== undefined && (!source.endsWith("manager") || isManager(atlas, power));
  if (!isRole || roots.includes(name) || raw.startsWith("pending") || raw === "authority") return [];
  const members = livingMembers(atlas.world, power).length;
  const about = { on, power: id } as const;
  const isOwn = given.some(({ by }) => by === id);
  const isOrphaned = !given.some(({ by }) => attainable.has(by));
  const findings: RoleFinding[] = [];
  if (isOwn)
    findings.push({
      ...about,
      check: "own-admin",
      severity: members > 0 ? "high" : "medium",
      found: `${atlas.powerName(power)} is its own admin`,
      fix: "have the contract give it another admin role, or revoke it from all who have it",
      evidence: { role: raw, members },
    });
  else if (isOrphaned)
    findings.push({
      ...about,
      check: "orphaned-role",
      severity: members === 0 ? "medium" : isGrave(power) ? "high" : "medium",
      found: `nobody can grant or revoke ${atlas.powerName(power)}: its admin role ${adminNames(atlas, power)} has no member and can get none${members === 0 ? "; nor has anybody the role" : ""}`,
      fix: "replace the contract, or move what it governs; those who have the role can only renounce it",
      evidence: { role: raw, members, admins: given.map(({ by }) => by) },
    });
  const opens = power.functions?.length ?? 0;
  if (members === 0 && power.need.kind === "members" && opens > 0 && !isOrphaned)
    findings.push({
      ...about,
      check: "unheld-role",
      severity: "low",
      found: `nobody has ${atlas.powerName(power)}, which ${opens} functions ask for`,
      fix: "grant it, or leave it and say so in the catalogue",
      evidence: { role: raw, functions: power.functions },
    });
  return findings;
}

function adminNames(atlas: Atlas, { given }: Power): string {
  const names = given.map(({ by }) => atlas.power(by)?.name ?? by);
  return names.length === 0 ? "(unknown)" : names.join(", ");
}

function owners(atlas: Atlas, power: Power): RoleFinding[] {
  const { on, id, source, raw, need } = power;
  const isImplementation = atlas.account(on)?.is.includes("implementation") ?? false;
  const isNobody = need.kind === "members" && need.of.length === 0;
  if (source !== "ownable" || raw !== "owner" || !isNobody || isImplementation) return [];
  return [
    {
      check: "ownerless",
      severity: "low",
      on,
      power: id,
      found: `${atlas.name(on)} has no owner: renounced, or never set`,
      fix: "if that was not meant, replace the contract: nobody can become its owner",
      evidence: { functions: power.functions },
    },
  ];
}

function pending(atlas: Atlas, power: Power): RoleFinding[] {
  if (power.raw !== "pendingOwner" && power.raw !== "pendingDefaultAdmin") return [];
  return livingMembers(atlas.world, power).map(({ account, since }) => {
    const isKnown = atlas.account(account)?.kind !== "outsider";
    return {
      check: "pending-owner" as const,
      severity: isKnown ? ("medium" as const) : ("critical" as const),
      on: power.on,
      power: power.id,
      found: `${atlas.name(account)}${isKnown ? "" : ", who is nobody's key,"} can become ${power.name.replace("pending ", "")} of ${atlas.name(power.on)} whenever they accept`,
      fix: "have them accept, or the present one name another",
      evidence: { account, since },
    };
  });
}

function open(atlas: Atlas, power: Power): RoleFinding[] {
  if (power.need.kind !== "everybody") return [];
  const about = {
    on: power.on,
    power: power.id,
    evidence: { effects: power.effects, also: power.also },
  } as const;
  if (power.source === "timelock")
    return [
      {
        ...about,
        check: "open-executor",
        severity: "low",
        found: `anybody executes what ${atlas.name(power.on)} has ready`,
        fix: "leave it if that is meant; else revoke the role from the zero address, and grant it to whom it is meant for",
      },
    ];
  if (power.effects.every((effect) => effect === "none") || power.also.length > 0) return [];
  return [
    {
      ...about,
      check: "open-power",
      severity: isGrave(power) ? "critical" : "high",
      found: `everybody can ${atlas.powerName(power)}`,
      fix: "close it at once: give it to a role with members",
    },
  ];
}

/** Powers that somebody has, or can come to have. */
function attainablePowers({ world }: Atlas): ReadonlySet<string> {
  const found = new Set(
    world.powers
      .filter((power) => power.need.kind !== "members" || livingMembers(world, power).length > 0)
      .map(({ id }) => id),
  );
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const { id, given } of world.powers) if (given.some(({ by }) => found.has(by))) found.add(id);
  }
  return found;
}

function isManager(atlas: Atlas, { on }: Power): boolean {
  const is = atlas.account(on)?.is ?? [];
  return is.includes("AccessManager") || is.includes("RoleManager");
}
