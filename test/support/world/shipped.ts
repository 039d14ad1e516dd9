import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Abi, type Address, encodeDeployData, getAddress, type Hex } from "viem";
import type { TestChain } from "../chain.ts";

const require = createRequire(import.meta.url);

/** A contract of OpenZeppelin's, as its npm package ships it, compiled by its authors. */
export function shipped(name: string): { readonly abi: Abi; readonly bytecode: Hex } {
  return JSON.parse(
    readFileSync(require.resolve(`@openzeppelin/contracts/build/contracts/${name}.json`), "utf8"),
  );
}

/** Deploys one, from the outsider. */
export async function deployShipped(
  chain: TestChain,
  name: string,
  args: readonly unknown[],
): Promise<Address> {
  const data = encodeDeployData({ ...shipped(name), args } as never);
  const { contractAddress } = await chain.send({ data });
  return getAddress(contractAddress ?? "0x");
}
