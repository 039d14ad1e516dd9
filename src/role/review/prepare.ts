import type { Address } from "viem";
import { delayAt, isCurrent, lapsesAt } from "../../audit/roles/grant.ts";
import { type Audit, verify } from "../../audit/verify.ts";
import type { Connection } from "../../chain/client.ts";
import * as ChainState from "../../chain/state.ts";
import { ADMIN } from "../../charter/fixed-roles.ts";
import type { Charter } from "../../charter/schema.ts";
import { wordsFrom } from "../../charter/words.ts";
import { BaseError } from "../../errors.ts";
import { type People, peopleOf } from "../../safe/people.ts";
import { formatDate, formatDuration } from "../../time.ts";
import { proven } from "../proven.ts";
import type { World } from "../world.ts";
import { changesSince } from "./changes.ts";
import { create } from "./file.ts";
import { LONGEST } from "./limits.ts";
import { oneLine } from "./line.ts";
import { type Granted, type Manager, managerOf, type Role } from "./manager.ts";
import { conflictsOf, memberOf, nameOf, reviewerOf } from "./members.ts";
import { outside } from "./remarks.ts";
import type { Change, ReviewFile, ReviewGrant, ReviewRole } from "./schema.ts";
import { suggest } from "./suggest.ts";
import { useOf } from "./use.ts";
import { openWindow, type Window } from "./window.ts";

export type PrepareOptions = {
  readonly charter: Charter | null;
  /** Whose manager it must be, if that is known. */
  readonly conclave?: Address | undefined;
  /** Which roles; all that have members if left out. */
  readonly roles?: readonly bigint[];
  /** The block that created the Conclave, or an earlier one. */
  readonly fromBlock: number;
  readonly toBlock?: number;
  /** Seconds. */
  readonly unusedFor: number;
  /** Seconds from now within which signatures are to be submitted. */
  readonly validFor: number;
  /** UNIX seconds from which joiners, movers and leavers are told; from the oldest grant's last review if left out. */
  readonly since?: number;
  /** How many blocks are looked through one by one, at most, for uses that leave no log. */
  readonly scan: number;
  readonly world?: World;
  readonly progress?: (done: string) => void;
};

/** What is read once and looked at for every grant. */
type Scene = {
  readonly connection: Connection;
  readonly manager: Manager;
  readonly people: People;
  readonly charter: Charter | null;
  readonly window: Window;
  readonly changes: readonly Change[];
  readonly options: PrepareOptions;
};

/**
 * Reads all that reviewers need to know at one block, and makes the file they decide in. Needs no key, and writes nothing.
 * @throws `RoleReview.*`, what {@link proven} throws, `Chain.*`
 */
export async function prepare(
  connection: Connection,
  address: Address,
  options: PrepareOptions,
): Promise<ReviewFile> {
  const { charter, fromBlock, validFor, progress = () => undefined } = options;
  if (validFor > LONGEST) throw tooLong(validFor);
  const manager = managerOf(await proven(connection, address, options));
  progress(`${manager.grants.length} grants of ${manager.roles.length} roles`);
  const { block, conclave } = manager;
  const state = await ChainState.read(connection, conclave, { at: BigInt(block.number) });
  const audit = await verify(connection.client, conclave, { fromBlock, toBlock: block.number });
  const chosen = choose(manager, options.roles);
  const since = options.since ?? lastLook(manager, chosen);
  const changes = changesSince(audit, since, wordsFrom(charter));
  const window = await openWindow(connection, block, block.time - options.unusedFor, options.scan);
  progress(`uses since block ${window.from.number}`);
  const people = peopleOf(state, charter);
  const scene: Scene = { connection, manager, people, charter, window, changes, options };
  const roles: ReviewRole[] = [];
  for (const role of chosen) {
    roles.push(await reviewRole(scene, role));
    progress(nameOf(charter, role));
  }
  return create({
    domain: manager.domain,
    conclave,
    block: { number: block.number, hash: block.hash, time: block.time },
    deadline: block.time + validFor,
    unusedFor: options.unusedFor,
    changesSince: since,
    changes,
    roles,
    remarks: remarksOf(manager, audit, options.world),
  });
}

async function reviewRole(scene: Scene, role: Role): Promise<ReviewRole> {
  const { manager, charter } = scene;
  const { id, reviewer, critical, live, term, period, grace } = role;
  const own = manager.grants.filter((grant) => grant.role === id);
  const grants: ReviewGrant[] = [];
  for (const granted of own) grants.push(await reviewGrant(scene, role, granted));
  const reviewers = reviewer === ADMIN ? [] : reviewersOf(scene, reviewer);
  const name = nameOf(charter, role);
  return { id, name, reviewer, reviewers, critical, live, term, period, grace, grants, signatures: [] };
}

async function reviewGrant(scene: Scene, role: Role, granted: Granted): Promise<ReviewGrant> {
  const { connection, manager, people, charter, window, changes, options } = scene;
  const { grant, word } = granted;
  const now = manager.block.time;
  const facts = {
    ...memberOf(people, charter, granted),
    word,
    since: grant.since,
    until: grant.until,
    lapses: lapsesAt(grant),
    due: grant.due,
    delay: delayAt(grant.delay, now),
    conflicts: conflictsOf(manager, charter, role, granted),
    use: await useOf(connection, manager, role, granted, window),
  };
  const suggestion = suggest(facts, role.critical, { now, unusedFor: options.unusedFor, changes });
  return { ...facts, suggestion, decision: null };
}

/** Those whose grant of the reviewer role counts, and whose key may be used: only they are let decide. */
function reviewersOf({ manager, people }: Scene, reviewer: bigint): ReviewRole["reviewers"] {
  return manager.grants
    .filter(({ role, grant }) => role === reviewer && isCurrent(grant, manager.block.time))
    .flatMap(({ account }) => reviewerOf(people, account) ?? []);
}

/** When somebody last looked at the grant that waits longest for it: from then on people may have moved. */
function lastLook(manager: Manager, roles: readonly Role[]): number {
  const looks = manager.history.grants
    .filter(({ role, ended }) => ended === null && roles.some(({ id }) => id === role))
    .map(({ reviewed, steps }) => reviewed ?? steps[0]?.at.time ?? 0);
  return looks.length === 0 ? manager.block.time : Math.min(...looks);
}

/** The roles that are asked for, else all that have members. @throws `RoleReview.RoleNeverNamed` */
function choose({ roles, grants, domain }: Manager, asked: readonly bigint[] | undefined): readonly Role[] {
  if (asked === undefined) return roles.filter(({ id }) => grants.some(({ role }) => role === id));
  const missing = asked.find((wanted) => !roles.some(({ id }) => id === wanted));
  if (missing === undefined) return roles.filter(({ id }) => asked.includes(id));
  throw new BaseError({
    code: "RoleReview.RoleNeverNamed",
    message: `the record of ${domain.verifyingContract} never names role ${missing}`,
    fix: "leave --role out to see the roles there are",
    details: { role: missing },
  });
}

function remarksOf(manager: Manager, audit: Audit, world: World | undefined): string[] {
  const record = audit.ok
    ? []
    : [
        `the Conclave's record does not hold (${audit.findings.length} findings; \`audit verify\` tells them): do not rely on who joined, moved or left`,
      ];
  const other =
    world === undefined
      ? []
      : world.chainId === manager.domain.chainId
        ? [...ageOf(manager, world), ...outside(world)]
        : [otherChain(world)];
  return [...record, ...other].map(oneLine);
}

/** What is told of elsewhere may have been true a while ago. */
function ageOf({ block }: Manager, { block: seen }: World): string[] {
  if (seen.number >= block.number) return [];
  return [
    `privileges outside of the RoleManager are as of block ${seen.number}, ${formatDate(seen.timestamp)}`,
  ];
}

function otherChain({ chainId }: World): string {
  return `the World is of chain ${chainId}: privileges outside of the RoleManager were not looked at`;
}

function tooLong(validFor: number): BaseError {
  return new BaseError({
    code: "RoleReview.ValidTooLong",
    message: `signatures would be good for ${formatDuration(validFor)}`,
    fix: `let them be good for ${formatDuration(LONGEST)} at most`,
    details: { validFor, longest: LONGEST },
  });
}
