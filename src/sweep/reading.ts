import { type Address, encodeFunctionData, type Hex, numberToHex, parseAbi, size } from "viem";
import type { Connection } from "../chain/client.ts";
import type { WatchedItem } from "../charter/model.ts";

/**
 * What a watched item says about an account. `amount` is wei, base units, or how many tokens; for an authority or a single token 1 if
 * the account has it, else 0. `null`: it cannot be known, which the gate takes for "not clear".
 */
export type Reading = { readonly amount: bigint | null };

const abi = parseAbi([
  "function balanceOf(address account) view returns (uint256)",
  "function balanceOf(address account, uint256 id) view returns (uint256)",
  "function ownerOf(uint256 id) view returns (address)",
  "function owner() view returns (address)",
  "function pendingOwner() view returns (address)",
  "function hasRole(bytes32 role, address account) view returns (bool)",
  "function hasRole(uint64 role, address account) view returns (bool, uint32)",
]);

/** As the gate on-chain has it. */
const READ_GAS = 200_000n;
const WORD = 32;

/** Reads one watched item for `account`, with the gate's own gas cap and lengths. An RPC that fails says nothing: unknown. */
export async function read(connection: Connection, item: WatchedItem, account: Address): Promise<Reading> {
  const { kind, target, parameter } = item;
  const ask = (data: Hex, length = WORD) => words(connection, target, data, length);
  const isMine = async (data: Hex) => {
    const answer = await ask(data);
    if (answer === null || answer >> 160n !== 0n) return null;
    return answer === BigInt(account) ? 1n : 0n;
  };
  switch (kind) {
    case "native":
      return { amount: await connection.client.getBalance({ address: account }).catch(() => null) };
    case "erc20":
    case "erc721":
      return { amount: await ask(encodeFunctionData({ abi, functionName: "balanceOf", args: [account] })) };
    case "erc1155Id": {
      const args = [account, parameter] as const;
      return { amount: await ask(encodeFunctionData({ abi, functionName: "balanceOf", args })) };
    }
    case "erc721Id":
      return {
        amount: await isMine(encodeFunctionData({ abi, functionName: "ownerOf", args: [parameter] })),
      };
    case "accessControl": {
      const args = [numberToHex(parameter, { size: WORD }), account] as const;
      return { amount: flag(await ask(encodeFunctionData({ abi, functionName: "hasRole", args }))) };
    }
    case "accessManager": {
      const args = [parameter, account] as const;
      const data = encodeFunctionData({ abi, functionName: "hasRole", args });
      return { amount: flag(await ask(data, 2 * WORD)) };
    }
    case "ownable":
      return { amount: await isMine(encodeFunctionData({ abi, functionName: "owner" })) };
    case "ownable2Step": {
      const owner = await isMine(encodeFunctionData({ abi, functionName: "owner" }));
      const next = await isMine(encodeFunctionData({ abi, functionName: "pendingOwner" }));
      return { amount: owner === null || next === null ? null : owner | next };
    }
  }
}

/** First word of the answer, if it comes in exactly the length its interface has. */
async function words({ client }: Connection, to: Address, data: Hex, length: number): Promise<bigint | null> {
  const answer = await client.call({ to, data, gas: READ_GAS }).catch(() => null);
  if (answer?.data === undefined || size(answer.data) !== length) return null;
  return BigInt(answer.data.slice(0, 2 + 2 * WORD));
}

function flag(answer: bigint | null): bigint | null {
  return answer === null ? null : BigInt(answer !== 0n);
}
