import { type Address, encodeFunctionData, toFunctionSelector } from "viem";
import { roleManagerAbi } from "../../../src/generated/abi.ts";
import type { Call } from "../../../src/proposal/proposal.ts";
import type { TestChain } from "../chain.ts";
import { ANA, account, DAN, DAY, GUS, HANA, OUTSIDER, PIA } from "../people.ts";
import { deployShipped, shipped } from "./shipped.ts";

const WITHDRAW = toFunctionSelector("withdraw(address,uint256)");
const PAUSE = toFunctionSelector("pause()");
const SET_RATE = toFunctionSelector("setRate(uint256)");
const ADMIN = 0n;

/** Roles of the plain AccessManager. */
export const OPERATORS = 10n;
export const GUARDIANS = 11n;
export const PAYERS = 12n;
export const PAYMASTERS = 13n;
/** Roles of the RoleManager. */
export const TREASURERS = 1n;
export const PAUSERS = 2n;
export const RATES = 3n;
export const REVIEWERS = 4n;

/** OpenZeppelin's AccessManager, its admin a timelock, over one target that is open and one that is closed. */
export async function makeManager(chain: TestChain, who: { timelock: Address; opsSafe: Address }) {
  const manager = await deployShipped(chain, "AccessManager", [OUTSIDER.address]);
  const { abi } = shipped("AccessManager");
  const strongbox = await chain.deploy("mocks/world/Strongbox", [manager]);
  const closedBox = await chain.deploy("mocks/world/Strongbox", [manager]);
  const tell = (name: string, ...args: readonly unknown[]) => chain.write(manager, abi, name, args);
  await tell("labelRole", OPERATORS, "operators");
  await tell("setTargetFunctionRole", strongbox, [SET_RATE], OPERATORS);
  await tell("setTargetFunctionRole", strongbox, [WITHDRAW], PAYERS);
  await tell("setTargetFunctionRole", closedBox, [WITHDRAW], PAYERS);
  await tell("setTargetClosed", closedBox, true);
  await tell("setRoleGuardian", OPERATORS, GUARDIANS);
  await tell("setRoleAdmin", PAYERS, PAYMASTERS);
  await tell("setGrantDelay", PAYERS, 3 * DAY);
  await tell("grantRole", OPERATORS, account(ANA).address, DAY);
  await tell("grantRole", GUARDIANS, account(HANA).address, 0);
  await tell("grantRole", PAYMASTERS, who.opsSafe, 0);
  await tell("grantRole", ADMIN, who.timelock, 0);
  await tell("renounceRole", ADMIN, OUTSIDER.address);
  return { manager, strongbox, closedBox };
}

/** What the Conclave tells its RoleManager, one call after the other. `now` is UNIX seconds. */
export function roleCalls(roles: Address, ownBox: Address, now: number): Call[] {
  const tell = (functionName: string, ...args: readonly unknown[]): Call => ({
    target: roles,
    value: 0n,
    data: encodeFunctionData({ abi: roleManagerAbi, functionName, args } as never),
    minGas: 0,
  });
  const define = (id: bigint, reviewer: bigint, more: { critical?: boolean; live?: boolean } = {}) =>
    tell("defineRole", id, {
      term: 300 * DAY,
      period: 180 * DAY,
      grace: 14 * DAY,
      reviewer,
      critical: false,
      live: false,
      ...more,
    });
  const grant = (id: bigint, key: number, days: number) =>
    tell("grantRoleUntil", id, account(key).address, 0, now + days * DAY);
  return [
    tell("setTargetFunctionRole", ownBox, [WITHDRAW], TREASURERS),
    tell("setTargetFunctionRole", ownBox, [PAUSE], PAUSERS),
    tell("setTargetFunctionRole", ownBox, [SET_RATE], RATES),
    define(TREASURERS, REVIEWERS),
    define(PAUSERS, REVIEWERS, { critical: true, live: true }),
    define(RATES, REVIEWERS),
    define(REVIEWERS, 0n),
    grant(TREASURERS, PIA, 200),
    grant(PAUSERS, GUS, 200),
    grant(RATES, DAN, 20),
    grant(REVIEWERS, HANA, 200),
  ];
}
