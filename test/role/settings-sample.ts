/** Four roles of a charter, with all that can be said of one. */
export const ROLES = `
roles:
  - id: 1
    name: pauser
    functions: [{ target: box, function: pause() }, { target: vault, function: pause() }]
    reviewer: auditor
    term: 200 days
    review: 90 days
    grace: 14 days
    critical: true
    members: [{ key: gus }, { contract: relay }]
  - id: 2
    name: payer
    functions: [{ target: box, function: "withdraw(address,uint256)" }]
    admin: officer
    guardian: pauser
    reviewer: auditor
    term: 90 days
    review: 30 days
    grace: 7 days
    grant-delay: 1 day
    live: true
    members: [{ key: pia, delay: 2 days }]
  - { id: 3, name: auditor, term: 0, review: 365 days, grace: 30 days, members: [{ key: hana }, { key: tom }] }
  - { id: 4, name: officer, term: 365 days, review: 180 days, grace: 30 days, reviewer: auditor, members: [{ key: dan }] }
open: [{ target: vault, function: "setRate(uint256)" }]
duties: [[pauser, payer], [auditor, officer]]
automata: [{ contract: relay, holder: Tom }]
`;
