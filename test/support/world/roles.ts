import { type Address, getAddress, type Hex, keccak256, slice, stringToHex } from "viem";
import { artifact } from "../artifact.ts";
import type { TestChain } from "../chain.ts";
import { account, GUS, HANA, OUTSIDER, PIA, TOM } from "../people.ts";

export const DEFAULT_ADMIN: Hex = `0x${"00".repeat(32)}`;

/** Somebody whom no charter knows. */
export const STRANGER: Address = getAddress(
  slice(keccak256(stringToHex("a stranger of the model world")), 12),
);

export function roleId(name: string): Hex {
  return keccak256(stringToHex(name));
}

/** Contracts with AccessControl and with an owner; the Conclave's own acts on them come later, by proposal. */
export async function makeRoles(
  chain: TestChain,
  who: { conclave: Address; opsSafe: Address; timelock: Address; fastlock: Address },
) {
  const vaultOf = (owner: Address) => chain.deploy("mocks/Vault", [owner]);
  const desk = await vaultOf(account(HANA).address);
  const coin = await chain.deploy("mocks/world/Coin", [OUTSIDER.address]);
  const coinAbi = artifact("mocks/world/Coin").abi;
  const grant = (role: Hex, to: Address) => chain.write(coin, coinAbi, "grantRole", [role, to]);
  await grant(roleId("PAUSER_ROLE"), account(GUS).address);
  await grant(roleId("MINTER_ADMIN_ROLE"), desk);
  await grant(DEFAULT_ADMIN, who.timelock);
  await grant(DEFAULT_ADMIN, who.opsSafe);
  await chain.write(coin, coinAbi, "renounceRole", [DEFAULT_ADMIN, OUTSIDER.address]);
  const guild = await chain.deploy("mocks/world/Guild", [account(TOM).address, account(PIA).address]);
  const feed = await chain.deploy("mocks/world/Feed", [who.conclave]);
  const registry = await chain.deploy("mocks/Registry", [OUTSIDER.address]);
  const registryAbi = artifact("mocks/Registry").abi;
  await chain.write(registry, registryAbi, "grantRole", [roleId("WRITER"), account(PIA).address]);
  await chain.write(registry, registryAbi, "renounceRole", [DEFAULT_ADMIN, OUTSIDER.address]);
  const vault = await vaultOf(who.conclave);
  const oldVault = await vaultOf(OUTSIDER.address);
  await chain.write(oldVault, artifact("mocks/Vault").abi, "renounceOwnership", []);
  const till = await vaultOf(who.fastlock);
  const sink = await chain.deploy("mocks/Sink");
  const lostVault = await vaultOf(sink);
  return { desk, coin, guild, feed, registry, vault, oldVault, till, sink, lostVault };
}
