import type { ContractErrorArgs, ContractErrorName } from "viem";
import type { FindingName } from "../charter/finding.ts";
import { KEY_STATES, ROLE_NAMES, Role } from "../charter/model.ts";
import type { errorsAbi, guardErrorsAbi, roleErrorsAbi } from "../generated/abi.ts";
import { formatDate } from "../time.ts";

/** What an error means, and what to do. */
export type RevertWords = { readonly message: string; readonly fix: string };

/** Errors that the charter's own sentences (`charter/finding.ts`) do not cover. */
export type ErrorName = Exclude<ContractErrorName<typeof errorsAbi>, FindingName>;

/** The words for an error, from its arguments. */
export type Say<N extends ErrorName> = (
  ...args: Arguments<ContractErrorArgs<typeof errorsAbi, N>>
) => RevertWords;

/** Errors that only a ConclaveGuard and what belongs to it give. */
export type GuardErrorName = Exclude<ContractErrorName<typeof guardErrorsAbi>, ErrorName | FindingName>;

/** The words for one of those. */
export type SayOfGuard<N extends GuardErrorName> = (
  ...args: Arguments<ContractErrorArgs<typeof guardErrorsAbi, N>>
) => RevertWords;

/** Errors that only a RoleManager gives. */
export type RoleErrorName = Exclude<
  ContractErrorName<typeof roleErrorsAbi>,
  ErrorName | GuardErrorName | FindingName
>;

/** The words for one of those. */
export type SayOfRoles<N extends RoleErrorName> = (
  ...args: Arguments<ContractErrorArgs<typeof roleErrorsAbi, N>>
) => RevertWords;

type Arguments<T> = T extends readonly unknown[] ? [...T] : [];

export const FALLBACK = "read what the contract that was called says about this error";
export const AGAIN = "create the proposal again: what it was written for has changed";
export const DEFECT = "this is a defect of Conclave: report it with the command that was run";
export const CHARTER = "correct the charter, and compile it again";
export const KEYS = "see which keys are in use with `conclave charter show`";

export function say(message: string, fix: string): RevertWords {
  return { message, fix };
}

export function date(seconds: number | bigint): string {
  return formatDate(Number(seconds));
}

export function lanes(lane: number): string {
  return `lane ${lane & 0xff} of tier ${lane >> 8}`;
}

export function stateOf(state: number): string {
  return KEY_STATES[state] ?? `state ${state}`;
}

export function roleNames(mask: number): string {
  return ROLE_NAMES.filter((role) => (mask & Role[role]) !== 0).join(" or ");
}
