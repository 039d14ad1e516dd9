import { type Address, getAddress, isAddress, isAddressEqual } from "viem";
import * as Canonical from "../../canonical.ts";
import type { Connection } from "../../chain/client.ts";
import * as ChainState from "../../chain/state.ts";
import { contractAddress } from "../../charter/resolve.ts";
import type { Charter } from "../../charter/schema.ts";
import { BaseError } from "../../errors.ts";
import { type World, worldSchema } from "../world.ts";
import { managerAt, readTarget } from "./access-manager.ts";
import { markDeployers } from "./deployers.ts";
import { addGiver, anyOf, cannotRead, type Draft, enter, mention, powersOn } from "./draft.ts";
import { examine, type Found } from "./examine.ts";
import { giveAlong } from "./gives.ts";
import { namesFrom } from "./names.ts";
import { accountsOf, peopleIn } from "./people.ts";
import { enterRules } from "./rules.ts";
import { assertStill, siteAt } from "./site.ts";

export type DiscoverOptions = {
  /** Names, contracts to begin with, and where the Conclave, its guard and its RoleManager are. */
  readonly charter: Charter;
  /** `finalized` if left out: what cannot be undone. */
  readonly at?: ChainState.At;
  /** First block of logs for contracts of which the node cannot say when they began. */
  readonly fromBlock?: bigint;
  /** Contracts to begin with besides the charter's. */
  readonly also?: readonly Address[];
  /** How many accounts are looked at, those to begin with and those that lie behind them. */
  readonly most?: number;
  /** Told how many accounts were looked at and how many are known of. */
  readonly progress?: (done: number, known: number) => void;
};

const MOST = 1_000;

/**
 * Finds who can do what over the charter's contracts and whatever has power over them, all at one block.
 * @throws `Chain.*`, `Document.*`, `Roster.Malformed`, `Rulebook.Malformed`, `Role.BlockUnknown`, `Role.BlockGone`, `Role.WorldMalformed`
 */
export async function discoverWorld(connection: Connection, options: DiscoverOptions): Promise<World> {
  const { charter, at = "finalized", fromBlock = 0n } = options;
  const site = await siteAt(connection, at);
  const named = charter.chain.conclave;
  const state = named === undefined ? null : await ChainState.read(connection, named, { at: site.block });
  const people = peopleIn(charter, state, site.time);
  const draft: Draft = {
    site,
    names: namesFrom(charter),
    fromBlock,
    keys: accountsOf(people),
    accounts: new Map(),
    powers: new Map(),
    copies: new Map(),
    unread: [],
  };
  for (const root of [...rootsOf(charter), ...draft.keys, ...(options.also ?? [])]) mention(draft, root);
  const found: Found = { contracts: new Set(), safes: [], managers: [], managed: [] };
  await walk(draft, found, { charter, state }, options);
  await readManaged(draft, found);
  if (state !== null) enterRules(draft, state, charter, found.safes);
  followFunctions(draft);
  passOnGivers(draft);
  sayWhoIsNotKnown(draft, found);
  await markDeployers(draft, found.contracts);
  await assertStill(site);
  return world(draft, found, { ...people, conclave: named ?? null });
}

/** Whatever the charter names by its address. */
function rootsOf(charter: Charter): Address[] {
  const { conclave, guard, roles } = charter.chain;
  const places = [
    ...Object.keys(charter.contracts),
    ...charter.rules.map(({ target }) => target),
    ...charter.emergency.map(({ target }) => target),
    ...charter.catalogue.flatMap(({ on, members }) => [on, ...members.filter((one) => isAddress(one))]),
    ...charter.automata.map(({ contract }) => contract),
    ...charter.roles.flatMap(({ functions, members }) => [
      ...functions.map(({ target }) => target),
      ...members.flatMap(({ contract }) => contract ?? []),
    ]),
  ];
  const own = [conclave, guard, roles].flatMap((one) => one ?? []);
  return [...own, ...new Set(places.map((place) => contractAddress(charter, place)))];
}

async function walk(
  draft: Draft,
  found: Found,
  ground: Parameters<typeof examine>[2],
  { most = MOST, progress }: DiscoverOptions,
): Promise<void> {
  let done = 0;
  // A Map can be walked while it grows.
  for (const address of draft.accounts.keys()) {
    if (done === most) {
      cannotRead(draft, address, "everything", `more than ${most} accounts were found: it was not looked at`);
      continue;
    }
    await examine(draft, found, ground, address);
    done++;
    progress?.(done, draft.accounts.size);
  }
}

/** Contracts that ask another one: its roles if that is a manager, else whatever it says. */
async function readManaged(draft: Draft, { managed, managers }: Found): Promise<void> {
  for (const { subject, authority } of managed) {
    const manager = managerAt(managers, authority);
    if (manager !== undefined) await readTarget(draft, manager, subject);
    else
      enter(draft, {
        on: subject.address,
        source: "access-manager",
        name: "authority",
        raw: "authority",
        effects: ["any"],
        need: anyOf([authority]),
      });
  }
}

/** A role of a manager may open what hands out other powers. */
function followFunctions(draft: Draft): void {
  for (const id of [...draft.copies.keys()])
    for (const { target, selector } of draft.powers.get(id)?.functions ?? [])
      giveAlong(draft, id, null, target, selector);
}

/** Whoever comes to have a power has its copies too. */
function passOnGivers(draft: Draft): void {
  for (const [copy, base] of draft.copies)
    for (const { by, delay } of draft.powers.get(base)?.given ?? []) addGiver(draft, copy, by, delay);
}

/** Contracts that have power over others, and of which nothing says who moves them. */
function sayWhoIsNotKnown(draft: Draft, { contracts }: Found): void {
  const members = new Set(
    [...draft.powers.values()].flatMap(({ need }) =>
      need.kind === "members" ? need.of.map(({ account }) => account) : [],
    ),
  );
  for (const address of members) {
    if (!contracts.has(address)) continue;
    const moved = powersOn(draft, address).some(
      ({ effects }) => effects.includes("act") || effects.includes("any"),
    );
    if (!moved)
      cannotRead(draft, address, "who moves it", "it holds power, and who has it act does not show");
  }
}

function world(
  draft: Draft,
  { contracts }: Found,
  known: Pick<World, "people" | "keys" | "conclave">,
): World {
  const { site, names } = draft;
  const isKey = (address: Address) => draft.keys.some((key) => isAddressEqual(key, address));
  const accounts = [...draft.accounts].map(([address, is]) => ({
    address: getAddress(address),
    label: names.label(address),
    kind: isKey(address)
      ? ("key" as const)
      : contracts.has(address)
        ? ("contract" as const)
        : ("outsider" as const),
    is: [...is].sort(),
  }));
  // Roles beyond those that are read are named by others: that they were not read is said.
  const isThere = (id: string) => draft.powers.has(id);
  const powers = [...draft.powers.values()].map((power) => ({
    ...power,
    also: power.also.filter(isThere),
    given: power.given.filter(({ by }) => isThere(by)),
    stopped: power.stopped.filter(isThere),
    effects: [...(names.effects(power.on, power.name, power.raw) ?? power.effects)],
  }));
  const result = worldSchema.safeParse({
    format: "conclave-world/1",
    chainId: site.connection.chainId,
    block: { number: Number(site.block), hash: site.hash, timestamp: site.time },
    ...known,
    accounts: accounts.sort((a, b) => order(a.address, b.address)),
    powers: powers.sort((a, b) => order(a.id, b.id)),
    unread: draft.unread.toSorted((a, b) => order(Canonical.stringify(a), Canonical.stringify(b))),
  });
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new BaseError({
    code: "Role.WorldMalformed",
    message: `what the node answered makes no world: ${issue?.path.join(".")}: ${issue?.message}`,
    fix: "ask another node; one of the contracts may answer what cannot be",
    details: { path: issue?.path.join(".") },
  });
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
