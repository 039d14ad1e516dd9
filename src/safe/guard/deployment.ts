import { type Address, encodeDeployData, type Hex, isAddressEqual } from "viem";
import { answered, type Connection } from "../../chain/client.ts";
import type { Roster } from "../../charter/model.ts";
import { BaseError } from "../../errors.ts";
import { predict } from "../../execution/deployment.ts";
import { conclaveGuardAbi } from "../../generated/abi.ts";
import { formatDuration } from "../../time.ts";
import { DEPLOYMENTS } from "../deployments.ts";
import { type Guard, readGuard } from "./state.ts";

/** What a guard lets Safes delegatecall. A batch is unpacked and each of its calls judged; anything else only tier 0 may use. */
export type Delegate = { readonly codeHash: Hex; readonly batch: boolean };

/** What is fixed for good when a guard is deployed. Durations in seconds. */
export type Terms = {
  readonly conclave: Address;
  readonly exitDelay: number;
  readonly exitWindow: number;
  readonly delegates: readonly Delegate[];
};

const DAY = 86_400;
/** The contract's own limits. */
const EXIT_DELAY_LIMIT = 180 * DAY;
const EXIT_WINDOW = { least: DAY, most: 90 * DAY, usual: 14 * DAY };

/** Safe's MultiSend and MultiSendCallOnly of every version, wherever Safe deployed them, and nothing else. */
export const BATCHES: readonly Delegate[] = [
  ...new Set(
    DEPLOYMENTS.filter(({ contract }) => ["MultiSend", "MultiSendCallOnly"].includes(contract)).map(
      ({ codeHash }) => codeHash,
    ),
  ),
]
  .sort()
  .map((codeHash) => ({ codeHash, batch: true }));

/**
 * The least exit delay, and what is sensible. The least is what one tier-0 operation takes: time to collect signatures, and its
 * delay. Twice as much lets a first attempt to replace stolen owners fail and a second one still come in time; whole days, since
 * people wait for it.
 */
export function exitDelays(
  { tiers }: Roster,
  signingWindow: number,
): { readonly least: number; readonly usual: number } {
  const least = signingWindow + (tiers[0]?.delay ?? 0);
  return { least, usual: Math.min(Math.ceil((2 * least) / DAY) * DAY, EXIT_DELAY_LIMIT) };
}

/** Terms for a Conclave, checked as the constructor will. @throws `SafeGuard.BadExitDelay`, `SafeGuard.BadExitWindow` */
export function terms(
  conclave: Address,
  roster: Roster,
  signingWindow: number,
  asked: { readonly exitDelay?: number; readonly exitWindow?: number } = {},
): Terms {
  const { least, usual } = exitDelays(roster, signingWindow);
  const { exitDelay = usual, exitWindow = EXIT_WINDOW.usual } = asked;
  if (exitDelay < least || exitDelay > EXIT_DELAY_LIMIT) {
    throw new BaseError({
      code: "SafeGuard.BadExitDelay",
      message: `the exit delay is ${formatDuration(exitDelay)}; for this Conclave it can be ${formatDuration(least)} (signing window and tier 0's delay) to ${formatDuration(EXIT_DELAY_LIMIT)}`,
      fix: `leave it out for ${formatDuration(usual)}, or name one in between`,
      details: { exitDelay, least, most: EXIT_DELAY_LIMIT },
    });
  }
  if (exitWindow < EXIT_WINDOW.least || exitWindow > EXIT_WINDOW.most) {
    throw new BaseError({
      code: "SafeGuard.BadExitWindow",
      message: `the exit window is ${formatDuration(exitWindow)}; it can be ${formatDuration(EXIT_WINDOW.least)} to ${formatDuration(EXIT_WINDOW.most)}`,
      fix: `leave it out for ${formatDuration(EXIT_WINDOW.usual)}, or name one in between`,
      details: { exitWindow, ...EXIT_WINDOW },
    });
  }
  return { conclave, exitDelay, exitWindow, delegates: BATCHES };
}

/** The constructor's arguments. */
export function constructorArgs({ conclave, exitDelay, exitWindow, delegates }: Terms) {
  return [conclave, BigInt(exitDelay), BigInt(exitWindow), delegates] as const;
}

/** Code that creates the guard: `bytecode` as compiled, followed by the arguments. */
export function initcode(bytecode: Hex, terms: Terms): Hex {
  return encodeDeployData({ abi: conclaveGuardAbi, bytecode, args: constructorArgs(terms) });
}

/**
 * Whether a guard is ours to the last byte: its address is the one that our code and its own terms lead to, which no other code can
 * have. Only of guards that let Safes delegatecall {@link BATCHES} and no more.
 */
export function isGenuine(guard: Guard, bytecode: Hex): boolean {
  const code = initcode(bytecode, { ...guard, delegates: BATCHES });
  return isAddressEqual(predict(code), guard.domain.verifyingContract);
}

/**
 * Compares a guard with the terms it should have, by asking it.
 * @throws `SafeGuard.Differs` with what differs in the details, `SafeGuard.NotAGuard`, `Chain.Unreachable`
 */
export async function assertDeployed(connection: Connection, address: Address, terms: Terms): Promise<Guard> {
  const guard = await readGuard(connection, address);
  const at = { address, abi: conclaveGuardAbi, functionName: "delegateOf" } as const;
  const listed = await answered(
    connection,
    Promise.all(
      terms.delegates.map(({ codeHash }) => connection.client.readContract({ ...at, args: [codeHash] })),
    ),
  );
  const differences = [
    ...(isAddressEqual(guard.conclave, terms.conclave) ? [] : ["conclave"]),
    ...(guard.exitDelay === terms.exitDelay ? [] : ["exitDelay"]),
    ...(guard.exitWindow === terms.exitWindow ? [] : ["exitWindow"]),
    ...(listed.every(([is, batch], index) => is && batch === terms.delegates[index]?.batch)
      ? []
      : ["delegates"]),
  ];
  if (differences.length === 0) return guard;
  throw new BaseError({
    code: "SafeGuard.Differs",
    message: `the guard at ${address} was deployed with other terms: ${differences.join(", ")}`,
    fix: "check the address; a guard's terms are for good, so deploy another one",
    details: { guard: address, differences },
  });
}
