import { EXAMPLE } from "./example.ts";

/** The parts about roles of a charter that passes without a remark, to stand below the example that ships. */
export const ROLES = `
chains:
  - id: 10
    conclave: "0x5FbDB2315678afecb367f032d93F642f64180aa3"
    contracts: { vault: "0xa513E6E4b8f2a923D98304ec87F64353C4D5C853" }

roles:
  - id: 1
    name: pauser
    functions:
      - { target: vault, function: pause() }
      - { target: usdc, selector: "0x8456cb59" }
    reviewer: auditor
    term: 180 days
    review: 90 days
    grace: 14 days
    critical: true
    effects: [pause]
    members:
      - { key: k4, until: 2027-05-01 }
      - { contract: treasury }
  - id: 2
    name: upgrader
    functions: [{ target: vault, function: "upgradeToAndCall(address,bytes)" }]
    guardian: pauser
    admin: officer
    term: 90 days
    review: 30 days
    grace: 7 days
    grant-delay: 1 day
    live: true
    effects: [upgrade]
    members: [{ key: k0, delay: 2 days }]
  - { id: 3, name: auditor, term: 365 days, review: 365 days, grace: 30 days, members: [{ key: k7 }, { key: k8 }] }
  - { id: 4, name: officer, term: 365 days, review: 180 days, grace: 30 days, reviewer: auditor, members: [{ key: k2 }] }

open: [{ target: vault, function: deposit() }]

duties:
  - [pauser, upgrader]
  - [auditor, officer]

automata:
  - { contract: treasury, holder: Femi }

catalogue:
  - { on: vault, role: owner, members: [conclave] }
  - { on: usdc, role: MINTER_ROLE, members: [k4, vault, "0xFABB0ac9d68B0B445fB7357272Ff202C5651694a"], effects: [funds], reason: bridge }

limits:
  - { goal: charter, people: 3, organisations: 2 }
  - { goal: pause, people: 2, on: vault }
`;

const ROLES_BEGIN = ROLES.slice(0, 10);

export const WITH_ROLES = `${EXAMPLE}\n${ROLES}`;

/** The same with passages replaced, in the parts about roles where they stand there; each must be there. */
export function rolesEdited(...changes: readonly (readonly [from: string, to: string])[]): string {
  return changes.reduce((text, [from, to]) => {
    const start = text.indexOf(ROLES_BEGIN);
    const at = text.indexOf(from, start) === -1 ? text.indexOf(from) : text.indexOf(from, start);
    if (at === -1) throw new Error(`the sample has no "${from}"`);
    return text.slice(0, at) + to + text.slice(at + from.length);
  }, WITH_ROLES);
}
