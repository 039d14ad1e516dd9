import type { Address } from "viem";
import { account } from "../people.ts";

/** Keys of the model world's charter, at the indices and with the roles of the usual people (`people.ts`). */
const KEYS = [
  ["ana", "Ana", "proposer", "ledger", "flex"],
  ["ben", "Ben", "approver", "ledger", "nano"],
  ["cleo", "Cleo", "approver", "trezor", "safe-5"],
  ["dan", "Dan", "approver", "trezor", "safe-5"],
  ["eve", "Eve", "tester", "ledger", "nano"],
  ["gus", "Gus", "guardian", "gridplus", "lattice"],
  ["pia", "Pia", "proposer, executor", "ledger", "flex"],
  ["tom", "Tom", "tester", "trezor", "safe-5"],
  ["hana", "Hana", "guardian", "gridplus", "lattice"],
  ["ben-second", "Ben", "approver", "trezor", "safe-5"],
  ["ana-recovery", "Ana", "recovery", "trezor", "safe-5"],
  ["cleo-recovery", "Cleo", "recovery", "ledger", "nano"],
  ["tom-recovery", "Tom", "recovery", "ledger", "nano"],
] as const;

const PEOPLE = [
  ["Ana", "acme", "Zurich"],
  ["Ben", "acme", "Zurich"],
  ["Cleo", "delta", "Lisbon"],
  ["Dan", "delta", "Lisbon"],
  ["Eve", "acme", "Berlin"],
  ["Gus", "delta", "Berlin"],
  ["Pia", "acme", "Zurich"],
  ["Tom", null, "Oslo"],
  ["Hana", null, "Oslo"],
] as const;

export type CharterParts = {
  /** UNIX seconds; keys expire 300 days later. */
  readonly now: number;
  readonly conclave?: Address;
  readonly guard?: Address;
  readonly roles?: Address;
  readonly contracts?: Readonly<Record<string, Address>>;
  /** Whole sections, such as `rules:` and `roles:`. */
  readonly sections?: string;
};

/** `charter.yaml` of the model world: nine people, thirteen keys, five tiers. */
export function charterText({
  now,
  conclave,
  guard,
  roles,
  contracts = {},
  sections = "",
}: CharterParts): string {
  const day = (days: number) => new Date((now + days * 86_400) * 1000).toISOString().slice(0, 10);
  const chain = { conclave, guard, roles };
  return [
    "version: 1",
    "name: Model World",
    "chain:",
    "  id: 31337",
    "  signing-window: 3 days",
    "  suspension: 7 days",
    `  deploy-before: ${day(6)}`,
    ...Object.entries(chain).flatMap(([name, address]) =>
      address === undefined ? [] : [`  ${name}: "${address}"`],
    ),
    "guardian-cooldown: 22 days",
    "organisations: { acme: Acme Labs, delta: Delta Audits }",
    "people:",
    ...PEOPLE.map(
      ([name, organisation, place], id) =>
        `  - { id: ${id}, name: ${name}${organisation === null ? "" : `, organisation: ${organisation}`}, place: ${place} }`,
    ),
    "keys:",
    ...KEYS.map(
      ([label, owner, roles, vendor, device], index) =>
        `  - { label: ${label}, index: ${index}, owner: ${owner}, kind: EOA, address: "${account(index).address}", roles: [${roles}],${roles.includes(",") ? " several: true," : ""} expires: ${day(300)}, vendor: ${vendor}, device: ${device} }`,
    ),
    "tiers:",
    "  - { number: 0, name: strict, approvals: 2, override: 3, delay: 2 days, grace: 7 days, tester: true, counts: [approver] }",
    "  - { number: 1, name: routine, approvals: 1, delay: 1 day, grace: 7 days, counts: [approver] }",
    "  - { number: 2, name: emergency, approvals: 1, delay: 0, grace: 7 days, counts: [approver, guardian] }",
    "  - { number: 3, name: recovery, approvals: 2, delay: 30 days, grace: 7 days, counts: [recovery], recovery: true }",
    "  - { number: 4, name: operations, approvals: 1, delay: 1 day, grace: 7 days, counts: [approver], executor-first: true }",
    "contracts:",
    ...Object.entries(contracts).map(([name, address]) => `  ${name}: "${address}"`),
    ...(Object.keys(contracts).length === 0 ? ["  {}"] : []),
    sections,
    "",
  ].join("\n");
}
