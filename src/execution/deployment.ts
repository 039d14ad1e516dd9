import {
  type Address,
  encodeAbiParameters,
  encodeDeployData,
  getContractAddress,
  type Hex,
  isAddressEqual,
  keccak256,
} from "viem";
import { type Connection, unreachable } from "../chain/client.ts";
import * as Revert from "../chain/revert.ts";
import * as ChainState from "../chain/state.ts";
import { type Compiled, compile, GENESIS } from "../charter/compile.ts";
import type { Charter } from "../charter/schema.ts";
import { BaseError } from "../errors.ts";
import { conclaveAbi } from "../generated/abi.ts";
import { formatDate, formatDuration } from "../time.ts";

/** The stateless contracts a Conclave asks. */
export type Helpers = { readonly validator: Address; readonly gate: Address; readonly lens: Address };

/** What is fixed for good at deployment: durations in seconds, `deployBefore` UNIX seconds. */
export type Genesis = {
  readonly rosterDocument: Hex;
  readonly signingWindow: number;
  readonly suspension: number;
  readonly deployBefore: number;
};

/** The CREATE2 factory, at the same address on every chain that has it: https://createx.rocks */
export const CREATE_X: Address = "0xba5Ed099633D3B313e4D5F7bdc1305d3c28ba5Ed";

/** "conclave" in ASCII; as `hardhat.config.ts` has it for Ignition. */
export const SALT: Hex = "0x636f6e636c617665000000000000000000000000000000000000000000000000";

/** How long a charter may be deployed if nothing else is said: a week from now. In seconds. */
export const DEPLOY_WITHIN = 7 * 86_400;

/** What the charter fixes at deployment. */
export function genesis(charter: Charter, compiled: Compiled = compile(charter, GENESIS)): Genesis {
  return {
    rosterDocument: compiled.rosterDocument,
    signingWindow: charter.chain["signing-window"],
    suspension: charter.chain.suspension,
    deployBefore: charter.chain["deploy-before"],
  };
}

/** The constructor's arguments. */
export function constructorArgs(genesis: Genesis, { validator, gate, lens }: Helpers) {
  const { rosterDocument, signingWindow, suspension, deployBefore } = genesis;
  return [
    validator,
    gate,
    lens,
    rosterDocument,
    BigInt(signingWindow),
    BigInt(suspension),
    BigInt(deployBefore),
  ] as const;
}

/** Code that creates the Conclave: `bytecode` as compiled, followed by the arguments. */
export function initcode(bytecode: Hex, genesis: Genesis, helpers: Helpers): Hex {
  return encodeDeployData({ abi: conclaveAbi, bytecode, args: constructorArgs(genesis, helpers) });
}

/**
 * Where CreateX's `deployCreate2(salt, initcode)` creates a contract: on every chain the same, whoever sends. CreateX hashes a salt
 * that names neither a sender nor a chain.
 */
export function predict(initcode: Hex, salt: Hex = SALT): Address {
  const guarded = keccak256(encodeAbiParameters([{ type: "bytes32" }], [salt]));
  return getContractAddress({
    opcode: "CREATE2",
    from: CREATE_X,
    salt: guarded,
    bytecodeHash: keccak256(initcode),
  });
}

/**
 * Runs the constructor without deploying, for the reason it would refuse with: factories do not pass it on.
 * @throws `Revert.*` such as `Revert.TierLockedOut`, `Chain.Unreachable`.
 */
export async function rehearse({ client, label }: Connection, initcode: Hex): Promise<void> {
  await client.call({ data: initcode, blockTag: "pending" }).catch((error: unknown) => {
    const data = Revert.dataOf(error);
    throw data === null ? unreachable(label, error) : Revert.toError(Revert.decode(data));
  });
}

/** Something in which what is deployed is not what the charter says. */
export type Difference = { readonly what: string; readonly chain: string; readonly charter: string };

/**
 * Compares a Conclave that nobody has amended yet with the charter it was deployed from.
 * @param expected Its helpers and, if known, the address that follows from its code.
 * @returns What differs; empty if nothing does.
 * @throws As {@link ChainState.read}.
 */
export async function differences(
  connection: Connection,
  conclave: Address,
  charter: Charter,
  expected: { readonly helpers?: Helpers; readonly address?: Address } = {},
): Promise<readonly Difference[]> {
  const state = await ChainState.read(connection, conclave);
  const wanted = genesis(charter);
  const { setting } = state;
  const found: Difference[] = [];
  const compare = (what: string, chain: string, own: string, same = chain === own) => {
    if (!same) found.push({ what, chain, charter: own });
  };
  compare("chain id", String(connection.chainId), String(charter.chain.id));
  compare("roster", keccak256(state.rosterDocument), keccak256(wanted.rosterDocument));
  compare("signing window", formatDuration(setting.signingWindow), formatDuration(wanted.signingWindow));
  compare("suspension", formatDuration(setting.suspension), formatDuration(wanted.suspension));
  compare("deploy-before", formatDate(setting.deployBefore), formatDate(wanted.deployBefore));
  for (const name of ["validator", "gate", "lens"] as const) {
    const own = expected.helpers?.[name];
    if (own !== undefined) compare(name, setting[name], own, isAddressEqual(setting[name], own));
  }
  const { address } = expected;
  if (address !== undefined) compare("address", conclave, address, isAddressEqual(conclave, address));
  return found;
}

/**
 * As {@link differences}, for those who can only go on if there are none.
 * @throws `Deployment.Differs` with all of them in `details.differences`.
 */
export async function assertDeployed(...parameters: Parameters<typeof differences>): Promise<void> {
  const found = await differences(...parameters);
  const [first] = found;
  if (first === undefined) return;
  throw new BaseError({
    code: "Deployment.Differs",
    message: `what is deployed is not the charter: ${first.what} is ${first.chain} on-chain and ${first.charter} in the file`,
    fix: "check the address and the charter; a Conclave that was amended is compared with `conclave charter diff`",
    details: { differences: found },
  });
}
