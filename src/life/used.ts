import type { Address } from "viem";
import type { Connection } from "../chain/client.ts";
import type { ChainState } from "../chain/state.ts";
import { chainIds, onChain } from "../charter/on-chain.ts";
import type { Charter } from "../charter/schema.ts";
import type { Curve } from "../keys/curve.ts";
import type { Use } from "./destruction.ts";
import { standingOf } from "./ended.ts";

/** What a chain knows of an account. What cannot be told counts as used: nobody can take a destruction back. KZ-01. */
export async function useOn(connection: Connection, account: Address, curve: Curve): Promise<Use> {
  const asked = { asked: connection.label, chainId: connection.chainId };
  // The identity of a P-256 key is no account, and has neither transactions nor value.
  if (curve === "P-256") return { ...asked, used: false, found: "no account: a P-256 key" };
  try {
    const [nonce, balance, code] = await Promise.all([
      connection.client.getTransactionCount({ address: account, blockTag: "pending" }),
      connection.client.getBalance({ address: account }),
      connection.client.getCode({ address: account }),
    ]);
    const found = [
      ...(nonce > 0 ? [`${nonce} transactions`] : []),
      ...(balance > 0n ? [`${balance} wei`] : []),
      ...(code === undefined || code === "0x" ? [] : ["code"]),
    ];
    return found.length === 0
      ? { ...asked, used: false, found: "no transaction, no ether, no code" }
      : { ...asked, used: true, found: found.join(", ") };
  } catch {
    return { ...asked, used: true, found: "unknown: it did not answer" };
  }
}

/** What a Conclave knows: keys that ended are tombstoned, so those of former rosters show as well. The identity must have been asked about. */
export function useIn(state: ChainState, identity: Address): Use {
  const { verifyingContract: asked, chainId } = state.domain;
  const standing = standingOf(state, identity);
  return standing === null
    ? { asked, chainId, used: false, found: "never in its roster" }
    : { asked, chainId, used: true, standing, found: `${standing} in its roster` };
}

/** For a chain that did not answer, or that nobody asked. */
export function unknownUse(
  asked: string,
  why: "it did not answer" | "it was not asked",
  chainId?: number,
): Use {
  return { asked, ...(chainId === undefined ? {} : { chainId }), used: true, found: `unknown: ${why}` };
}

/** For each chain on which the charter has a Conclave that nobody asked: amendments may have come through there and not elsewhere. */
export function unasked(charter: Charter, uses: readonly Use[]): Use[] {
  const isOpen = (id: number) =>
    onChain(charter, id).chain.conclave !== undefined && !uses.some(({ chainId }) => chainId === id);
  return chainIds(charter)
    .filter(isOpen)
    .map((id) => unknownUse(`the Conclave of chain ${id}`, "it was not asked", id));
}
