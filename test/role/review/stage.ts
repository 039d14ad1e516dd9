import { type Abi, type Address, encodeFunctionData, type Hex, toFunctionSelector } from "viem";
import { type Connection, connect, type Sender } from "../../../src/chain/client.ts";
import { roleManagerAbi } from "../../../src/generated/abi.ts";
import type { Call } from "../../../src/proposal/proposal.ts";
import { DEFAULTS } from "../../../src/role/review/limits.ts";
import { type PrepareOptions, prepare } from "../../../src/role/review/prepare.ts";
import type { ReviewFile } from "../../../src/role/review/schema.ts";
import { artifact } from "../../support/artifact.ts";
import { draft, type Founded, foundConclave, scheduleAndExecute } from "../../support/conclave.ts";
import {
  account,
  BEN,
  BEN_SECOND,
  CLEO,
  DAN,
  DAY,
  EVE,
  GUS,
  HOUR,
  OUTSIDER,
  PIA,
} from "../../support/people.ts";

export const OPERATOR = 5n;
export const PAUSER = 6n;
export const REVIEWER = 7n;

export const PERIOD = 100 * DAY;
export const GRACE = 10 * DAY;
export const DELAY = HOUR;

export const dialAbi: Abi = artifact("mocks/Dial").abi;

/** A Conclave with a RoleManager and a Dial under it: operators turn, a pauser stops, Ben and Cleo review. */
export type Stage = Founded & {
  readonly connection: Connection;
  readonly manager: Address;
  readonly dial: Address;
  /** A contract that is a member, which nobody can see into without traces. */
  readonly machine: Address;
  readonly sender: Sender;
};

/** Dan, Ben (second key) and the machine turn at once, Eve after an hour; Gus stops. */
export async function stage(network: { readonly provider: unknown }): Promise<Stage> {
  const founded = await foundConclave(network);
  const { chain, address } = founded;
  const manager = await chain.deploy("roles/RoleManager", [address]);
  const dial = await chain.deploy("mocks/Dial", [manager]);
  const machine = await chain.deploy("mocks/Relay");
  const connection = await connect(chain.provider, { pollingInterval: 10 });
  await chain.setBalance(OUTSIDER.address, 10n ** 24n);
  const place = { ...founded, connection, manager, dial, machine, sender: { connection, account: OUTSIDER } };
  const terms = { term: 0, period: PERIOD, grace: GRACE, reviewer: REVIEWER, critical: false, live: false };
  await byConclave(place, [
    call(manager, "labelRole", [OPERATOR, "operator"]),
    call(manager, "labelRole", [PAUSER, "pauser"]),
    call(manager, "labelRole", [REVIEWER, "reviewer"]),
    call(manager, "setTargetFunctionRole", [dial, [toFunctionSelector("turn(uint256)")], OPERATOR]),
    call(manager, "setTargetFunctionRole", [dial, [toFunctionSelector("stop()")], PAUSER]),
    call(manager, "defineRole", [OPERATOR, terms]),
    call(manager, "defineRole", [PAUSER, { ...terms, critical: true }]),
    call(manager, "defineRole", [REVIEWER, { ...terms, period: 400 * DAY, reviewer: 0n }]),
    call(manager, "declareContract", [machine, true, 255]),
    call(manager, "grantRole", [REVIEWER, addressOf(BEN), 0]),
    call(manager, "grantRole", [REVIEWER, addressOf(CLEO), 0]),
    call(manager, "grantRole", [OPERATOR, addressOf(DAN), 0]),
    call(manager, "grantRole", [OPERATOR, addressOf(PIA), 0]),
    call(manager, "grantRole", [OPERATOR, addressOf(BEN_SECOND), 0]),
    call(manager, "grantRole", [OPERATOR, addressOf(EVE), DELAY]),
    call(manager, "grantRole", [OPERATOR, machine, 0]),
    call(manager, "grantRole", [PAUSER, addressOf(GUS), 0]),
  ]);
  return place;
}

/** Has tier 0 carry the calls out. */
export async function byConclave(place: Founded, calls: readonly Call[]): Promise<void> {
  await scheduleAndExecute(place, await draft(place, { calls: [...calls] }));
}

export function call(target: Address, functionName: string, args: readonly unknown[]): Call {
  const data = encodeFunctionData({ abi: roleManagerAbi as Abi, functionName, args });
  return { target, value: 0n, data, minGas: 0 };
}

export function addressOf(key: number): Address {
  return account(key).address;
}

export function prepared(place: Stage, more: Partial<PrepareOptions> = {}): Promise<ReviewFile> {
  const options = { ...DEFAULTS, unusedFor: 30 * DAY, charter: null, fromBlock: 0, ...more };
  return prepare(place.connection, place.manager, options);
}

export function grantWord(place: Stage, role: bigint, member: Address): Promise<bigint> {
  const { chain, manager } = place;
  return chain.client.readContract({
    address: manager,
    abi: roleManagerAbi,
    functionName: "grantOf",
    args: [role, member],
  });
}

export async function isMember(place: Stage, role: bigint, member: Address): Promise<boolean> {
  const ask = { address: place.manager, abi: roleManagerAbi, functionName: "hasRole" } as const;
  const [is] = await place.chain.client.readContract({ ...ask, args: [role, member] });
  return is;
}

export function turn(to: bigint): Hex {
  return encodeFunctionData({ abi: dialAbi, functionName: "turn", args: [to] });
}
