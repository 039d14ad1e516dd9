import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { type Connection, connect } from "../../src/chain/client.ts";
import { BaseError } from "../../src/errors.ts";

/**
 * The node of a network by its name: the URL in `CONCLAVE_RPC_<NAME>` if there is one, so that access keys stay out of files and
 * arguments, else Hardhat's network of that name. Tasks of one run share an in-process network.
 * @throws `Task.NoSuchNetwork`, `Chain.*`
 */
export async function networkNamed(
  name: string,
  hre: HardhatRuntimeEnvironment,
  chainId?: number,
): Promise<Connection> {
  const options = chainId === undefined ? {} : { chainId };
  const variable = variableOf(name);
  const url = process.env[variable];
  if (url !== undefined && url !== "") return connect(url, options);
  try {
    return await connect((await hre.network.getOrCreate(name)).provider, options);
  } catch (cause) {
    if (cause instanceof BaseError) throw cause;
    throw new BaseError({
      code: "Task.NoSuchNetwork",
      message: `there is no network "${name}"`,
      fix: `put the URL of its node into ${variable}, or the network into hardhat.config.ts`,
      details: { name, variable },
      cause,
    });
  }
}

/** Each by URL or name, separated by commas. @throws as {@link networkNamed} */
export async function networksNamed(
  list: string | undefined,
  hre: HardhatRuntimeEnvironment,
): Promise<Connection[]> {
  const names = (list ?? "")
    .split(",")
    .map((one) => one.trim())
    .filter((one) => one !== "");
  return Promise.all(names.map((one) => (one.includes("://") ? connect(one) : networkNamed(one, hre))));
}

function variableOf(name: string): string {
  return `CONCLAVE_RPC_${name.toUpperCase().replace(/[^A-Z0-9]/g, "_")}`;
}
