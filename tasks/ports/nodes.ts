import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { type Connection, connect } from "../../src/chain/client.ts";
import { BaseError } from "../../src/errors.ts";
import { connectTo } from "./network.ts";
import { networkNamed } from "./networks.ts";

/** `--rpc`: nodes of several chains, as `1=https://…,10=optimism`, by URL or by the name of a network; one URL alone is the first chain's. */
export type NodesOptions = { readonly rpc: string | undefined };

/**
 * Gives the node of a chain: as `--rpc` says; else, for the first chain, Hardhat's network (`--network`); else the URL in
 * `CONCLAVE_RPC_<chain id>`, so that access keys stay out of arguments.
 * @throws `Task.BadNodes` at once; when a node is asked for, `Task.NoSuchNetwork`, `Task.NetworkUnusable`, `Chain.*`
 */
export function nodesOf(
  { rpc }: NodesOptions,
  hre: HardhatRuntimeEnvironment,
  first: number,
): (chainId: number) => Promise<Connection> {
  const named = readNodes(rpc, first);
  const known = new Map<number, Promise<Connection>>();
  const open = (chainId: number) => {
    const name = named.get(chainId);
    if (name?.includes("://")) return connect(name, { chainId });
    if (name !== undefined) return networkNamed(name, hre, chainId);
    const isNamed = process.env[`CONCLAVE_RPC_${chainId}`] !== undefined;
    if (chainId === first && !isNamed) return connectTo({ rpc: undefined }, hre, chainId);
    return networkNamed(String(chainId), hre, chainId);
  };
  return (chainId) => {
    const found = known.get(chainId) ?? open(chainId);
    known.set(chainId, found);
    return found;
  };
}

function readNodes(text: string | undefined, first: number): ReadonlyMap<number, string> {
  const parts = (text ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  const [only] = parts;
  if (parts.length === 1 && only !== undefined && /^https?:/.test(only)) return new Map([[first, only]]);
  const found = new Map<number, string>();
  for (const part of parts) {
    const [, id = "", name = ""] = /^([1-9]\d{0,15})=(.+)$/.exec(part) ?? [];
    if (name === "" || found.has(Number(id))) throw badNodes();
    found.set(Number(id), name);
  }
  return found;
}

function badNodes(): BaseError {
  return new BaseError({
    code: "Task.BadNodes",
    message: "--rpc names no node for each chain",
    fix: "write chain ids and nodes, each chain once, such as --rpc 1=https://…,10=https://…",
  });
}
