import {
  type Address,
  getAbiItem,
  getAddress,
  type Hex,
  isAddressEqual,
  size,
  sliceHex,
  toFunctionSelector,
  zeroAddress,
} from "viem";
import type { Roster, Rulebook, Tier } from "../../charter/model.ts";
import { safeAbi } from "../../generated/safe-abi.ts";
import * as Rules from "../../proposal/rules.ts";
import { CALL, DELEGATECALL, type SafeTransaction } from "../transaction.ts";
import { type Call, type Fault, unpack } from "./unpack.ts";

/** What a decision about a Safe's transaction looks at, as of one block. */
export type Ground = {
  readonly safe: Address;
  readonly guard: Address;
  readonly handler: Address;
  readonly conclave: Address;
  /** The Safe's; null: none. */
  readonly moduleGuard: Address | null;
  /** The guard's ConclaveModules. */
  readonly modules: readonly Address[];
  readonly roster: Roster;
  readonly rulebook: Rulebook | null;
  /** Hash of the code at each target (with its checksum); null: no code. */
  readonly code: ReadonlyMap<Address, Hex | null>;
  /** What the guard lets Safes delegatecall, by code hash: unpacked as a batch, or as it is. */
  readonly delegates: ReadonlyMap<Hex, "batch" | "plain">;
};

/** Why the guard would not let a tier do this, under the contract's error names. `call` counts the calls of a batch. */
export type Refusal =
  | Fault
  | Exclude<Rules.Refusal, { name: "SelfCallRefused" }>
  | { readonly name: "RecoveryTierRefused"; readonly tier: number }
  | { readonly name: "OperationInvalid"; readonly operation: number }
  /** `codeHash` is null where there is no code: the contract then gives zero, or the hash of nothing if the account exists. */
  | { readonly name: "DelegatecallRefused"; readonly target: Address; readonly codeHash: Hex | null }
  | {
      readonly name: "TierZeroOnly";
      readonly call: number;
      readonly target: Address;
      readonly tier: number;
    }
  | { readonly name: "TargetHasNoCode"; readonly call: number; readonly target: Address }
  | { readonly name: "ModuleEnablingRefused"; readonly module: Address }
  | { readonly name: "HandlerNotSet"; readonly safe: Address; readonly handler: Address };

/** `alone`: the proposer needs no approver besides. The Safe's threshold holds all the same. */
export type Judgement = { readonly refusal: Refusal | null; readonly alone: boolean };

const ENABLE_MODULE = toFunctionSelector(getAbiItem({ abi: safeAbi, name: "enableModule" }));
const SET_FALLBACK_HANDLER = toFunctionSelector(getAbiItem({ abi: safeAbi, name: "setFallbackHandler" }));

/** Whether the guard lets `tier` have the Safe do this: the twin of `GuardRules` in the contracts. */
export function judge(ground: Ground, transaction: SafeTransaction, tier: number): Judgement {
  const terms = ground.roster.tiers[tier];
  if (terms === undefined) return refuse({ name: "UnknownTier", tier });
  if (terms.recovery) return refuse({ name: "RecoveryTierRefused", tier });
  if (tier !== 0 && ground.rulebook === null) return refuse({ name: "RulebookMissing" });
  const { operation, to, data } = transaction;
  if (operation === CALL) return judgeCall(ground, transaction, tier, 0);
  if (operation !== DELEGATECALL) return refuse({ name: "OperationInvalid", operation });
  const codeHash = ground.code.get(getAddress(to)) ?? null;
  const kind = codeHash === null ? undefined : ground.delegates.get(codeHash);
  if (kind === undefined) return refuse({ name: "DelegatecallRefused", target: to, codeHash });
  if (kind === "plain") return tier === 0 ? allowed(false) : refuse(tierZeroOnly(0, to, tier));
  const { calls, fault } = unpack(data);
  let alone = true;
  for (const [index, call] of calls.entries()) {
    // To MultiSend 1.5.0 zero means the Safe itself.
    const target = isAddressEqual(call.to, zeroAddress) ? ground.safe : call.to;
    const judged = judgeCall(ground, { ...call, to: target }, tier, index);
    if (judged.refusal !== null) return judged;
    alone &&= judged.alone;
  }
  return fault === null ? allowed(alone) : refuse(fault);
}

/** What one tier says to a transaction. */
export type Option = Judgement & { readonly tier: number; readonly terms: Tier };

/**
 * Every tier that serves Safes, the cheapest first: those that allow the transaction before those that do not, then the shorter
 * delay, then fewer approvals, then without tester. Tier 0 comes last among equals.
 */
export function options(ground: Ground, transaction: SafeTransaction): readonly Option[] {
  const weight = ({ refusal, terms, tier, alone }: Option) => [
    refusal === null ? 0 : 1,
    terms.delay,
    alone ? 0 : terms.approvals,
    terms.testerNeeded ? 1 : 0,
    tier === 0 ? 1 : 0,
    tier,
  ];
  return ground.roster.tiers
    .flatMap((terms, tier) =>
      terms.recovery ? [] : [{ tier, terms, ...judge(ground, transaction, tier) } satisfies Option],
    )
    .sort((a, b) => {
      const others = weight(b);
      const found = weight(a).map((own, index) => own - (others[index] ?? 0));
      return found.find((difference) => difference !== 0) ?? 0;
    });
}

/** Every contract whose code a decision depends on: the transaction's target, and those of a batch. */
export function targets({ to, operation, data }: SafeTransaction): readonly Address[] {
  const inner = operation === DELEGATECALL ? unpack(data).calls.map((call) => getAddress(call.to)) : [];
  return [...new Set([getAddress(to), ...inner])];
}

/** The refusal in people's words. */
export function describe(refusal: Refusal): string {
  switch (refusal.name) {
    case "RecoveryTierRefused":
      return `tier ${refusal.tier} is for recovery of the roster, and does nothing for Safes`;
    case "OperationInvalid":
      return `there is no operation ${refusal.operation}: 0 is a call, 1 a delegatecall`;
    case "DelegatecallRefused":
      return `the guard lets nothing be delegatecalled but Safe's batch contracts; ${refusal.target} is none`;
    case "BatchMalformed":
      return `the batch is not packed as MultiSend wants it (byte ${refusal.offset})`;
    case "NestedOperationRefused":
      return `call ${refusal.call} of the batch is a delegatecall, which batches under the guard cannot make`;
    case "TierZeroOnly":
      return `call ${refusal.call} goes to ${refusal.target}, which decides over the Safe: that is for tier 0`;
    case "TargetHasNoCode":
      return `call ${refusal.call} goes to ${refusal.target}, where there is no contract`;
    case "ModuleEnablingRefused":
      return `module ${refusal.module} would get round the guard: this Safe's modules are not guarded`;
    case "HandlerNotSet":
      return "the guard cannot be the Safe's fallback handler: it would take anybody's call for the Safe's";
    default:
      return Rules.describe(refusal);
  }
}

function judgeCall(ground: Ground, call: Call, tier: number, index: number): Judgement {
  const { safe, guard, handler, conclave, roster, rulebook, code } = ground;
  const isOne = (one: Address) => isAddressEqual(one, call.to);
  if (tier === 0) {
    const refusal = isOne(safe) ? selfCallRefusal(ground, call.data) : null;
    return refusal === null ? allowed(false) : refuse(refusal);
  }
  if ([safe, guard, handler, conclave].some(isOne)) return refuse(tierZeroOnly(index, call.to, tier));
  const asked = [{ target: call.to, value: call.value, data: call.data, minGas: 0 }];
  const { refusal, alone } = Rules.judge(conclave, asked, tier, roster, rulebook);
  if (refusal?.name === "CallNotAllowed" || refusal?.name === "ValueAboveRule")
    return refuse({ ...refusal, call: index });
  if (code.get(getAddress(call.to)) === null)
    return refuse({ name: "TargetHasNoCode", call: index, target: call.to });
  return allowed(alone);
}

/** What even tier 0 may not have the Safe tell itself. As a fallback handler the guard would take anybody's call for the Safe's. */
function selfCallRefusal(ground: Ground, data: Hex): Refusal | null {
  if (size(data) < 36) return null;
  const [selector, argument] = [sliceHex(data, 0, 4), getAddress(sliceHex(data, 16, 36))];
  if (selector === SET_FALLBACK_HANDLER && isAddressEqual(argument, ground.guard))
    return { name: "HandlerNotSet", safe: ground.safe, handler: ground.handler };
  if (selector !== ENABLE_MODULE || mayEnable(ground, argument)) return null;
  return { name: "ModuleEnablingRefused", module: argument };
}

/** Where this guard is not the module guard, only the Conclave's modules may be enabled. */
function mayEnable({ conclave, modules, moduleGuard, guard }: Ground, module: Address): boolean {
  const isOurs = [conclave, ...modules].some((one) => isAddressEqual(one, module));
  return isOurs || (moduleGuard !== null && isAddressEqual(moduleGuard, guard));
}

function tierZeroOnly(call: number, target: Address, tier: number): Refusal {
  return { name: "TierZeroOnly", call, target, tier };
}

function refuse(refusal: Refusal): Judgement {
  return { refusal, alone: false };
}

function allowed(alone: boolean): Judgement {
  return { refusal: null, alone };
}
