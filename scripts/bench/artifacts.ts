import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import hre from "hardhat";
import { type Abi, encodeDeployData, type Hex } from "viem";

export type Artifact = { readonly abi: Abi; readonly bytecode: Hex; readonly deployedBytecode: Hex };

const require = createRequire(import.meta.url);

/** A contract as its npm package ships it, compiled by its authors. */
export function shipped(path: string): Artifact {
  return JSON.parse(readFileSync(require.resolve(path), "utf8"));
}

export function openZeppelinArtifact(name: string): Artifact {
  return shipped(`@openzeppelin/contracts/build/contracts/${name}.json`);
}

/** A contract as this project builds it. `path` is below `contracts/`, or begins with the package's name. */
export async function built(path: string): Promise<Artifact> {
  const name = path.split("/").at(-1);
  const source = path.startsWith("@") ? path : `contracts/${path}`;
  return (await hre.artifacts.readArtifact(`${source}.sol:${name}`)) as Artifact;
}

export function initcode({ abi, bytecode }: Artifact, args: readonly unknown[] = []): Hex {
  return encodeDeployData({ abi, bytecode, args } as never);
}
