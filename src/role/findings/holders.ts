import { type Atlas, isGrave, isIdle, livingMembers } from "../atlas.ts";
import type { RoleFinding } from "../finding.ts";
import type { Power } from "../world.ts";

/** Who holds powers that should not: strangers, contracts nobody knows, keys out of use, one key or one person alone. */
export function judgeHolders(atlas: Atlas): RoleFinding[] {
  return atlas.world.powers.flatMap((power) => [
    ...strangers(atlas, power),
    ...contracts(atlas, power),
    ...unusable(atlas, power),
    ...alone(atlas, power),
    ...ended(atlas, power),
  ]);
}

function strangers(atlas: Atlas, power: Power): RoleFinding[] {
  const waits = power.raw === "pendingOwner" || power.raw === "pendingDefaultAdmin";
  if (isIdle(power) || waits) return [];
  return livingMembers(atlas.world, power).flatMap(({ account }) => {
    const known = atlas.account(account);
    if (known?.kind !== "outsider") return [];
    const isDeployer = known.is.includes(`deployer of ${power.on}`);
    return [
      {
        check: isDeployer ? ("deployer-power" as const) : ("outsider-power" as const),
        severity: isGrave(power) ? ("critical" as const) : ("high" as const),
        on: power.on,
        power: power.id,
        found: `${account}, ${isDeployer ? "who deployed it and" : "who"} is nobody's key, is ${power.name} of ${atlas.name(power.on)}`,
        fix: "have somebody revoke it, or the account renounce it; if it is somebody's, enter the key into the charter",
        evidence: { account, effects: power.effects },
      },
    ];
  });
}

/** Contracts that the charter does not name, and those of which nobody knows who moves them. */
function contracts(atlas: Atlas, power: Power): RoleFinding[] {
  const { world } = atlas;
  if (isIdle(power)) return [];
  return livingMembers(world, power).flatMap(({ account }): RoleFinding[] => {
    const known = atlas.account(account);
    if (known?.kind !== "contract" || account === power.on) return [];
    const about = { on: power.on, power: power.id, evidence: { account, is: known.is } } as const;
    const who = `${atlas.name(account)}${known.is.length === 0 ? "" : ` (${known.is.join(", ")})`}`;
    const isUnknown = world.unread.some(({ on, what }) => on === account && what === "who moves it");
    if (isUnknown)
      return [
        {
          ...about,
          check: "unknown-mover" as const,
          severity: isGrave(power) ? ("critical" as const) : ("high" as const),
          found: `${who} is ${atlas.powerName(power)}, and nothing says who has it act`,
          fix: "find out what it is, and who can call it; if nobody can say, take the power from it",
        },
      ];
    if (known.label !== null) return [];
    return [
      {
        ...about,
        check: "unnamed-contract" as const,
        severity: "medium" as const,
        found: `${who} is ${atlas.powerName(power)}, and the charter does not name it`,
        fix: "name it under `contracts` of the charter, so that whoever reviews that sees it",
      },
    ];
  });
}

function unusable(atlas: Atlas, power: Power): RoleFinding[] {
  if (isIdle(power)) return [];
  return livingMembers(atlas.world, power).flatMap(({ account }) => {
    const key = atlas.key(account);
    if (key === undefined || key.usable) return [];
    return [
      {
        check: "unusable-key" as const,
        severity: isGrave(power) ? ("high" as const) : ("medium" as const),
        on: power.on,
        power: power.id,
        found: `${atlas.name(account)}, a key out of use in the Conclave, is still ${atlas.powerName(power)}`,
        fix: "take it out here too, or put the person's new key in its place",
        evidence: { account, key: key.index, expires: key.expires },
      },
    ];
  });
}

/** A key that needs nobody; people whose own keys are enough where several are asked for. */
function alone(atlas: Atlas, power: Power): RoleFinding[] {
  const { need, on, id, delay, also } = power;
  if (need.kind !== "members" || isIdle(power) || !isGrave(power)) return [];
  const members = livingMembers(atlas.world, power).flatMap((member) => {
    const key = atlas.key(member.account);
    return key === undefined ? [] : [{ member, key }];
  });
  const about = { on, power: id } as const;
  if (need.atLeast === 1) {
    if (delay > 0 || also.length > 0) return [];
    return members
      .filter(({ member }) => member.delay === 0)
      .map(({ member }) => ({
        ...about,
        check: "lone-key" as const,
        severity: "high" as const,
        found: `${atlas.name(member.account)} alone is ${atlas.powerName(power)}, without delay`,
        fix: "put the Conclave, a timelock or a Safe in its place",
        evidence: { account: member.account, effects: power.effects },
      }));
  }
  return [...Map.groupBy(members, ({ key }) => key.holder)]
    .filter(([, own]) => own.length >= need.atLeast)
    .map(([holder, own]) => ({
      ...about,
      check: "one-person" as const,
      severity: also.length === 0 ? ("critical" as const) : ("high" as const),
      found: `${atlas.person(holder)} alone reaches ${need.atLeast} of ${need.of.length} ${power.name} of ${atlas.name(on)}, with ${own.length} keys`,
      fix: "replace all but one of these keys by other people's (`safe roster plan`)",
      evidence: { holder, keys: own.map(({ key }) => key.index), atLeast: need.atLeast },
    }));
}

function ended(atlas: Atlas, power: Power): RoleFinding[] {
  const { need, on, source } = power;
  if (need.kind !== "members" || !atlas.account(on)?.is.includes("RoleManager")) return [];
  const { timestamp } = atlas.world.block;
  return need.of
    .filter(({ ends }) => ends !== null && ends <= timestamp)
    .map(({ account, ends }) => ({
      check: "ended-grant" as const,
      severity: "low" as const,
      on,
      power: power.id,
      found: `${atlas.name(account)} no longer counts as ${atlas.powerName(power)}, and is still stored`,
      fix: "remove it by `removeEnded`, which anybody may call; or review and grant it again",
      evidence: { account, ends, source },
    }));
}
