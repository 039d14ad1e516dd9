import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { NetworkConnection } from "hardhat/types/network";
import { type Address, encodeFunctionData, type Hex, parseAbi } from "viem";
import { type Connection, connect, type Sender } from "../src/chain/client.ts";
import { send } from "../src/chain/send.ts";
import { BaseError } from "../src/errors.ts";
import * as Deployment from "../src/execution/deployment.ts";
import * as Roles from "../src/role/deployment.ts";
import * as Guards from "../src/safe/guard/deployment.ts";
import type { Guard } from "../src/safe/guard/state.ts";
import { ensureCreateX } from "./create-x.ts";
import conclaveModule from "./modules/conclave.ts";
import guardModule from "./modules/guard.ts";
import { type HelperName, helper as helperModule } from "./modules/helpers.ts";
import roleManagerModule from "./modules/role-manager.ts";

/** A Conclave and its helpers, and whether this run had to deploy it. */
export type Deployed = {
  readonly conclave: Address;
  readonly helpers: Deployment.Helpers;
  readonly isNew: boolean;
};

/**
 * Who deploys: Hardhat Ignition over one of Hardhat's connections, whose first account pays and which keeps a journal; or an account of
 * its own, such as one from a keystore, straight through CreateX. The addresses are the same.
 */
export type Means = {
  readonly artifacts: Pick<HardhatRuntimeEnvironment["artifacts"], "readArtifact">;
} & ({ readonly network: NetworkConnection } | { readonly sender: Sender });

const HELPERS = {
  validator: "CharterValidator",
  gate: "RetirementGate",
  lens: "ConclaveLens",
} as const satisfies Record<keyof Deployment.Helpers, HelperName>;

const createXAbi = parseAbi([
  "function deployCreate2(bytes32 salt, bytes initCode) payable returns (address)",
  "error FailedContractCreation(address emitter)",
]);

/**
 * Deploys a Conclave at the address that follows from its charter, and before it the helpers and (on a development node) CreateX, as
 * far as they are not there. What stands already is left as it is, so that the call can be repeated.
 * @throws `Revert.*` if the constructor refuses, such as `Revert.TierLockedOut` or `Revert.DeployedTooLate`; `Deploy.NoCreateX`,
 * `Deploy.Elsewhere`, `Chain.*`, and Ignition's own.
 */
export async function deployConclave(means: Means, genesis: Deployment.Genesis): Promise<Deployed> {
  const chain = await chainOf(means);
  await ensureCreateX(chain);
  const helpers = {
    validator: await deployHelper(means, chain, HELPERS.validator),
    gate: await deployHelper(means, chain, HELPERS.gate),
    lens: await deployHelper(means, chain, HELPERS.lens),
  };
  const { rosterDocument, signingWindow, suspension, deployBefore } = genesis;
  const { address: conclave, isNew } = await ensure(means, chain, {
    name: "Conclave",
    initcode: Deployment.initcode(await bytecodeOf(means, "Conclave"), genesis, helpers),
    module: conclaveModule,
    parameters: { Conclave: { ...helpers, rosterDocument, signingWindow, suspension, deployBefore } },
  });
  return { conclave, helpers, isNew };
}

/**
 * Deploys a guard at the address that follows from its terms, with the fallback handler that comes with it, and checks that it is what the
 * terms say. What stands already is left as it is.
 * @throws `Revert.ExitDelayOutOfRange` and other `Revert.*`; `SafeGuard.Differs`, and as {@link deployConclave}
 */
export async function deployGuard(
  means: Means,
  terms: Guards.Terms,
): Promise<{ readonly guard: Guard; readonly isNew: boolean }> {
  const chain = await chainOf(means);
  await ensureCreateX(chain);
  const [conclave, exitDelay, exitWindow, delegates] = Guards.constructorArgs(terms);
  const { address, isNew } = await ensure(means, chain, {
    name: "ConclaveGuard",
    initcode: Guards.initcode(await bytecodeOf(means, "ConclaveGuard"), terms),
    module: guardModule,
    parameters: {
      ConclaveGuard: { conclave, exitDelay, exitWindow, delegates: delegates.map((one) => ({ ...one })) },
    },
  });
  return { guard: await Guards.assertDeployed(chain, address, terms), isNew };
}

/**
 * Deploys a Conclave's RoleManager at the address that follows from the Conclave's, and checks that it is. What stands already is left as
 * it is.
 * @throws `Revert.NotAConclave`, `Role.*`, and as {@link deployConclave}
 */
export async function deployRoleManager(
  means: Means,
  conclave: Address,
): Promise<{ readonly manager: Roles.Manager; readonly isNew: boolean }> {
  const chain = await chainOf(means);
  await ensureCreateX(chain);
  const { address, isNew } = await ensure(means, chain, {
    name: "RoleManager",
    initcode: Roles.initcode(await bytecodeOf(means, "RoleManager"), conclave),
    module: roleManagerModule,
    parameters: { RoleManager: { conclave } },
  });
  return { manager: await Roles.assertDeployed(chain, address, conclave), isNew };
}

async function deployHelper(means: Means, chain: Connection, name: HelperName): Promise<Address> {
  const initcode = await bytecodeOf(means, name);
  return (await ensure(means, chain, { name, initcode, module: helperModule(name), parameters: {} })).address;
}

/** A contract to be: `initcode` decides its address; the module is what Ignition runs for it, with its parameters. */
type Wanted = {
  readonly name: string;
  readonly initcode: Hex;
  readonly module: Parameters<NetworkConnection["ignition"]["deploy"]>[0];
  readonly parameters: Parameters<NetworkConnection["ignition"]["deploy"]>[1] extends
    | { parameters?: infer P }
    | undefined
    ? P
    : never;
};

/** Creates the contract where it belongs, unless it stands there. */
async function ensure(
  means: Means,
  chain: Connection,
  { name, initcode, module, parameters }: Wanted,
): Promise<{ readonly address: Address; readonly isNew: boolean }> {
  const address = Deployment.predict(initcode);
  if (await isThere(chain, address)) return { address, isNew: false };
  await Deployment.rehearse(chain, initcode);
  if ("network" in means)
    await means.network.ignition.deploy(module, { ...(await journal(chain, address)), parameters });
  else await create(means.sender, initcode);
  await expectThere(chain, name, address);
  return { address, isNew: true };
}

async function chainOf(means: Means): Promise<Connection> {
  return "network" in means ? connect(means.network.provider) : means.sender.connection;
}

function create(sender: Sender, initcode: Hex) {
  const args = [Deployment.SALT, initcode] as const;
  const data = encodeFunctionData({ abi: createXAbi, functionName: "deployCreate2", args });
  return send(sender, { to: Deployment.CREATE_X, data, interfaces: createXAbi });
}

/** One journal per contract and chain. A local chain that was started anew is another chain, with another first block. */
async function journal({ client, chainId }: Connection, address: Address) {
  const first = await client.getBlock({ blockNumber: 0n });
  const deploymentId = `chain-${chainId}-${(first.hash ?? "0x").slice(2, 10)}-${address.slice(2, 10)}`;
  return { strategy: "create2" as const, strategyConfig: { salt: Deployment.SALT }, deploymentId };
}

async function bytecodeOf({ artifacts }: Means, name: string): Promise<Hex> {
  return (await artifacts.readArtifact(name)).bytecode as Hex;
}

async function isThere({ client }: Connection, address: Address): Promise<boolean> {
  return (await client.getCode({ address })) !== undefined;
}

async function expectThere(chain: Connection, name: string, address: Address): Promise<void> {
  if (await isThere(chain, address)) return;
  throw new BaseError({
    code: "Deploy.Elsewhere",
    message: `${name} is not at ${address}, where it belongs`,
    fix: "build again, so that artifacts and library are of one version; then deploy again",
    details: { name, address },
  });
}
