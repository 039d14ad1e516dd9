import { type Address, type Hex, isAddressEqual } from "viem";
import { rosterOf, rulebookOf } from "../../chain/standing.ts";
import type { ChainState } from "../../chain/state.ts";
import { calldata, calldataHash, contractAddress } from "../../charter/resolve.ts";
import type { Charter } from "../../charter/schema.ts";
import { tierNumbers } from "../../charter/words.ts";
import type { Effect, Power, Source } from "../world.ts";
import { guardianIds, tierId } from "./conclave.ts";
import { anyOf, type Draft, enter, holds, powersOn } from "./draft.ts";
import { distinct, effectsOfFunction } from "./effects.ts";
import { giveAlong } from "./gives.ts";
import { quorumOf } from "./quorum.ts";
import { guardTierId, type SafeFound } from "./safe.ts";

/** Who makes the calls that rules allow: the Conclave, or a Safe that its guard watches. */
type Actor = {
  readonly account: Address;
  readonly source: Source;
  readonly raw: string;
  readonly via: (tier: number, alone: boolean) => Pick<Power, "need" | "delay" | "also" | "stopped">;
  /** Whom it cannot call by rules. */
  readonly barred: readonly Address[];
};

type Opened = {
  readonly target: Address;
  readonly tier: number;
  readonly selector: Hex | null;
  readonly raw: string;
  readonly name: string;
  readonly alone: boolean;
  readonly value: boolean;
};

/** What tiers other than tier 0 open, function by function and call by call, to the Conclave and to the Safes it guards. */
export function enterRules(
  draft: Draft,
  state: ChainState,
  charter: Charter,
  safes: readonly SafeFound[],
): void {
  const { verifyingContract: conclave } = state.domain;
  const roster = rosterOf(state);
  const actors: Actor[] = [
    {
      account: conclave,
      source: "conclave",
      raw: "",
      barred: [conclave],
      via: (tier, alone) => ({
        need: quorumOf(roster, tier, { alone }),
        delay: roster.tiers[tier]?.delay ?? 0,
        also: [],
        stopped: guardianIds(conclave),
      }),
    },
    ...safes.flatMap(({ state: { address, owners, threshold }, guarding }) =>
      guarding === null
        ? []
        : [
            {
              account: address,
              source: "safe" as const,
              raw: `${address}/`,
              barred: [address, guarding.guard, guarding.handler, conclave],
              via: (tier: number) => ({
                need: anyOf(owners, threshold),
                delay: 0,
                also: [guardTierId(address, tier)],
                // Owners do not wait: what waits, and is stopped, is the announcement, which the guard's tier stands for.
                stopped: [],
              }),
            },
          ],
    ),
  ];
  const all = openedBy(draft, state, charter);
  nameFunctions(draft, conclave, all);
  for (const opened of all)
    for (const actor of actors)
      if (!actor.barred.some((one) => isAddressEqual(one, opened.target))) open(draft, actor, opened);
}

/** A tier's own power is over the functions its rules list. */
function nameFunctions(draft: Draft, conclave: Address, all: readonly Opened[]): void {
  for (const tier of new Set(all.map((one) => one.tier))) {
    const power = draft.powers.get(tierId(conclave, tier));
    const functions = all.flatMap(({ tier: of, target, selector }) =>
      of === tier && selector !== null
        ? [{ target, selector, name: draft.names.functionName(target, selector) }]
        : [],
    );
    if (power !== undefined) draft.powers.set(power.id, { ...power, functions });
  }
}

function openedBy(draft: Draft, state: ChainState, charter: Charter): Opened[] {
  const book = rulebookOf(state);
  const { tiers } = rosterOf(state);
  const isPlain = (tier: number) => tier !== 0 && tiers[tier] !== undefined && !tiers[tier].recovery;
  const { words, functionName } = draft.names;
  const rules = (book?.rules ?? []).flatMap(({ target, selector, tiers: mask, maxValue }) =>
    tierNumbers(mask)
      .filter((tier) => isPlain(tier) && tiers[tier]?.delay !== 0)
      .map((tier) => ({
        target,
        tier,
        selector,
        raw: `${tier}/${selector}`,
        name: `${words.tier(tier)}: ${functionName(target, selector) ?? selector}`,
        alone: false,
        value: maxValue > 0n,
      })),
  );
  const selectors = new Map(
    charter.emergency.map((rule) => [
      `${contractAddress(charter, rule.target)}/${calldataHash(charter, rule)}`,
      calldata(charter, rule)?.slice(0, 10) as Hex | undefined,
    ]),
  );
  const exact = (book?.exactRules ?? []).flatMap(({ target, hash, tiers: mask, alone }) =>
    tierNumbers(mask)
      .filter((tier) => isPlain(tier) && tiers[tier]?.delay === 0)
      .map((tier) => ({
        target,
        tier,
        selector: selectors.get(`${target}/${hash}`) ?? null,
        raw: `${tier}/${hash}`,
        name: `${words.tier(tier)}: ${words.call(target, hash)}`,
        alone,
        value: false,
      })),
  );
  return [...rules, ...exact];
}

/** A call brings about no more than what the actor holds over the target lets it; where it holds nothing, it moves its own funds at most. */
function open(draft: Draft, actor: Actor, opened: Opened): void {
  const { target, tier, selector, name, alone, value } = opened;
  const held = powersOn(draft, target).filter((power) => holds(power, actor.account));
  const own = selector === null ? undefined : effectsOfFunction(selector);
  const on = held.length > 0 ? target : actor.account;
  const effects = held.length > 0 ? within(own, held) : atMostFunds(own, value);
  if (on !== target && effects.every((effect) => effect === "none")) return;
  const id = enter(draft, {
    on,
    source: actor.source,
    name: on === target ? name : `${name} on ${draft.names.label(target) ?? target}`,
    raw: on === target ? `${actor.raw}${opened.raw}` : `${actor.raw}${target}/${opened.raw}`,
    effects: distinct([...effects, ...(value ? (["funds"] as const) : [])]),
    functions:
      selector === null ? null : [{ target, selector, name: draft.names.functionName(target, selector) }],
    ...actor.via(tier, alone),
  });
  if (selector === null || held.length === 0 || !giveAlong(draft, id, actor.account, target, selector))
    return;
  const power = draft.powers.get(id);
  if (power !== undefined)
    draft.powers.set(id, { ...power, effects: own?.includes("admin") ? ["admin"] : ["none"] });
}

function within(own: readonly Effect[] | undefined, held: readonly Power[]): readonly Effect[] {
  const most = new Set(held.flatMap(({ effects }) => effects));
  if (own === undefined) return most.has("any") ? ["any"] : [...most];
  const isWide = most.has("any") || most.has("act");
  return own.filter((effect) => effect === "none" || isWide || most.has(effect));
}

function atMostFunds(own: readonly Effect[] | undefined, value: boolean): readonly Effect[] {
  const mayMove = own === undefined || own.includes("funds");
  return mayMove || value ? ["funds"] : ["none"];
}
