import { type Address, isAddressEqual } from "viem";
import { verifierFor } from "../../approval/verify.ts";
import type { Connection } from "../../chain/client.ts";
import { keyState, rosterOf } from "../../chain/standing.ts";
import type { ChainState } from "../../chain/state.ts";
import type { Roster } from "../../charter/model.ts";
import type { ParsedCharter } from "../../charter/parse.ts";
import { identity } from "../../charter/roster.ts";
import { changeOf, groundOf, type Judged, judged } from "../../execution/amendment.ts";
import type { Call } from "../../proposal/calls.ts";
import type { Change } from "../../proposal/source.ts";
import { refuse } from "../../yaml/source.ts";
import type { ActivationFile } from "../activation.ts";
import type { RoleCall } from "../role-call.ts";
import { batches } from "./batches.ts";
import { plannedTier } from "./draft.ts";
import { brought, type Entering, entering } from "./entering.ts";
import type { PlannedKey, Step } from "./file.ts";

/** A proposal that is wanted, before it is known in which tier, lane and file. */
export type Wanted = {
  readonly kind: "wanted";
  readonly id: string;
  readonly title: string;
  readonly words: readonly string[];
  readonly waits: readonly string[];
  readonly change: Change;
  readonly loosens: boolean;
  readonly brings: readonly PlannedKey[];
};

export type WantedStep = Wanted | Exclude<Step, { kind: "proposal" }>;

export type Ground = {
  readonly connection: Connection;
  readonly state: ChainState;
  readonly parsed: ParsedCharter;
  readonly activations: readonly ActivationFile[];
  readonly roleCalls: readonly RoleCall[];
  /** Lanes that files elsewhere are meant for. */
  readonly reserved?: ReadonlySet<number>;
};

/**
 * The steps from what is on-chain to what the charter says, each after those it depends on: the charter's documents in one proposal, keys
 * that are to be taken into use, and what the RoleManager is to have.
 * @throws `Charter.<what the contract would refuse>`
 */
export async function wantedSteps(
  ground: Ground,
): Promise<{ readonly steps: readonly WantedStep[]; readonly notes: readonly string[] }> {
  const { state, parsed, connection } = ground;
  const bare = judged(parsed, groundOf(state));
  const { roster: next } = bare.compiled;
  const keys = entering(state, parsed.charter, next);
  const verify = verifierFor(connection.client, state.domain.verifyingContract);
  const { activations, notes } = await brought(state, next, keys, ground.activations, verify);
  const isBrought = ({ index }: Entering) => activations.some((one) => one.key === index);
  const { judgement, brings } = judgedWith(parsed, state, keys.filter(isBrought), keys);
  const changes = judgement.differences.map(({ sentence }) => sentence);
  const charter: Wanted[] =
    changes.length === 0
      ? []
      : [
          {
            kind: "wanted",
            id: "charter",
            title: `The charter as ${parsed.charter.name} has it`,
            words: [
              ...changes,
              ...keys.filter(isBrought).map(({ label }) => `activates key ${label}, by its own signature`),
            ],
            waits: [],
            change: changeOf(state.domain.verifyingContract, judgement, activations),
            loosens: true,
            brings,
          },
        ];
  const left = keys.filter((key) => !isBrought(key) && !brings.some(({ index }) => index === key.index));
  const acts = left.map((key) => activationStep(key, charter.length > 0 && !key.listed));
  return { steps: [...charter, ...acts, ...roleSteps(ground, next, charter, acts)], notes };
}

/** Which activations must come along, or the Conclave refuses: all that are to enter, if so it takes it. @throws `Charter.*` */
function judgedWith(
  parsed: ParsedCharter,
  state: ChainState,
  proven: readonly Entering[],
  all: readonly Entering[],
): { readonly judgement: Judged; readonly brings: readonly PlannedKey[] } {
  const judge = (keys: readonly Entering[]) =>
    judged(
      parsed,
      groundOf(
        state,
        keys.map(({ index }) => index),
      ),
    );
  const first = judge(proven);
  if (first.problems.length === 0) return { judgement: first, brings: [] };
  const missing = all.filter((key) => !proven.includes(key));
  // One is mostly enough, such as the successor of a key that is lost.
  for (const group of [...missing.map((one) => [one]), missing]) {
    const judgement = judge([...proven, ...group]);
    if (group.length > 0 && judgement.problems.length === 0)
      return { judgement, brings: group.map(({ listed: _, ...key }) => key) };
  }
  throw refuse(parsed.source.file, first.problems);
}

function activationStep({ listed: _, ...key }: Entering, afterCharter: boolean): WantedStep {
  return {
    kind: "activate",
    id: `activate-${key.index}`,
    title: `${key.person} takes key ${key.label} into use`,
    words: [`proves that key ${key.label} (${key.identity}) is held`],
    waits: afterCharter ? ["charter"] : [],
    key,
    command: `hardhat key activate ${key.label}`,
  };
}

function roleSteps(
  { state, roleCalls }: Ground,
  next: Roster,
  charter: readonly Wanted[],
  acts: readonly WantedStep[],
): readonly WantedStep[] {
  const found = batches(roleCalls, {
    isReady: (account) => isSettled(state, next, account, charter.length > 0),
    tierFor: (calls) => plannedTier(state, calls.map(asCall), false).number,
  });
  return found.map((batch) => {
    const keys = acts.flatMap((step) =>
      step.kind === "activate" && batch.waits.some((one) => isAddressEqual(one, step.key.identity))
        ? [step.id]
        : [],
    );
    const afterCharter = batch.waits.length > 0 ? charter.map(({ id }) => id) : [];
    const words = batch.calls.map((call) => call.words);
    return {
      kind: "wanted",
      id: batch.id,
      title: TITLES[batch.id.replace(/(-part)?-\d+.*$/, "")] ?? "Roles",
      words,
      waits: [...afterCharter, ...keys, ...batch.after],
      change: {
        calls: batch.calls.map(asCall),
        conditions: [],
        documents: [],
        interfaces: [],
      },
      loosens: batch.loosens,
      brings: [],
    };
  });
}

function asCall({ target, value, data }: RoleCall): Call {
  return { target, value, data, minGas: 0 };
}

const TITLES: Readonly<Record<string, string>> = {
  "roles-less": "Roles: what is taken away",
  roles: "Roles: functions, terms and members",
  grants: "Roles: members whose keys are new",
};

/** Whether a RoleManager would take the account now as it would once the amendment has run: the grant ends with the key at the latest. */
function isSettled(state: ChainState, next: Roster, account: Address, amended: boolean): boolean {
  const roster = rosterOf(state);
  const at = (keys: Roster["keys"]) =>
    keys.findIndex((key) => key !== null && key.kind !== "ERC7913" && isAddressEqual(identity(key), account));
  const index = at(roster.keys);
  // No key now, and none later: a declared contract.
  if (index === -1) return at(next.keys) === -1;
  const key = roster.keys[index];
  if (!key || keyState(state, roster, index) !== "Active") return false;
  const until = state.holders.find(({ holder }) => holder === key.holder)?.suspendedUntil ?? 0;
  if (until > state.block.timestamp) return false;
  return !amended || next.keys[index]?.expiry === key.expiry;
}
