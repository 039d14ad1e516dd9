import { type Address, type Hex, keccak256, stringToHex, zeroAddress } from "viem";
import type { TestChain } from "../chain.ts";
import { account, DAY, GUS, HOUR, OUTSIDER, PIA } from "../people.ts";
import { deployShipped, shipped } from "./shipped.ts";

const CANCELLER: Hex = keccak256(stringToHex("CANCELLER_ROLE"));

/** A timelock that anybody executes, a faster one beside it, and one whose deployer kept admin. */
export async function makeTimelocks(
  chain: TestChain,
  { conclave, opsSafe, nestedSafe }: { conclave: Address; opsSafe: Address; nestedSafe: Address },
) {
  const make = (
    delay: number,
    proposers: readonly Address[],
    executors: readonly Address[],
    admin: Address,
  ) => deployShipped(chain, "TimelockController", [BigInt(delay), proposers, executors, admin]);
  const { abi } = shipped("TimelockController");
  const timelock = await make(2 * DAY, [conclave], [zeroAddress], OUTSIDER.address);
  await chain.write(timelock, abi, "grantRole", [CANCELLER, account(GUS).address]);
  await chain.write(timelock, abi, "renounceRole", [`0x${"00".repeat(32)}`, OUTSIDER.address]);
  const fastlock = await make(HOUR, [opsSafe], [opsSafe], zeroAddress);
  const leftlock = await make(3 * DAY, [nestedSafe], [account(PIA).address], OUTSIDER.address);
  return { timelock, fastlock, leftlock };
}
