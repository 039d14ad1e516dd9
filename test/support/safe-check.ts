import hre from "hardhat";
import { type Address, encodeFunctionData, type Hex, keccak256, numberToHex, pad, toBytes } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { connect } from "../../src/chain/client.ts";
import { safeAbi } from "../../src/generated/safe-abi.ts";
import { checkSafe, found, type SafeReport } from "../../src/safe/check/check.ts";
import type { CheckName, Finding } from "../../src/safe/check/finding.ts";
import type { CheckOptions } from "../../src/safe/check/subject.ts";
import { type TestChain, testChain } from "./chain.ts";
import { execute, type TestSafe } from "./safe.ts";

export const DAY = 86_400;

/** Accounts whose keys are no small numbers, which the check knows. */
export const OWNERS = ["ada", "bob", "cyd", "dot", "eli"].map((name) =>
  privateKeyToAccount(keccak256(toBytes(`safe check ${name}`))),
);

/** A chain of its own, in this process. */
export async function ownChain(chainId?: number): Promise<TestChain> {
  const network = await hre.network.create(chainId === undefined ? undefined : { override: { chainId } });
  return testChain(network.provider as never);
}

export async function check(safe: TestSafe, options: Partial<CheckOptions> = {}): Promise<SafeReport> {
  return checkSafe(await connect(safe.chain.provider), safe.address, { silence: 180 * DAY, ...options });
}

/** The findings of one check on the Safe as it is now. */
export async function findings(
  safe: TestSafe,
  name: CheckName,
  options: Partial<CheckOptions> = {},
): Promise<readonly Finding[]> {
  return found(await check(safe, options), name);
}

/** Has the Safe call itself. */
export function change(safe: TestSafe, functionName: string, args: readonly unknown[]) {
  const data = encodeFunctionData({ abi: safeAbi, functionName, args } as never);
  return execute(safe, { to: safe.address, data });
}

/** Writes a word of an account's storage, as a delegatecall gone wrong would. */
export function setSlot({ provider }: TestChain, address: Address, slot: Hex, value: Address) {
  return provider.request({ method: "hardhat_setStorageAt", params: [address, slot, pad(value)] });
}

export function setCode({ provider }: TestChain, address: Address, code: Hex) {
  return provider.request({ method: "hardhat_setCode", params: [address, code] });
}

/** The slot of an address's entry in the mapping at `slot`. */
export function slotOf(slot: number, address: Address): Hex {
  return keccak256(`${pad(address)}${numberToHex(slot, { size: 32 }).slice(2)}`);
}
