/** Whose keys the charter has: label, owner, roles. */
export const KEYS = [
  ["ana", "Ana", "proposer"],
  ["pia", "Pia", "proposer"],
  ["ben", "Ben", "approver"],
  ["cleo", "Cleo", "approver"],
  ["dan", "Dan", "approver"],
  ["eve", "Eve", "tester"],
  ["tom", "Tom", "tester"],
  ["gus", "Gus", "guardian"],
  ["hana", "Hana", "guardian"],
] as const;

type Blanks = {
  contracts: Readonly<Record<string, string>>;
  addresses: readonly string[];
  expires: string;
  before: string;
};

/** The charter of a stage: nine people with a key each, three tiers, and rules for the contracts that are given. */
export function charterText({ contracts, addresses, expires, before }: Blanks): string {
  const people = KEYS.map(([, owner], id) => `  - { id: ${id}, name: ${owner} }`);
  const keys = KEYS.map(
    ([label, owner, role], index) =>
      `  - { label: ${label}, index: ${index}, owner: ${owner}, kind: EOA, address: "${addresses[index]}", roles: [${role}], expires: ${expires} }`,
  );
  const places = Object.entries(contracts).map(([name, address]) => `  ${name}: "${address}"`);
  const rules = `
rules:
  - { target: vault, function: setFee(uint256), tiers: [routine] }

emergency:
  - { target: vault, function: pause(), tiers: [emergency], alone: true }
  - { target: vault, function: unpause(), tiers: [emergency] }

watched:
  assets:
    - { kind: native, dust: 0.01 ether }
    - { kind: erc20, target: token, dust: 0 }

sweep: { destination: treasury }
`;
  return `version: 1
name: Stage
chain:
  id: 31337
  signing-window: 3 days
  suspension: 7 days
  deploy-before: ${before}
guardian-cooldown: 22 days
people:
${people.join("\n")}
keys:
${keys.join("\n")} # the last
tiers:
  - { number: 0, name: constitution, approvals: 2, override: 3, delay: 48h, grace: 7 days, tester: true, counts: [approver] }
  - { number: 1, name: routine, approvals: 1, delay: 24h, grace: 7 days, counts: [approver] }
  - { number: 2, name: emergency, approvals: 1, delay: 0, grace: 3 days, counts: [approver, guardian] }
${places.length === 0 ? "" : `contracts:\n${places.join("\n")}\n${rules}`}`;
}
