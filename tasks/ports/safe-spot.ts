import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { Address } from "viem";
import type { Connection } from "../../src/chain/client.ts";
import type { Charter } from "../../src/charter/schema.ts";
import * as SafeAddress from "../../src/safe/address.ts";
import { charterIfAny } from "./charter.ts";
import { connectTo, type NetworkOptions } from "./network.ts";

export type SafeOptions = NetworkOptions & {
  readonly safe: string;
  readonly charter: string | undefined;
};

/** A Safe on a chain, and the charter with people's names if there is one. */
export type SafeSpot = {
  readonly connection: Connection;
  readonly safe: Address;
  readonly charter: Charter | undefined;
};

/** @throws `SafeAddress.*`, `Chain.*` */
export async function safeSpot(options: SafeOptions, hre: HardhatRuntimeEnvironment): Promise<SafeSpot> {
  const charter = (await charterIfAny(options.charter))?.charter;
  const connection = await connectTo(options, hre);
  return { connection, safe: await SafeAddress.parse(options.safe, connection.chainId), charter };
}

const ADDRESS = /^([^\s:/\\.]+:)?0x[0-9a-fA-F]{40}$/;

/** Whether an argument that may name a Safe or its file is an address, with or without its chain's short name. */
export function isSafeAddress(text: string): boolean {
  return ADDRESS.test(text);
}

/** Addresses by commas, with or without their chain's short name. @throws `SafeAddress.*` */
export async function addressesIn(text: string | undefined, chainId: number): Promise<readonly Address[]> {
  const parts = (text ?? "").split(",").map((one) => one.trim());
  return Promise.all(parts.filter((one) => one !== "").map((one) => SafeAddress.parse(one, chainId)));
}
