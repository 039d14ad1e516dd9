import type { Control } from "./control.ts";
import { demandedBy } from "./hall.ts";
import { fillers, slotsOf } from "./slots.ts";
import { GUARDIAN_ACTS, type Power } from "./world.ts";

/** Of the powers that stop one, those that are guardians' acts. */
export function guardianStops({ powers }: Control, { stopped }: Power): readonly string[] {
  return stopped.filter((id) => {
    const power = powers.get(id);
    return power?.source === "conclave" && GUARDIAN_ACTS.includes(power.raw);
  });
}

/**
 * How many guardians it takes to stop all that a quorum in hand has scheduled. Each acts once, for suspending, cancelling and voiding share a
 * cooldown longer than any delay; whoever has the quorum schedules first, as often as he likes: by each proposer and each tester, with each
 * choice of approvers, demanding as many approvals as he has. Cancelling ends one operation only. So they suspend until too few approvers are
 * left anywhere for the override count, and nothing is protected; then either one more voids the rest, or those suspended are such that the
 * rest cannot meet the tier either. What is protected outlives its proposer and its tester; but a Safe's announcement falls with these.
 * And each guardian in hand suspends another one first.
 */
export function guardiansNeeded(control: Control, power: Power, inHand: ReadonlySet<number>): number {
  const { need, source } = power;
  const first = guardiansIn(control, power, inHand);
  if (need.kind !== "quorum" || need.override === null) return first + 1;
  const most = Math.max(need.override, need.approvals);
  const slots = slotsOf(need, control.signers, most);
  const masks = [...fillers(slots, inHand).values()];
  const forOverride = slots.map(({ demand }) => demand);
  const forTier = forOverride.with(-1, (forOverride.at(-1) ?? 0) - (most - need.approvals));
  const sponsors = need.testers === null ? 0b01 : 0b11;
  const toUnprotect = waysToFallShort(masks, forOverride, source === "safe" ? 0 : sponsors);
  const toEnd = waysToFallShort(masks, forTier, 0);
  const needed = toUnprotect.flatMap((one) => [
    one.suspended + 1,
    ...toEnd.map((other) => {
      const both = one.of.filter((person) => other.of.includes(person)).length;
      return one.suspended + other.suspended - Math.min(one.suspended, other.suspended, both);
    }),
  ]);
  return first + Math.min(...needed);
}

function guardiansIn({ powers, signers }: Control, power: Power, inHand: ReadonlySet<number>): number {
  const guardians = power.stopped.flatMap((id) => {
    const need = powers.get(id)?.need;
    return need?.kind === "quorum" ? need.proposers.flatMap((key) => signers.get(key) ?? []) : [];
  });
  return new Set(guardians.filter(({ leaf }) => inHand.has(leaf)).map(({ holder }) => holder)).size;
}

/**
 * By Hall's theorem places cannot all be filled once a choice of their kinds has fewer people than places. For each choice: of whom how many
 * must be suspended. Whoever can fill one of the `lasting` kinds in it is not missed by it, suspended or not.
 */
function waysToFallShort(masks: readonly number[], demands: readonly number[], lasting: number) {
  return [...demandedBy(demands)].flatMap((demanded, kinds) => {
    if (kinds === 0) return [];
    const able = [...masks.keys()].filter((person) => ((masks[person] ?? 0) & kinds) !== 0);
    const of = able.filter((person) => ((masks[person] ?? 0) & kinds & lasting) === 0);
    const suspended = Math.max(0, able.length - demanded + 1);
    return suspended <= of.length ? [{ suspended, of }] : [];
  });
}
