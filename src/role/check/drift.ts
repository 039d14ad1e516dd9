import { type Address, isAddressEqual } from "viem";
import type { Charter } from "../../charter/schema.ts";
import { joinWords } from "../../charter/words.ts";
import { type Atlas, atlasOf, isGrave, isIdle, livingMembers } from "../atlas.ts";
import { type Declared, declaredPowers, isAbout, isHeld, listable } from "../declared.ts";
import type { Power, World } from "../world.ts";
import type { CheckFinding, Severity } from "./finding.ts";

/**
 * Where a world is not what the charter declares: power that nobody declared, members that are missing or too many, and power that is not
 * there. Grants that ended do not count.
 * @param options.managed Whether the RoleManager's own roles are compared here; elsewhere, its settings are.
 */
export function drift(
  charter: Charter,
  world: World,
  options: { readonly managed: boolean },
): CheckFinding[] {
  const atlas = atlasOf(world);
  const manager = charter.chain.roles;
  const isManagers = (on: Address) => manager !== undefined && isAddressEqual(on, manager);
  const declared = declaredPowers(charter).filter(({ on }) => options.managed || !isManagers(on));
  const powers = listable(world).filter(({ on }) => options.managed || !isManagers(on));
  return [
    ...powers.flatMap((power) => judge(atlas, power, declared)),
    ...declared.flatMap((one) => (powers.some((power) => isAbout(one, power)) ? [] : absent(atlas, one))),
  ];
}

function judge(atlas: Atlas, power: Power, declared: readonly Declared[]): CheckFinding[] {
  const meant = declared.filter((one) => isAbout(one, power));
  const members = livingMembers(atlas.world, power).map(({ account }) => account);
  const listed = meant.flatMap((one) => one.members);
  const isIn = (list: readonly Address[]) => (one: Address) =>
    list.some((other) => isAddressEqual(one, other));
  const surplus = members.filter((one) => !isIn(listed)(one));
  const missing = listed.filter((one) => !isIn(members)(one));
  const name = atlas.powerName(power);
  const about = { on: power.on, power: power.id };
  const found: CheckFinding[] = [];
  if (meant.length === 0) {
    if (!isHeld(atlas.world, power)) return [];
    const who = power.need.kind === "everybody" ? "everybody" : joinWords(members.map(atlas.name));
    return [
      {
        ...about,
        check: "power-unexpected",
        severity: severityOf(atlas, power, members),
        found: `${name} is not in the charter; ${who} ${members.length > 1 ? "have" : "has"} it`,
        fix: `enter it in the catalogue (hardhat role declare prints it), or take it away: { on: ${atlas.name(power.on)}, role: ${power.name} }`,
        evidence: { members },
      },
    ];
  }
  if (surplus.length > 0) {
    found.push({
      ...about,
      check: "power-unexpected",
      severity: severityOf(atlas, power, surplus),
      found: `${joinWords(surplus.map(atlas.name))} ${surplus.length > 1 ? "have" : "has"} ${name}, which the charter does not say`,
      fix: "take it away, or name them in the charter",
      evidence: { members: surplus },
    });
  }
  if (missing.length > 0) {
    found.push({
      ...about,
      check: "power-missing",
      severity: "medium",
      found: `${joinWords(missing.map(atlas.name))} ${missing.length > 1 ? "do" : "does"} not have ${name}, which the charter says`,
      fix: "grant it, or take them out of the charter",
      evidence: { members: missing },
    });
  }
  return found;
}

/** A stranger's is the worst, and what changes nothing the least. */
function severityOf(atlas: Atlas, power: Power, members: readonly Address[]): Severity {
  if (isIdle(power)) return "low";
  if (!isGrave(power)) return "medium";
  const isStranger = (one: Address) => atlas.account(one)?.kind === "outsider";
  return power.need.kind === "everybody" || members.some(isStranger) ? "critical" : "high";
}

/** Declared, and not found: gone, or not readable. A power that nobody is to have may well not show. */
function absent(atlas: Atlas, { on, role, members, from }: Declared): CheckFinding[] {
  if (members.length === 0) return [];
  const unread = atlas.world.unread.filter((one) => isAddressEqual(one.on, on));
  const where = atlas.name(on);
  const about = { check: "power-missing", on, power: null, evidence: { role, members } } as const;
  if (unread.length > 0) {
    return [
      {
        ...about,
        severity: "unknown",
        found: `whether ${role} of ${where} is as the charter says cannot be told: ${joinWords(unread.map(({ what }) => what))} could not be read`,
        fix: "ask another node, or look at the contract yourself",
      },
    ];
  }
  return [
    {
      ...about,
      severity: "medium",
      found: `there is no power ${role} of ${where}, which the charter gives to ${joinWords(members.map(atlas.name))}`,
      fix:
        from === "catalogue"
          ? "correct the catalogue: hardhat role catalogue shows how powers are called"
          : "make the RoleManager what the charter says: hardhat charter plan",
    },
  ];
}
