import { type Address, encodeFunctionData, type Hex, toFunctionSelector } from "viem";
import { type Connection, connect } from "../../../src/chain/client.ts";
import type { Roster } from "../../../src/charter/model.ts";
import { roleManagerAbi } from "../../../src/generated/abi.ts";
import { artifact } from "../../support/artifact.ts";
import {
  activation,
  draft,
  type Founded,
  foundConclave,
  scheduleAndExecute,
  setRoster,
} from "../../support/conclave.ts";
import { ANA, account, BEN, CLEO, DAN, DAY, EVE, key, PIA, TOM } from "../../support/people.ts";

/** Roles of the life. */
export const ADMINS = 10n;
export const KEEPERS = 11n;
export const REVIEWERS = 12n;
export const PAUSERS = 13n;

/** Index of Dan's next key. */
export const DAN_NEXT = 13;

/** A RoleManager under a Conclave, and a contract under the manager. */
export type RolePlace = Founded & {
  readonly connection: Connection;
  readonly manager: Address;
  readonly target: Address;
};

type Name = Extract<(typeof roleManagerAbi)[number], { readonly type: "function" }>["name"];

export const SET = toFunctionSelector("set(uint256)");
const PAUSE = toFunctionSelector("pause()");

export async function rolePlace(network: { readonly provider: unknown }): Promise<RolePlace> {
  const founded = await foundConclave(network);
  const { chain } = founded;
  const manager = await chain.deploy("roles/RoleManager", [founded.address]);
  const target = await chain.deploy("mocks/ManagedTarget", [manager]);
  const connection = await connect(chain.provider, { pollingInterval: 10 });
  return { ...founded, connection, manager, target };
}

/** Has tier 0 of the Conclave call the manager. */
export async function byConclave(
  place: RolePlace,
  ...calls: readonly (readonly [Name, readonly unknown[]])[]
) {
  const made = calls.map(([name, args]) => ({
    target: place.manager,
    value: 0n,
    data: encode(name, args),
    minGas: 0,
  }));
  return scheduleAndExecute(place, await draft(place, { calls: made }));
}

/** Somebody calls the manager. */
export function by(place: RolePlace, index: number, name: Name, args: readonly unknown[]) {
  return place.chain.write(place.manager, roleManagerAbi, name, args, account(index));
}

export function setting(value: bigint): Hex {
  return encodeFunctionData({ abi: artifact("mocks/ManagedTarget").abi, functionName: "set", args: [value] });
}

export function wordOf(place: RolePlace, role: bigint, index: number): Promise<bigint> {
  const who = account(index).address;
  const at = { address: place.manager, abi: roleManagerAbi } as const;
  return place.chain.client.readContract({ ...at, functionName: "grantOf", args: [role, who] });
}

/** Reviews one grant as it stands. */
export async function reviewing(
  place: RolePlace,
  reviewer: number,
  role: bigint,
  index: number,
  keep: boolean,
) {
  const word = await wordOf(place, role, index);
  const grant = `0x${word.toString(16).padStart(64, "0")}`;
  return by(place, reviewer, "review", [role, [{ account: account(index).address, grant, keep }]]);
}

/** Terms as `defineRole` takes them: reviewed every 60 days, 10 days of grace. */
export function terms(changes: Readonly<Record<string, unknown>> = {}) {
  const common = { term: 0, period: 60 * DAY, grace: 10 * DAY, reviewer: REVIEWERS };
  return { ...common, critical: false, live: false, ...changes };
}

/**
 * A manager's life in which every event occurs: set up by the Conclave, grants by a role's admin, one with a delay, operations scheduled, executed
 * and cancelled, reviews, a lapse, an alarm, a key passed to its successor.
 */
export async function liveLong(place: RolePlace): Promise<void> {
  const { chain, manager, target } = place;
  const who = (index: number) => account(index).address;
  await byConclave(
    place,
    ["labelRole", [KEEPERS, "keepers"]],
    ["defineRole", [ADMINS, terms({ reviewer: 0n, period: 400 * DAY })]],
    ["defineRole", [REVIEWERS, terms({ reviewer: 0n, period: 400 * DAY })]],
    ["defineRole", [KEEPERS, terms({ term: 250 * DAY })]],
    ["defineRole", [PAUSERS, terms({ critical: true, live: true })]],
    ["setRoleAdmin", [KEEPERS, ADMINS]],
    ["setRoleGuardian", [KEEPERS, REVIEWERS]],
    ["setTargetFunctionRole", [target, [SET], KEEPERS]],
    ["setTargetFunctionRole", [target, [PAUSE], PAUSERS]],
    ["setConflict", [KEEPERS, REVIEWERS, true]],
    ["declareContract", [target, true, PIA]],
    ["grantRole", [ADMINS, who(ANA), 0]],
    ["grantRole", [REVIEWERS, who(EVE), 0]],
    ["grantRole", [PAUSERS, who(TOM), 0]],
    ["grantRole", [PAUSERS, target, 0]],
    ["setGrantDelay", [PAUSERS, DAY]],
    ["setTargetAdminDelay", [target, DAY]],
  );
  await by(place, ANA, "grantRole", [KEEPERS, who(BEN), 0]);
  await by(place, ANA, "grantRole", [KEEPERS, who(CLEO), 3600]);
  await by(place, ANA, "grantRole", [KEEPERS, who(DAN), 0]);
  // Uses: at once, after the delay, cancelled, and never executed.
  await chain.write(target, artifact("mocks/ManagedTarget").abi, "set", [1n], account(BEN));
  await by(place, CLEO, "schedule", [target, setting(2n), 0]);
  await chain.advance(3600);
  await by(place, CLEO, "execute", [target, setting(2n)]);
  await by(place, CLEO, "schedule", [target, setting(3n), 0]);
  await by(place, EVE, "cancel", [who(CLEO), target, setting(3n)]);
  await by(place, CLEO, "schedule", [target, setting(2n), 0]);
  // Reviews: one kept, one dropped; the third renews by a new grant.
  await chain.advance(50 * DAY);
  await reviewing(place, EVE, KEEPERS, CLEO, true);
  await reviewing(place, EVE, KEEPERS, BEN, false);
  await by(place, ANA, "grantRole", [KEEPERS, who(DAN), 7200]);
  // Dan's key has a successor, which takes the grant over.
  const next = rosterWithNext(place.roster);
  await setRoster(place, next, [await activation(place, DAN_NEXT, next)]);
  await by(place, BEN, "succeed", [KEEPERS, who(DAN), who(DAN_NEXT)]);
  // Nobody reviews: a critical role raises an alarm, another grant lapses and is cleared away.
  await chain.advance(80 * DAY);
  await by(place, BEN, "raiseAlarm", [PAUSERS, who(TOM)]);
  await by(place, BEN, "removeEnded", [KEEPERS, who(CLEO)]);
  await byConclave(
    place,
    ["revokeRole", [PAUSERS, target]],
    ["declareContract", [target, false, 255]],
    ["setConflict", [KEEPERS, REVIEWERS, false]],
    ["setTargetClosed", [manager, true]],
    ["setTargetClosed", [manager, false]],
    ["setRoleAdmin", [KEEPERS, 0n]],
  );
  const other = await chain.deploy("mocks/ManagedTarget", [manager]);
  await byConclave(place, ["updateAuthority", [other, target]], ["setTargetClosed", [other, true]]);
}

function rosterWithNext(roster: Roster): Roster {
  const serial = roster.serial + 1;
  const before = roster.keys[DAN];
  if (!before) throw new Error("Dan has no key");
  const changes = { predecessor: DAN, since: serial };
  const entry = key(DAN_NEXT, before.holder, before.roles, before.expiry, changes);
  return { ...roster, serial, keys: [...roster.keys, entry] };
}

function encode(functionName: Name, args: readonly unknown[]): Hex {
  return encodeFunctionData({ abi: roleManagerAbi, functionName, args } as never);
}
