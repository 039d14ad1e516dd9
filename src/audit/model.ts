import type { Hex } from "viem";
import * as Check from "../charter/check.ts";
import * as RosterCodec from "../charter/roster.ts";
import { domainSeparator } from "../proposal/typed-data.ts";
import * as Word from "../proposal/word.ts";
import { REGISTER } from "./link.ts";
import type { Act, ActOf } from "./model/act.ts";
import { adoptRoster, requireNone } from "./model/amendments.ts";
import { cancel, cancelProtected, liftOwn, suspend, voidAll } from "./model/guardians.ts";
import { activate, approve, attest, compromiseOwn, retire } from "./model/keys.ts";
import { clear, execute, schedule, stop } from "./model/lanes.ts";
import { type Refusal, refusalOf } from "./model/refusal.ts";
import type { Emitted, Setting, State, Work } from "./model/state.ts";
import type { World } from "./model/world.ts";

export type { Act, ActOf, Consent, Supplied } from "./model/act.ts";
export type { Refusal, RefusalName } from "./model/refusal.ts";
export type * from "./model/state.ts";
export type { World } from "./model/world.ts";

/** What an act leads to: a new state and the links it makes, or what the contract would revert with. */
export type Outcome =
  | { readonly refusal: null; readonly state: State; readonly links: readonly Emitted[] }
  | { readonly refusal: Refusal };

const NOTHING_USABLE = (1n << 64n) - 1n;

/** The state a constructor leaves behind at `time` (UNIX seconds), or why it would refuse the roster. */
export function genesis(setting: Setting, document: Hex, time: number): Outcome {
  const config = {
    unusable: NOTHING_USABLE,
    epoch: 0,
    lastVoid: 0,
    roster: 0,
    rulebook: 0,
    documents: 0,
    attempts: 0,
    opened: false,
    closed: false,
  };
  return attempt(() => {
    const conclave = setting.domain.verifyingContract;
    const { signingWindow, suspension } = setting;
    requireNone(Check.genesis(document, { now: time, signingWindow, suspension, conclave }));
    return begin(
      {
        setting,
        config,
        roster: { document, value: RosterCodec.decode(document) },
        rulebook: null,
        register: Word.genesisWord(domainSeparator(setting.domain), REGISTER),
        lanes: new Map(),
        laneCounts: new Map(),
        keys: new Map(),
        holders: new Map(),
        tombstones: new Set(),
        preApprovals: new Set(),
        waivers: new Set(),
        attestations: new Set(),
        witnesses: new Map(),
        messages: new Map(),
        operations: new Map(),
      },
      time,
      undefined,
      (work) => adoptRoster(work, "RosterAmended", document),
    );
  });
}

/**
 * One call of a Conclave. Pure: the state handed in stays as it is. Signatures are taken to be valid unless said to be forged. Without a
 * `world`, calls to other contracts and post-conditions are taken to succeed.
 */
export function apply(state: State, act: Act, world?: World): Outcome {
  return attempt(() => begin(state, act.time, world, (work) => dispatch(work, act)));
}

/** Every act by its name. */
const ACTS: { readonly [N in Act["act"]]: (work: Work, act: ActOf<N>) => void } = {
  schedule,
  execute,
  approve,
  cancel,
  cancelProtected,
  clear,
  stop,
  activate,
  compromiseOwn,
  suspend,
  liftOwn,
  voidAll,
  attest,
  retire,
};

function dispatch(work: Work, act: Act): void {
  // The name picks the function that takes this act; the compiler cannot tie the two.
  (ACTS[act.act] as (work: Work, act: Act) => void)(work, act);
}

function begin(state: State, now: number, world: World | undefined, change: (work: Work) => void): Outcome {
  const work: Work = { ...state, now, world, links: [] };
  change(work);
  const { now: _, world: __, links, ...next } = work;
  return { refusal: null, state: next, links };
}

function attempt(work: () => Outcome): Outcome {
  try {
    return work();
  } catch (error) {
    return { refusal: refusalOf(error) };
  }
}
