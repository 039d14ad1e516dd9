import { type Address, getAddress, isAddressEqual } from "viem";
import { ADMIN, PUBLIC } from "../../charter/fixed-roles.ts";
import type { Charter } from "../../charter/schema.ts";
import { joinWords, type Words } from "../../charter/words.ts";
import { formatDate } from "../../time.ts";
import type { OperationHistory } from "../history.ts";
import type { Place } from "../link.ts";
import { type People, personWords } from "../safe/people.ts";
import type { State } from "./state.ts";

/** How people call what a record numbers: people and keys as of the moment, roles by the charter or their label. */
export type Naming = {
  readonly words: Words;
  readonly people: People;
  readonly conclave: Address;
  /** The Conclave's own operations, by which it acted. */
  readonly operations: readonly OperationHistory[];
  readonly role: (id: bigint) => string;
};

/** Roles by the charter's names, else by their labels on the record, else by their numbers. */
export function roleNames(charter: Charter | undefined, { roles }: State): (id: bigint) => string {
  return (id) => {
    if (id === ADMIN) return "the Conclave's own role";
    if (id === PUBLIC) return "everybody";
    const named = charter?.roles.find((role) => role.id === id)?.name ?? roles.get(id)?.label ?? null;
    return named === null || named === "" ? `role ${id}` : `${named} (role ${id})`;
  };
}

/** `Ana (ana-laptop)`, `treasury`, or the bare address. */
export function accountWords(account: Address, at: Place, { people, words, conclave }: Naming): string {
  if (isAddressEqual(account, conclave)) return "the Conclave";
  const person = people(account, at);
  return person === null ? words.place(getAddress(account)) : personWords(account, person);
}

/**
 * Who did something, of which the record names `by`, or names nobody: then an operation of the Conclave in the same transaction
 * tells, and nothing else.
 */
export function actorWords(by: Address | null, at: Place, naming: Naming): string {
  const operation = naming.operations.find(({ transactions }) => transactions.includes(at.transaction));
  if (by !== null && !isAddressEqual(by, naming.conclave)) return accountWords(by, at, naming);
  if (operation === undefined) return by === null ? "somebody whom the record does not name" : "the Conclave";
  const { id, proposer, approvers } = operation;
  const approved = approvers.length === 0 ? "" : `, approved by ${joinWords(approvers)}`;
  return `the Conclave (operation ${id.slice(0, 10)}…, proposed by ${proposer}${approved})`;
}

/** ` until 2027-05-01`, or `, without an end`. */
export function endWords(time: number | null): string {
  return time === null ? ", without an end" : ` until ${formatDate(time)}`;
}
