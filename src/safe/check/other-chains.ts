import type { Address } from "viem";
import { answered, type Connection } from "../../chain/client.ts";
import { BaseError } from "../../errors.ts";
import { readSafe, type SafeState } from "../state.ts";

/** What lies at the Safe's address on another chain. */
export type Elsewhere = {
  readonly chainId: number;
  readonly node: string;
  /** `nothing`: no code, so that whoever can repeat the creation gets it. `other`: code that is no Safe we know. */
  readonly there: SafeState | "nothing" | "other";
};

/** @throws `Chain.Unreachable` */
export async function lookElsewhere(connection: Connection, address: Address): Promise<Elsewhere> {
  const { chainId, label: node } = connection;
  const code = await answered(connection, connection.client.getCode({ address }));
  if (code === undefined || code === "0x") return { chainId, node, there: "nothing" };
  try {
    return { chainId, node, there: await readSafe(connection, address) };
  } catch (error) {
    if (!(error instanceof BaseError) || !error.code.startsWith("Safe.")) throw error;
    return { chainId, node, there: "other" };
  }
}
