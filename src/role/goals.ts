import { type Address, getAddress } from "viem";
import type { GOALS } from "../charter/role-schema.ts";
import { BaseError } from "../errors.ts";
import type { Control } from "./control.ts";
import type { Effect, Power, World } from "./world.ts";

export type Goal = (typeof GOALS)[number];
/** Goals that are reached by exercising a power; to block is to keep one from being exercised. */
export type Reachable = Exclude<Goal, "block">;

/**
 * What reaches a goal. In doubt for the attacker: whoever writes a contract's code can do all it could do; what is not known (`any`) may be
 * everything; whoever acts in a contract's name moves what it has. `admin` reaches nothing by itself: what it gives does.
 */
const EFFECTS: Readonly<Record<Reachable, readonly Effect[]>> = {
  funds: ["funds", "act", "upgrade", "any"],
  upgrade: ["upgrade", "any"],
  charter: ["charter"],
  pause: ["pause", "upgrade", "any"],
  veto: ["veto", "upgrade", "any"],
};

/** The charter lies in the Conclave: whoever does what he likes there changes it. */
const CHARTER_THERE: readonly Effect[] = ["act", "upgrade", "any"];

/** The powers that reach a goal, over one contract or all of them. A key's own account is no goal. */
export function powersFor({ world }: Control, goal: Reachable, on?: Address): readonly Power[] {
  const own = new Set(
    world.accounts.filter(({ kind }) => kind === "key").map(({ address }) => getAddress(address)),
  );
  const conclave = world.conclave === null ? null : getAddress(world.conclave);
  return world.powers.filter((power) => {
    const place = getAddress(power.on);
    if (on === undefined ? own.has(place) : place !== on) return false;
    const there = goal === "charter" && place === conclave ? CHARTER_THERE : [];
    return power.effects.some((effect) => EFFECTS[goal].includes(effect) || there.includes(effect));
  });
}

/** The powers that a goal is about: those that reach it; to block is to keep the tier 0 from acting, or all that acts in a contract's name. */
export function goalPowers(control: Control, goal: Goal, on?: Address): readonly Power[] {
  if (goal !== "block") return powersFor(control, goal, on);
  if (on !== undefined) return blockable(control, on).filter(({ effects }) => effects.includes("act"));
  const zero = tierZero(control.world);
  return zero === undefined ? [] : [zero];
}

/** What can be blocked: tiers, Safes, timelocks, and whatever else acts in a contract's name; tier 0 first. */
export function blockable({ world }: Control, on?: Address): readonly Power[] {
  const seen = new Set<string>();
  const acting = world.powers.filter((power) => {
    if (on !== undefined && getAddress(power.on) !== on) return false;
    if (power.effects.includes("act")) return true;
    // A tier opens many functions, each a power of its own with the same quorum: one of them stands for the tier.
    return power.need.kind === "quorum" && power.effects.some((effect) => effect !== "none");
  });
  const tiers = acting.filter(({ effects }) => effects.includes("act"));
  const rest = acting.filter(({ effects }) => !effects.includes("act"));
  return [...tiers.toSorted((a, b) => rank(world, a) - rank(world, b)), ...rest].filter((power) => {
    const { need, also } = power;
    const key = JSON.stringify(need.kind === "quorum" ? [need, also] : [power.on, need, also]);
    return seen.has(key) ? false : seen.add(key) !== undefined;
  });
}

/** The strictest tier, which may do anything; undefined where the world has no Conclave. */
function tierZero(world: World): Power | undefined {
  return world.powers.find((power) => rank(world, power) === 0);
}

function rank({ conclave }: World, { on, need, effects }: Power): number {
  const isOurs = conclave !== null && getAddress(on) === getAddress(conclave);
  return isOurs && need.kind === "quorum" && need.tier === 0 && effects.includes("act") ? 0 : 1;
}

/** The contract that is meant, by label or address. @throws `Role.NoSuchContract` */
export function contractNamed({ accounts, powers }: World, text: string): Address {
  const wanted = text.toLowerCase();
  const found = accounts.find(
    ({ address, label }) => address.toLowerCase() === wanted || label?.toLowerCase() === wanted,
  );
  if (found !== undefined) return getAddress(found.address);
  const place = powers.find(({ on }) => on.toLowerCase() === wanted);
  if (place !== undefined) return getAddress(place.on);
  const labels = accounts.flatMap(({ kind, label }) =>
    kind === "contract" && label !== null ? [label] : [],
  );
  throw new BaseError({
    code: "Role.NoSuchContract",
    message: `there is no contract "${text}" in this world`,
    fix: labels.length === 0 ? "name it by its address" : `choose one of: ${labels.toSorted().join(", ")}`,
    details: { text, known: labels.toSorted() },
  });
}
