import { type Address, type Hex, isAddressEqual, keccak256, size } from "viem";
import { inMask, type Roster, type Rulebook } from "../charter/model.ts";
import type { Call } from "./calls.ts";
import * as SelfCall from "./self-call.ts";

/** Why a tier may not make these calls, under the contract's error names. */
export type Refusal =
  | { readonly name: "UnknownTier"; readonly tier: number }
  | { readonly name: "RulebookMissing" }
  | { readonly name: "SelfCallRefused"; readonly call: number }
  | {
      readonly name: "CallNotAllowed";
      readonly call: number;
      readonly target: Address;
      readonly selector: Hex;
      readonly tier: number;
    }
  | {
      readonly name: "ValueAboveRule";
      readonly call: number;
      readonly value: bigint;
      readonly limit: bigint;
    };

/** `renewal`: extends expiries and nothing else, so expired keys may sign. `alone`: one person may do it. */
export type Judgement = {
  readonly refusal: Refusal | null;
  readonly renewal: boolean;
  readonly alone: boolean;
};

/** Whether `tier` may make the calls: the twin of `RuleCheck._judge` in the contract. `rulebook` is null before the first one. */
export function judge(
  conclave: Address,
  calls: readonly Call[],
  tier: number,
  roster: Roster,
  rulebook: Rulebook | null,
): Judgement {
  const refuse = (refusal: Refusal): Judgement => ({ refusal, renewal: false, alone: false });
  const terms = roster.tiers[tier];
  if (terms === undefined) return refuse({ name: "UnknownTier", tier });
  if (tier === 0) return { refusal: null, renewal: isOnly(conclave, calls, "renew"), alone: false };
  if (terms.recovery) {
    if (!isOnly(conclave, calls, "amendRoster")) return refuse({ name: "SelfCallRefused", call: 0 });
    return { refusal: null, renewal: false, alone: false };
  }
  if (rulebook === null) return refuse({ name: "RulebookMissing" });
  let alone = terms.delay === 0;
  for (const [index, call] of calls.entries()) {
    if (isAddressEqual(call.target, conclave)) return refuse({ name: "SelfCallRefused", call: index });
    const rule = terms.delay === 0 ? exactRule(rulebook, call) : plainRule(rulebook, call);
    if (rule === null || !inMask(rule.tiers, tier)) {
      const selector = `0x${call.data.slice(2, 10).padEnd(8, "0")}` as const;
      return refuse({ name: "CallNotAllowed", call: index, target: call.target, selector, tier });
    }
    if (call.value > rule.limit) {
      return refuse({ name: "ValueAboveRule", call: index, value: call.value, limit: rule.limit });
    }
    alone &&= rule.alone;
  }
  return { refusal: null, renewal: false, alone };
}

/** The refusal in people's words. */
export function describe(refusal: Refusal): string {
  switch (refusal.name) {
    case "UnknownTier":
      return `there is no tier ${refusal.tier}`;
    case "RulebookMissing":
      return "there is no rulebook yet: until tier 0 sets one, only tier 0 can act";
    case "SelfCallRefused":
      return `call ${refusal.call} would change the Conclave itself, which is for tier 0 (in recovery, amendRoster alone)`;
    case "CallNotAllowed":
      return `no rule lets tier ${refusal.tier} make call ${refusal.call} (${refusal.selector} of ${refusal.target})`;
    case "ValueAboveRule":
      return `call ${refusal.call} sends ${refusal.value} wei; its rule allows ${refusal.limit}`;
  }
}

type Found = { readonly tiers: number; readonly limit: bigint; readonly alone: boolean } | null;

function exactRule(book: Rulebook, call: Call): Found {
  if (size(call.data) < 4) return null;
  const hash = keccak256(call.data);
  const rule = book.exactRules.find((item) => item.hash === hash && isAddressEqual(item.target, call.target));
  return rule ? { tiers: rule.tiers, limit: 0n, alone: rule.alone } : null;
}

function plainRule(book: Rulebook, call: Call): Found {
  if (size(call.data) < 4) return null;
  const selector = call.data.slice(0, 10);
  const rule = book.rules.find(
    (item) => item.selector === selector && isAddressEqual(item.target, call.target),
  );
  return rule ? { tiers: rule.tiers, limit: rule.maxValue, alone: false } : null;
}

function isOnly(conclave: Address, calls: readonly Call[], name: SelfCall.SelfCallName): boolean {
  const [call] = calls;
  return (
    call !== undefined &&
    calls.length === 1 &&
    isAddressEqual(call.target, conclave) &&
    call.value === 0n &&
    size(call.data) === 36 &&
    call.data.startsWith(SelfCall.selector(name))
  );
}
