import { type Address, encodeFunctionData, zeroAddress } from "viem";
import { type Connection, connect } from "../../../src/chain/client.ts";
import { compile, GENESIS } from "../../../src/charter/compile.ts";
import { type ParsedCharter, parse } from "../../../src/charter/parse.ts";
import type { Charter } from "../../../src/charter/schema.ts";
import { constructorArgs, terms } from "../../../src/safe/guard/deployment.ts";
import { artifact } from "../artifact.ts";
import { draft, type Founded, foundConclave, scheduleAndExecute, setRulebook } from "../conclave.ts";
import { account, DAY, OUTSIDER, SIGNING_WINDOW, TOM } from "../people.ts";
import { charterText } from "./charter.ts";
import { makeManager, roleCalls } from "./managers.ts";
import { makeProxies } from "./proxies.ts";
import { makeRoles, STRANGER } from "./roles.ts";
import { makeSafes } from "./safes.ts";
import { makeTimelocks } from "./timelocks.ts";

/** The model world: some forty contracts of a protocol, with traps. */
export type ModelWorld = {
  readonly founded: Founded;
  readonly connection: Connection;
  /** Every contract by what it is called here; not all of them are in the charter. */
  readonly at: Readonly<Record<string, Address>>;
  readonly charter: Charter;
  readonly charterText: string;
};

/** Contracts that the charter does not name: they stand behind those it names. */
export const UNDECLARED = [
  "poolAdmin",
  "lenderAdmin",
  "benSafe",
  "desk",
  "sink",
  "relay",
  "poolLogic",
  "marketLogic",
  "harbourLogic",
];

/** How long after its own founding the world is looked at: the grant for rates has ended by then. */
const LATER = 20 * DAY;

/** Deploys it all. @param network Of `await hre.network.create()`, or anything with a provider of a test node. */
export async function buildWorld(network: { readonly provider: unknown }): Promise<ModelWorld> {
  const founded = await foundConclave(network, {
    roster: (now) => compile(read(charterText({ now })), GENESIS).roster,
  });
  const { chain, address: conclave, roster } = founded;
  const began = await chain.now();
  const connection = await connect(chain.provider, { pollingInterval: 10 });
  await chain.setBalance(OUTSIDER.address, 10n ** 24n);
  const guard = await chain.deploy(
    "safe/ConclaveGuard",
    constructorArgs(terms(conclave, roster, SIGNING_WINDOW)),
  );
  const roles = await chain.deploy("roles/RoleManager", [conclave]);
  const relay = await chain.deploy("mocks/Relay");
  const sender = { connection, account: OUTSIDER };
  const place = { ...founded, connection, guard, sender, token: zeroAddress, vault: zeroAddress };
  const safes = await makeSafes(place, relay);
  const locks = await makeTimelocks(chain, { conclave, ...safes });
  const who = { conclave, ...safes, ...locks };
  const proxies = await makeProxies(chain, who);
  const plain = await makeRoles(chain, who);
  const managed = await makeManager(chain, who);
  const ownBox = await chain.deploy("mocks/world/Strongbox", [roles]);
  const at = { ...safes, ...locks, ...proxies, ...plain, ...managed, ownBox, relay, roleManager: roles };
  const text = charterText({
    now: began,
    conclave,
    guard,
    roles,
    contracts: declared(at),
    sections: SECTIONS,
  });
  const charter = read(text);
  const { rules, exactRules, items } = compile(charter, GENESIS).rulebook;
  await setRulebook(founded, { rules, exactRules, items });
  await actAsConclave(founded, at, roles, ownBox);
  await chain.moveTo(began + LATER + 10 * DAY);
  return { founded, connection, at: { ...at, conclave, guard }, charter, charterText: text };
}

/** What only the Conclave can do: its RoleManager's roles, a half-done change of owner, one of default admin. */
async function actAsConclave(
  founded: Founded,
  { vault, feed }: { vault: Address; feed: Address },
  roles: Address,
  ownBox: Address,
): Promise<void> {
  const call = (target: Address, path: string, functionName: string, args: readonly unknown[]) => ({
    target,
    value: 0n,
    data: encodeFunctionData({ abi: artifact(path).abi, functionName, args }),
    minGas: 0,
  });
  const calls = [
    ...roleCalls(roles, ownBox, await founded.chain.now()),
    call(vault, "mocks/Vault", "transferOwnership", [STRANGER]),
    call(feed, "mocks/world/Feed", "beginDefaultAdminTransfer", [account(TOM).address]),
  ];
  await scheduleAndExecute(founded, await draft(founded, { calls }));
}

function declared(at: Readonly<Record<string, Address>>): Record<string, Address> {
  return Object.fromEntries(Object.entries(at).filter(([name]) => !UNDECLARED.includes(name)));
}

function read(text: string): Charter {
  const parsed: ParsedCharter = parse(text);
  return parsed.charter;
}

/** Rules of the Conclave, and what the RoleManager's roles are called. */
const SECTIONS = `
rules:
  - { target: vault, function: setFee(uint256), tiers: [routine] }
  - { target: vault, function: "transferOwnership(address)", tiers: [routine] }
  - { target: timelock, function: "schedule(address,uint256,bytes,bytes32,bytes32,uint256)", tiers: [routine] }
  - { target: harbour, function: "upgradeToAndCall(address,bytes)", tiers: [operations] }
  - { target: roleManager, function: "grantRole(uint64,address,uint32)", tiers: [routine] }
emergency:
  - { target: vault, function: pause(), tiers: [emergency], alone: true }
roles:
  - id: 1
    name: treasurers
    functions: [{ target: ownBox, function: "withdraw(address,uint256)" }]
    reviewer: reviewers
    term: 300 days
    review: 180 days
    grace: 14 days
    members: [{ key: pia }]
  - id: 2
    name: pausers
    functions: [{ target: ownBox, function: pause() }]
    reviewer: reviewers
    term: 300 days
    review: 180 days
    grace: 14 days
    critical: true
    live: true
    members: [{ key: gus }]
  - id: 3
    name: rates
    functions: [{ target: ownBox, function: "setRate(uint256)" }]
    effects: [none]
    reviewer: reviewers
    term: 300 days
    review: 180 days
    grace: 14 days
  - { id: 4, name: reviewers, term: 300 days, review: 180 days, grace: 14 days, members: [{ key: hana }] }
`;
