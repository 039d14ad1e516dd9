import { type Address, getAddress, zeroAddress } from "viem";
import type { PrivateKeyAccount } from "viem/accounts";
import { connect } from "../../src/chain/client.ts";
import { compile, GENESIS } from "../../src/charter/compile.ts";
import { parse } from "../../src/charter/parse.ts";
import type { Charter } from "../../src/charter/schema.ts";
import { constructorArgs, terms } from "../../src/safe/guard/deployment.ts";
import { draft, foundConclave, scheduleAndExecute, setRulebook } from "../../test/support/conclave.ts";
import { life } from "../../test/support/guarded-life.ts";
import { account, BEN, CLEO, DAN, OUTSIDER, SIGNING_WINDOW } from "../../test/support/people.ts";
import { makeSafe } from "../../test/support/world/safes.ts";
import { deployProtocol, roleCalls } from "./protocol.ts";

/** Where the example's contracts came to lie, by the names the charter has for them. */
export type SetUp = Readonly<Record<string, Address>>;

/**
 * Sets the example up on a test network that nobody used yet: the Conclave of the charter's people, its guard and RoleManager, the
 * protocol's contracts, the treasury under the guard.
 */
export async function setUp(network: { readonly provider: unknown }, charter: Charter): Promise<SetUp> {
  const { roster } = compile(charter, GENESIS);
  const founded = await foundConclave(network, { roster: () => roster });
  const { chain, address: conclave } = founded;
  const connection = await connect(chain.provider, { pollingInterval: 10 });
  const guard = await chain.deploy(
    "safe/ConclaveGuard",
    constructorArgs(terms(conclave, roster, SIGNING_WINDOW)),
  );
  const roles = await chain.deploy("roles/RoleManager", [conclave]);
  const protocol = await deployProtocol(chain, conclave, roles);
  const owners = [BEN, CLEO, DAN].map((key) => account(key) as PrivateKeyAccount);
  const treasury = await makeSafe(
    chain,
    "1.5.0",
    owners.map(({ address }) => address),
    2,
    1n,
  );
  const place = {
    ...founded,
    connection,
    guard,
    token: zeroAddress,
    vault: zeroAddress,
    sender: { connection, account: OUTSIDER },
  };
  const safe = {
    chain,
    version: "1.5.0",
    flavour: "SafeL2",
    address: treasury,
    owners,
    threshold: 2,
  } as const;
  await life(place, safe).adopted();
  const at = {
    conclave,
    guard,
    roles,
    treasury,
    ...protocol,
    "pool-admin": getAddress(protocol["pool-admin"]),
  };
  const { rules, exactRules, items } = compile(charter, GENESIS).rulebook;
  await setRulebook(founded, { rules, exactRules, items });
  await scheduleAndExecute(founded, await draft(founded, { calls: roleCalls(roles, at) }));
  return at;
}

/** The charter with the addresses of a set-up, wherever it says otherwise. */
export function corrected(text: string, at: SetUp): string {
  const { chain } = parse(text).charter;
  const known = { ...parse(text).charter.contracts, ...chain };
  return Object.entries(at).reduce((changed, [name, address]) => {
    const before = (known as Readonly<Record<string, unknown>>)[name];
    return typeof before === "string" ? changed.replaceAll(before, address) : changed;
  }, text);
}
