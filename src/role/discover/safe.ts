import { type Address, isAddressEqual } from "viem";
import { rosterOf } from "../../chain/standing.ts";
import type { ChainState } from "../../chain/state.ts";
import { identity } from "../../charter/roster.ts";
import { BaseError } from "../../errors.ts";
import { conclaveGuardAbi } from "../../generated/abi.ts";
import { safeAbi } from "../../generated/safe-abi.ts";
import { describe } from "../../safe/account.ts";
import { type Guarding, readGuarding } from "../../safe/check/guarding.ts";
import { byCodeHash } from "../../safe/deployments.ts";
import { readSafe, type SafeState } from "../../safe/state.ts";
import { guardianIds } from "./conclave.ts";
import { anyOf, cannotRead, type Draft, EVERYBODY, enter, idOf, mention } from "./draft.ts";
import { quorumOf } from "./quorum.ts";
import { ask } from "./site.ts";

const SOURCE = "safe";

/** A Safe that was read, and its guard if that is the Conclave's of this world. */
export type SafeFound = { readonly state: SafeState; readonly guarding: Guarding | null };

/** A Safe: owners, modules, guards, fallback handler. Null if it is none. */
export async function readSafePowers(
  draft: Draft,
  address: Address,
  conclave: ChainState | null,
): Promise<SafeFound | null> {
  const { connection, block } = draft.site;
  const state = await safeIfAny(draft, address);
  if (state === null) return null;
  mention(draft, address, `Safe ${state.version}`);
  if (state.release === null)
    cannotRead(
      draft,
      address,
      "code",
      `it runs code that Safe did not release (${state.singleton}), whatever it answers`,
    );
  const guarding = await readGuarding(connection, state);
  const ours =
    conclave !== null &&
    guarding !== null &&
    isAddressEqual(guarding.conclave, conclave.domain.verifyingContract);
  enterOwners(draft, state, ours);
  enterModules(draft, state, guarding);
  if (guarding !== null && ours) await enterGuardTiers(draft, state, guarding, conclave);
  enterGuards(draft, state, guarding, ours);
  await enterHandler(draft, state, guarding, block);
  return { state, guarding: ours ? guarding : null };
}

/** The id of a guard's tier: what the Conclave's people have to say to a Safe's transaction. */
export function guardTierId(safe: Address, tier: number): string {
  return idOf(safe, SOURCE, `guard/${tier}`);
}

async function safeIfAny(draft: Draft, address: Address): Promise<SafeState | null> {
  try {
    return await readSafe(draft.site.connection, address, draft.site.block);
  } catch (error) {
    if (!(error instanceof BaseError)) throw error;
    if (error.code !== "Safe.VersionUnsupported" && error.code !== "Safe.NotASafe") throw error;
    // Also of other wallets with several owners, and of Safes that list more modules than are read.
    const owners = await ask(draft.site, address, safeAbi, "getOwners");
    if (Array.isArray(owners)) cannotRead(draft, address, "owners", error.message);
    return null;
  }
}

function enterOwners(draft: Draft, { address, owners, threshold }: SafeState, guarded: boolean): void {
  enter(draft, {
    on: address,
    source: SOURCE,
    name: "owners",
    raw: "owners",
    effects: ["act", "funds"],
    need: anyOf(owners, threshold),
    also: guarded ? [guardTierId(address, 0)] : [],
  });
}

/** A module acts without any owner; under a ConclaveGuard only if that trusts it or made it. */
function enterModules(
  draft: Draft,
  { address, modules, moduleGuard }: SafeState,
  guarding: Guarding | null,
): void {
  for (const module of modules) {
    const tier = guarding?.modules.get(module);
    const isGuarded =
      guarding !== null && moduleGuard !== null && isAddressEqual(moduleGuard, guarding.guard);
    const mayAct =
      !isGuarded ||
      tier !== undefined ||
      isAddressEqual(module, guarding.conclave) ||
      guarding.trusted.some((one) => isAddressEqual(one, module));
    enter(draft, {
      on: address,
      source: SOURCE,
      name: `module ${draft.names.label(module) ?? module}`,
      raw: `module/${module}`,
      effects: mayAct ? ["act", "funds"] : ["none"],
      need: anyOf([module]),
    });
  }
}

/** Each tier's people, of whom those approve whose key owns the Safe; and the owners' way out, which asks nobody else. */
async function enterGuardTiers(
  draft: Draft,
  { address, owners, threshold }: SafeState,
  { guard, exits }: Guarding,
  conclave: ChainState,
): Promise<void> {
  const roster = rosterOf(conclave);
  const on = conclave.domain.verifyingContract;
  for (const [tier, { recovery, delay }] of roster.tiers.entries()) {
    if (recovery) continue;
    const need = quorumOf(roster, tier, {
      among: (key) => key.kind !== "ERC7913" && owners.some((one) => isAddressEqual(one, identity(key))),
    });
    enter(draft, {
      on: address,
      source: SOURCE,
      name: `guard, ${draft.names.words.tier(tier)}`,
      raw: `guard/${tier}`,
      effects: ["none"],
      need,
      delay,
      // Nobody but the Conclave and whoever announced takes an announcement back: guardians have no cancel here.
      stopped: guardianIds(on).filter((id) => id !== idOf(on, "conclave", "cancel")),
    });
  }
  const exitDelay = await ask(draft.site, guard, conclaveGuardAbi, "exitDelay");
  if (exitDelay === undefined)
    return cannotRead(draft, address, "exit", "its guard does not say after which delay");
  const { time } = draft.site;
  const open = exits
    .filter(({ lapsesAt }) => time < lapsesAt)
    .map(({ maturesAt }) => Math.max(0, maturesAt - time));
  enter(draft, {
    on: address,
    source: SOURCE,
    name: "exit from the guard",
    raw: "exit",
    effects: ["act", "funds"],
    need: anyOf(owners, threshold),
    delay: Math.min(Number(exitDelay), ...open),
  });
}

function enterGuards(draft: Draft, state: SafeState, guarding: Guarding | null, ours: boolean): void {
  const { address, guard, moduleGuard } = state;
  for (const [what, one] of [
    ["guard", guard],
    ["module guard", moduleGuard],
  ] as const) {
    if (one === null) continue;
    if (guarding !== null && isAddressEqual(one, guarding.guard)) {
      mention(draft, one, "ConclaveGuard");
      if (!ours)
        cannotRead(
          draft,
          address,
          what,
          `its ConclaveGuard is another Conclave's (${guarding.conclave}), whose people are not read`,
        );
      continue;
    }
    enter(draft, {
      on: address,
      source: SOURCE,
      name: what,
      raw: what,
      effects: ["veto"],
      need: anyOf([one]),
    });
    cannotRead(draft, address, what, `what ${one} refuses does not show: taken to refuse nothing`);
  }
}

/** Whatever anybody sends to the Safe goes to its handler in the Safe's name: one that is not known may be anything's owner's door. */
async function enterHandler(
  draft: Draft,
  { address, fallbackHandler }: SafeState,
  guarding: Guarding | null,
  block: bigint,
): Promise<void> {
  if (fallbackHandler === null) return;
  const handler = { on: address, source: SOURCE, name: "fallback handler", raw: "handler" } as const;
  if (isAddressEqual(fallbackHandler, address)) {
    enter(draft, { ...handler, effects: ["act", "funds"], need: EVERYBODY });
    return;
  }
  if (guarding !== null && isAddressEqual(guarding.handler, fallbackHandler)) {
    mention(draft, fallbackHandler, "ConclaveFallback");
    return;
  }
  const account = await describe(draft.site.connection, fallbackHandler, block);
  const release = account.kind === "contract" ? byCodeHash(account.codeHash) : undefined;
  if (release?.contract === "CompatibilityFallbackHandler") {
    mention(draft, fallbackHandler, `${release.contract} ${release.version}`);
    return;
  }
  enter(draft, { ...handler, effects: ["any"], need: anyOf([fallbackHandler]) });
  cannotRead(
    draft,
    address,
    "fallback handler",
    `${fallbackHandler} is none that Safe released: anybody calls it in the Safe's name`,
  );
}
