import { join } from "node:path";
import type { Connection } from "../../chain/client.ts";
import { keyState, rosterOf } from "../../chain/standing.ts";
import type { ChainState } from "../../chain/state.ts";
import { KEY_STATES, type KeyState } from "../../charter/model.ts";
import type { ParsedCharter } from "../../charter/parse.ts";
import type { Charter } from "../../charter/schema.ts";
import { BaseError } from "../../errors.ts";
import { type Known, type Proposals, proposalsIn } from "../../proposal/folder.ts";
import { writeFiles } from "../respond/folder.ts";
import { type Measure, measure, slug } from "../respond/measure.ts";
import { type Made, respond } from "../respond/response.ts";
import { lockOut } from "../respond/suspension.ts";
import { ofHolder, type Whose } from "../respond/whose.ts";
import type { World } from "../world.ts";
import { type Checklist, due, type Item } from "./file.ts";

/** One chain of somebody who leaves: as it is, who can do what there, and the files of its folder. */
export type Place = {
  readonly connection: Connection;
  readonly charter: Charter;
  readonly state: ChainState;
  readonly world: World;
  readonly folder: string;
  /** Proposal files elsewhere that may carry the person's consent. */
  readonly elsewhere: Proposals;
};

/** What leaving takes on one chain. `lockedOut`: whoever must come first, in words; the keys then stay. */
export type Left = {
  readonly whose: Whose;
  readonly items: readonly Item[];
  readonly warnings: readonly string[];
  readonly unread: readonly string[];
  readonly lockedOut: readonly string[];
  /** The epoch that consent is to be bound to: the next one, if a suspension comes first. */
  readonly epoch: number;
  /** Lanes of the drafts. */
  readonly lanes: ReadonlySet<number>;
  /** State of each of the charter's keys of theirs, by label; Pending if the roster there does not have it. */
  readonly keys: ReadonlyMap<string, KeyState>;
};

/**
 * Drafts and lists what takes a person's powers away on one chain: at once and for good in the class of compromise and dismissal, else by
 * retirement. Writes the drafts.
 * @param reserved Lanes that other files of this leaving are meant for.
 * @throws `Respond.UnknownPerson`, `Chain.*`
 */
export async function leaveChain(
  place: Place,
  person: string,
  class_: Pick<Checklist, "urgency" | "begun" | "due">,
  reserved: ReadonlySet<number>,
): Promise<Left> {
  const { connection, state, world, charter, folder } = place;
  const whose = ofHolder(world, person);
  const lockedOut = lockOut(state, whose.keys, charter);
  const urgent = class_.urgency === "48h";
  const end = lockedOut.length > 0 ? null : urgent ? "compromise" : "beginRetirement";
  const ground = { connection, state, world, charter };
  const proposals = await proposalsIn(folder);
  const made = await respond(ground, whose, { successor: null, suspend: urgent, end, reserved }, proposals);
  await writeFiles(folder, made);
  const { chainId } = state.domain;
  const measures = [
    ...listed(made, folder),
    ...consents(place.elsewhere.known, whose, chainId),
    ...keyEnds(state, charter, whose, lockedOut.length > 0),
  ];
  const at = (one: Measure): Item =>
    due(
      { ...one, id: `${one.id}-${chainId}`, waits: one.waits.map((id) => `${id}-${chainId}`) },
      chainId,
      class_,
    );
  return {
    whose,
    items: measures.map(at),
    warnings: [
      ...made.response.warnings.map((words) => `chain ${chainId}: ${words}`),
      ...lockedOut.map((words) => `chain ${chainId}: the keys stay until somebody else is there: ${words}`),
    ],
    unread: [
      ...made.response.unread.map((words) => `chain ${chainId}: ${words}`),
      ...place.elsewhere.broken.map(({ name, why }) => `consent in ${name}: ${why}`),
    ],
    lockedOut,
    epoch: made.epoch,
    lanes: new Set(
      made.proposals.flatMap(({ known: one }) => (one === null ? [] : [one.file.proposal.lane])),
    ),
    keys: statesOf(state, charter, whose.person),
  };
}

/** Each call as an item of its own, so that what is done shows; the proposal it is in beside it. */
function listed({ response, proposals }: Made, folder: string): Measure[] {
  const takings = proposals.flatMap(({ takings: all, known, tier, people }) =>
    all.map(({ id, words }) =>
      measure({
        id,
        kind: id.startsWith("key-") ? "key" : "revoke",
        what: words,
        who: [...people],
        file: known === null ? null : join(folder, known.name),
        command: known === null ? null : `hardhat proposal approve ${join(folder, known.name)} --key <yours>`,
        tier: tier.number,
        delay: tier.tier.delay,
      }),
    ),
  );
  const others = response.measures.filter(({ kind }) => kind !== "revoke" && kind !== "rotate");
  const suspensions = others.filter(({ kind }) => kind === "suspend");
  const first = suspensions.filter(({ state }) => state === "open").map(({ id }) => id);
  const rest = others.filter(({ kind }) => kind !== "suspend");
  const safes = (one: Measure): Measure =>
    one.file === null
      ? one
      : {
          ...one,
          file: join(folder, one.file),
          command: `hardhat safe sign ${join(folder, one.file)} --key <yours>`,
        };
  return [...suspensions, ...takings.map((one) => ({ ...one, waits: first })), ...rest.map(safes)];
}

/** Proposal files that carry the person's consent and were not submitted yet. */
function consents(files: readonly Known[], whose: Whose, chainId: number): Measure[] {
  return files.flatMap(({ name, file }) => {
    if (file.domain.chainId !== chainId) return [];
    const given = file.signatures.filter(({ key }) => whose.keys.includes(key));
    if (given.length === 0) return [];
    const acts = given.map(({ act }) => act).join(" and ");
    return [
      measure({
        id: `consent-${file.id.slice(2, 10)}`,
        kind: "consent",
        what: `${name} carries their signature to ${acts}`,
        words: [
          "have somebody else sign, or create it again: consent counts until a suspension or the key's end",
        ],
        command: `hardhat proposal status ${name}`,
        state: "unknown",
      }),
    ];
  });
}

/** What is left once a key is on its way out: swept, retired or witnessed. */
function keyEnds(state: ChainState, charter: Charter, whose: Whose, stays: boolean): Measure[] {
  const roster = rosterOf(state);
  return whose.keys.map((index) => {
    const key = roster.keys[index];
    const label = charter.keys.find((one) => one.index === index)?.label ?? `k${index}`;
    const now = keyState(state, roster, index);
    const ended = now === "Retired" || now === "Compromised" || now === "Pending";
    const attested =
      key?.kind !== "EOA" ? " once its end is attested (`hardhat key attest`)" : ", once it is empty";
    return measure({
      id: `end-${slug(label)}`,
      kind: "key",
      what: `Key ${label} has ended`,
      words: [
        now === "Pending" ? "it was never in use, and goes with the charter" : `it is ${now}`,
        ...(stays ? ["it must stay until somebody else is there"] : []),
        ...(now === "Active" || now === "Retiring" ? [`retire it${attested}`] : []),
      ],
      who: now === "Retiring" ? ["anybody"] : [],
      command: now === "Retiring" ? `hardhat key retire ${label}` : null,
      state: ended ? "done" : "open",
    });
  });
}

function statesOf(state: ChainState, charter: Charter, person: string): ReadonlyMap<string, KeyState> {
  const roster = rosterOf(state);
  return new Map(
    charter.keys
      .filter(({ owner }) => owner === person)
      .map(({ label, index }) => [label, keyState(state, roster, index)] as const),
  );
}

/** Keys of the person that were in use on some chain, and those that never were on any. */
export function fateOf(places: readonly Pick<Left, "keys">[]): {
  readonly expire: ReadonlySet<string>;
  readonly drop: ReadonlySet<string>;
} {
  const labels = new Set(places.flatMap(({ keys }) => [...keys.keys()]));
  const isUsed = (label: string) =>
    places.some(({ keys }) => KEY_STATES.indexOf(keys.get(label) ?? "Pending") > 0);
  const [expire, drop] = [new Set<string>(), new Set<string>()];
  for (const label of labels) (isUsed(label) ? expire : drop).add(label);
  return { expire, drop };
}

/** A person of the charter, by name. @throws `Holder.Unknown` */
export function personNamed({ charter, source }: ParsedCharter, name: string): string {
  const found = charter.people.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found.name;
  throw new BaseError({
    code: "Holder.Unknown",
    message: `${source.file} lists nobody called "${name}"`,
    fix: "name the person as the charter does",
  });
}
