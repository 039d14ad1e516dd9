/** What `hardhat build` left in artifacts/, read without Hardhat. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import type { Abi, Hex } from "viem";

export type Artifact = {
  name: string;
  /** Path of the Solidity file: `contracts/...`, `test/...`, or `@scope/package/...` for one that comes from npm. */
  source: string;
  abi: Abi;
  bytecode: Hex;
  deployedBytecode: Hex;
  linkReferences: Record<string, unknown>;
  /** Where constructors write into the code, by the compiler's numbers for the variables. */
  immutableReferences?: Record<string, { start: number; length: number }[]>;
};

/** All compiled contracts, sorted by source and name. */
export function artifacts(root: string): Artifact[] {
  const folder = join(root, "artifacts");
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.includes(`.sol${sep}`) && path.endsWith(".json"))
    .sort()
    .map((path) => {
      const { contractName, sourceName, ...rest } = JSON.parse(readFileSync(join(folder, path), "utf8"));
      return { name: contractName, source: sourceName, ...rest };
    });
}
