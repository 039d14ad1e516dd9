import type { Hex } from "viem";
import type { Call } from "../../proposal/calls.ts";
import { type Condition, holds } from "../../proposal/conditions.ts";
import { type Refusal, refuse } from "./refusal.ts";
import type { State, Work } from "./state.ts";

/**
 * What happens outside of a Conclave while it executes. An audit is without one and takes all to have gone well: what did not undid its
 * whole transaction and left no link.
 */
export type World = {
  /** What the Conclave refuses a call with, because of its target or its gas; null if it goes through. */
  call(call: Call, index: number): Refusal | null;
  /** First word that a post-condition reads in the `state` after the calls; null if it can read none. */
  read(condition: Condition, state: State): Hex | null;
};

/** @throws refusals `TargetHasNoCode`, `InsufficientGas`, `CallFailed`, as the world says */
export function requireCall({ world }: Work, call: Call, index: number): void {
  const refusal = world?.call(call, index) ?? null;
  if (refusal !== null) refuse(refusal.name, ...refusal.args);
}

/** All post-conditions hold. @throws refusals `ConditionUnreadable`, `ConditionFailed` */
export function requireConditions(work: Work, conditions: readonly Condition[]): void {
  if (work.world === undefined) return;
  for (const [index, condition] of conditions.entries()) {
    const actual = work.world.read(condition, work) ?? refuse("ConditionUnreadable", index);
    if (!holds(condition, actual)) refuse("ConditionFailed", index, actual, condition.expected);
  }
}
