import { getAddress, type Hex, keccak256 } from "viem";
import { argsOf as argsOfLink } from "../../../src/audit/link.ts";
import * as Model from "../../../src/audit/model.ts";
import { verify } from "../../../src/audit/verify.ts";
import * as Canonical from "../../../src/canonical.ts";
import * as RulebookCodec from "../../../src/charter/rulebook.ts";
import { random } from "../../proposal/random.ts";
import { BEN, BEN_SECOND, CLEO, DAN, DAY, OUTSIDER } from "../../support/people.ts";
import { actOf } from "./act.ts";
import { activationType, type Deed, offsetOf } from "./deed.ts";
import { Player } from "./player.ts";
import * as Refusals from "./refusal.ts";
import { questions } from "./standing.ts";
import type { Real, Table } from "./table.ts";
import { NOWHERE, worldOf } from "./world.ts";

/** Where model and contract part. */
export type Disagreement = {
  /** The step after which they do; the number of steps, if the audit at the end does. */
  readonly step: number;
  readonly what: string;
  readonly model: string;
  readonly contract: string;
};

export type Witness = { deed(deed: Deed, real: Real): void };

/**
 * Plays these steps from an empty Conclave. Which moves they are follows from the seed and from how things stand, so any choice of steps can
 * be played.
 * @returns Where model and contract disagree; null if nowhere.
 */
export async function play(
  table: Table,
  seed: number,
  steps: readonly number[],
  length: number,
  witness: Witness,
): Promise<Disagreement | null> {
  await table.reset();
  const { founded, places, cast } = table;
  const player = new Player(cast, places, table.wallets, random(seed));
  const world = worldOf(places);
  let state = table.genesis;
  let time = table.start;

  const perform = async (deed: Deed, step: number): Promise<Disagreement | null> => {
    const real = await table.send(deed, time);
    witness.deed(deed, real);
    const act = actOf(cast, state, deed, time, (identity) => notClear(state, identity, places.saboteur));
    const outcome: Model.Outcome = "act" in act ? Model.apply(state, act, world) : { refusal: act };
    const wrong = parted(deed, outcome, real);
    if (wrong !== null) return { step, ...wrong };
    if (outcome.refusal !== null) return null;
    state = outcome.state;
    player.remember(deed);
    return compare(table, state, step);
  };

  player.begin(seed, -1, false);
  for (const deed of await activations(table, seed, time)) {
    time += 1;
    const wrong = await perform(deed, -1);
    if (wrong !== null) return wrong;
  }
  // Now and then there is no rulebook yet.
  if (state.config.opened && seed % 8 !== 1) {
    time += 1;
    const first = await perform(await player.firstRulebook(state, time), -1);
    time += DAY;
    const operation = state.operations.get(0);
    const wrong = first ?? (operation ? await perform(player.executed(operation), -1) : null);
    if (wrong !== null) return wrong;
  }
  for (const step of steps) {
    player.begin(seed, step, seed % 5 === 0 && step > length * 0.7);
    time += player.pause();
    const wrong = await perform(await player.deed(state, time), step);
    if (wrong !== null) return wrong;
  }
  const audit = await verify(founded.chain.client, founded.address, { fromBlock: 0 });
  const end = { step: length, what: "the audit at the end" };
  if (audit.findings.length > 0) return { ...end, model: "", contract: Canonical.stringify(audit.findings) };
  const [said, found] = [summary(state), summary(audit.state)];
  return said === found ? null : { ...end, model: said, contract: found };
}

/** Keys come into use, mostly all; now and then too few for anything to be scheduled. */
async function activations({ founded, cast }: Table, seed: number, time: number): Promise<Deed[]> {
  const shy = seed % 6 === 0 ? [BEN, CLEO, DAN, BEN_SECOND, 13] : [];
  const deeds: Deed[] = [];
  for (const [index, key] of founded.roster.keys.entries()) {
    if (key === null || shy.includes(index) || (seed % 3 === 0 && index > 17)) continue;
    const deadline = time + 1_000;
    const typed = activationType(founded.domain, key, index, deadline);
    const signature = await cast.sign(key, typed, random(seed));
    deeds.push({ name: "activate", from: OUTSIDER.address, key: index, deadline, signature });
  }
  return deeds;
}

/** The ids of watched items that are left on an account, as these places answer. */
function notClear(state: Model.State, identity: Hex, saboteur: Hex): readonly Hex[] {
  return (state.rulebook?.value.items ?? []).flatMap((item) => {
    const target = getAddress(item.target);
    const left =
      target === getAddress(saboteur) ? BigInt(identity) % 2n === 1n : target === getAddress(NOWHERE);
    return left ? [RulebookCodec.itemId(item)] : [];
  });
}

function parted(deed: Deed, outcome: Model.Outcome, real: Real): Omit<Disagreement, "step"> | null {
  const what = deed.name;
  const contract =
    typeof real === "string"
      ? Refusals.describe(real as Hex)
      : words(real.map((link) => ({ name: link.eventName, lane: link.lane, args: argsOfLink(link) })));
  if (outcome.refusal === null) {
    const model = words(outcome.links);
    return model === contract ? null : { what, model, contract };
  }
  const refusal = located(deed, outcome.refusal);
  const data = Refusals.encode(refusal);
  const model = data === null ? refusal.name : Refusals.describe(data);
  if (typeof real !== "string") return { what, model, contract };
  // Where the model cannot know the arguments, the name must do.
  const same =
    data === null
      ? Refusals.nameOf(real as Hex) === refusal.name
      : keccak256(data) === keccak256(real as Hex);
  return same ? null : { what, model, contract };
}

/** The model counts entries of packed signatures where the contract counts bytes. */
function located(deed: Deed, refusal: Model.Refusal): Model.Refusal {
  if (refusal.name !== "SignaturesMalformed" || deed.name !== "schedule") return refusal;
  return { ...refusal, args: [offsetOf(deed.entries, Number(refusal.args[0]))] };
}

async function compare(table: Table, state: Model.State, step: number): Promise<Disagreement | null> {
  const asked = questions(state, table.founded.helpers.lens);
  const { now, answers } = await table.read(asked.map(({ target, data }) => ({ target, data })));
  for (const [index, question] of asked.entries()) {
    const model = question.answer(now);
    const contract = answers[index] ?? "0x";
    if (model !== contract) return { step, what: question.what, model, contract };
  }
  return null;
}

function words(
  links: readonly { name: string; lane: number; args: Readonly<Record<string, unknown>> }[],
): string {
  return links
    .map(({ name, lane, args }) => `${name} in ${lane}: ${Canonical.stringify(plain(args)).toLowerCase()}`)
    .join("\n");
}

function plain(args: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(args).sort());
}

/** A state as text, whatever the order of its fields and the case of its addresses. */
function summary(state: Model.State | null): string {
  return JSON.stringify(state, (_, value: unknown) => {
    if (typeof value === "bigint") return value.toString();
    if (value instanceof Map) return [...value].sort();
    if (value instanceof Set) return [...value].sort();
    return value !== null && typeof value === "object" && !Array.isArray(value) ? plain(value) : value;
  }).toLowerCase();
}
