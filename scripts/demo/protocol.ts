import { type Address, encodeFunctionData, getAddress, keccak256, parseAbi, toBytes, zeroHash } from "viem";
import { send } from "../../src/chain/send.ts";
import type { Network } from "./network.ts";
import type { Teller, Told } from "./teller.ts";

/** What is governed: contracts made of OpenZeppelin's. */
export type Protocol = {
  /** Ownable2Step and Pausable, with a fee. */
  readonly vault: Address;
  /** AccessControl. */
  readonly registry: Address;
  /** ERC-20. */
  readonly token: Address;
  /** OpenZeppelin's ERC-7913 verifier for P-256. */
  readonly p256: Address;
};

/** Signatures to write and to decode calls by. */
export const VAULT = [
  "function setFee(uint256 fee)",
  "function fee() view returns (uint256)",
  "event FeeSet(uint256 fee)",
];
export const WRITER = keccak256(toBytes("WRITER"));

export const protocolAbi = parseAbi([
  "function transferOwnership(address newOwner)",
  "function grantRole(bytes32 role, address account)",
  "function renounceRole(bytes32 role, address callerConfirmation)",
  "function mint(address to, uint256 amount)",
  "function transfer(address to, uint256 amount) returns (bool)",
  "function balanceOf(address account) view returns (uint256)",
  "function fee() view returns (uint256)",
  "function paused() view returns (bool)",
  "function owner() view returns (address)",
]);

/** Its developer deploys it, and is its owner to begin with. */
export async function launch(teller: Teller, { hardhat, outsiderAddress }: Network): Promise<Told<Protocol>> {
  const { viem } = hardhat;
  const at = ({ address }: { address: string }) => getAddress(address);
  const protocol = {
    vault: at(await viem.deployContract("Vault", [outsiderAddress])),
    registry: at(await viem.deployContract("Registry", [outsiderAddress])),
    token: at(await viem.deployContract("Token")),
    p256: at(await viem.deployContract("ERC7913P256Verifier")),
  };
  teller.say(`vault    ${protocol.vault}  Ownable2Step, Pausable`);
  teller.say(`registry ${protocol.registry}  AccessControl`);
  teller.say(`token    ${protocol.token}  ERC-20`);
  return { detail: "an OpenZeppelin vault, registry and token, owned by one developer", value: protocol };
}

/**
 * The developer hands everything to the Conclave, and a writer's role to one of the keys. The vault's owner changes only when the
 * Conclave accepts.
 */
export async function handOver(
  { outsider, outsiderAddress }: Network,
  { vault, registry }: Protocol,
  conclave: Address,
  writer: Address,
): Promise<void> {
  const calls = [
    [vault, "transferOwnership", [conclave]],
    [registry, "grantRole", [WRITER, writer]],
    [registry, "grantRole", [zeroHash, conclave]],
    [registry, "renounceRole", [zeroHash, outsiderAddress]],
  ] as const;
  for (const [to, functionName, args] of calls) {
    const data = encodeFunctionData({ abi: protocolAbi, functionName, args } as never);
    await send(outsider, { to, data });
  }
}
