import {
  type Address,
  encodeDeployData,
  getAddress,
  type Hex,
  hexToBytes,
  isAddressEqual,
  keccak256,
} from "viem";
import { answered, type Connection } from "../chain/client.ts";
import { BaseError } from "../errors.ts";
import { predict } from "../execution/deployment.ts";
import { roleManagerAbi } from "../generated/abi.ts";
import { roleManagerCode } from "../generated/role-manager-code.ts";

/** A RoleManager, and the head of its record at the block it was read at. */
export type Manager = {
  readonly address: Address;
  readonly chainId: number;
  readonly conclave: Address;
  readonly head: Hex;
};

/** Code that creates the manager: `bytecode` as compiled, followed by the Conclave, which is all that it is told. */
export function initcode(bytecode: Hex, conclave: Address): Hex {
  return encodeDeployData({ abi: roleManagerAbi, bytecode, args: [conclave] });
}

/** Where the Conclave's manager is on every chain, or will be: its address follows from our code and the Conclave's address. */
export function managerOf(conclave: Address, bytecode: Hex): Address {
  return predict(initcode(bytecode, conclave));
}

/** Whether the code is RoleManager's, whatever its constructor was given. */
export function isRoleManager(code: Hex): boolean {
  const { hash, blanks } = roleManagerCode;
  const bytes = hexToBytes(code);
  for (const [start, length] of blanks) bytes.fill(0, start, start + length);
  return keccak256(bytes) === hash;
}

/**
 * Reads a manager that has our code, wherever it was deployed.
 * @param block The latest, if left out.
 * @throws `Role.NotAManager`, `Chain.Unreachable`
 */
export async function readManager(
  connection: Connection,
  address: Address,
  block?: bigint,
): Promise<Manager> {
  const { client, chainId } = connection;
  const blockNumber = block ?? (await answered(connection, client.getBlockNumber()));
  const code = await answered(connection, client.getCode({ address, blockNumber }));
  if (code === undefined || !isRoleManager(code)) throw notAManager(address);
  const at = { address, abi: roleManagerAbi, blockNumber } as const;
  const [conclave, head] = await answered(
    connection,
    Promise.all([
      client.readContract({ ...at, functionName: "conclave" }),
      client.readContract({ ...at, functionName: "head" }),
    ]),
  );
  return { address: getAddress(address), chainId, conclave: getAddress(conclave), head };
}

/**
 * Compares a manager with the Conclave it should be of, by asking it.
 * @throws `Role.ManagerOfAnother`, and as {@link readManager}
 */
export async function assertDeployed(
  connection: Connection,
  address: Address,
  conclave: Address,
): Promise<Manager> {
  const manager = await readManager(connection, address);
  if (isAddressEqual(manager.conclave, conclave)) return manager;
  throw ofAnother(address, manager.conclave, conclave);
}

export function ofAnother(manager: Address, conclave: Address, expected: Address): BaseError {
  return new BaseError({
    code: "Role.ManagerOfAnother",
    message: `the RoleManager at ${manager} is of the Conclave ${conclave}, not of ${expected}`,
    fix: "check both addresses (`conclave` and `roles` under `chain` in the charter); a manager's Conclave is for good, so deploy another one if need be",
    details: { manager, conclave, expected },
  });
}

function notAManager(address: Address): BaseError {
  return new BaseError({
    code: "Role.NotAManager",
    message: `${address} does not have the code of this version's RoleManager`,
    fix: "check the address and the network; `role deploy` deploys one and prints where it is",
    details: { address },
  });
}
