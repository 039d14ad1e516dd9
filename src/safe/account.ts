import { type Address, getAddress, type Hex, keccak256, size, sliceHex } from "viem";
import type { Connection } from "../chain/client.ts";
import { BaseError } from "../errors.ts";
import { readSafe, type SafeState } from "./state.ts";

/** What lies at an address, at one block. */
export type Account = {
  readonly address: Address;
  /** Transactions sent by an account without code; contracts made by one with code. */
  readonly nonce: number;
  readonly balance: bigint;
} & AccountKind;

export type AccountKind =
  | { readonly kind: "account" }
  /** An account that runs another contract's code (EIP-7702). `codeHash` is that contract's; null if it has none. */
  | { readonly kind: "delegated"; readonly delegate: Address; readonly codeHash: Hex | null }
  | { readonly kind: "safe"; readonly codeHash: Hex; readonly safe: SafeState }
  /** A minimal proxy (ERC-1167) of `of`. */
  | { readonly kind: "clone"; readonly codeHash: Hex; readonly of: Address }
  | { readonly kind: "contract"; readonly codeHash: Hex };

const DELEGATION = "0xef0100";
const CLONE = /^0x363d3d373d3d3d363d73([0-9a-f]{40})5af43d82803e903d91602b57fd5bf3$/;

/** What lies at `address`: account, delegated account, Safe, clone or another contract. @throws `Chain.Unreachable` by the caller */
export async function describe(connection: Connection, address: Address, block: bigint): Promise<Account> {
  const { client } = connection;
  const at = { address, blockNumber: block } as const;
  const [code, nonce, balance] = await Promise.all([
    client.getCode(at),
    client.getTransactionCount(at),
    client.getBalance(at),
  ]);
  return {
    address: getAddress(address),
    nonce,
    balance,
    ...(await kindOf(connection, address, code, block)),
  };
}

async function kindOf(
  connection: Connection,
  address: Address,
  code: Hex | undefined,
  block: bigint,
): Promise<AccountKind> {
  if (code === undefined || code === "0x") return { kind: "account" };
  if (code.startsWith(DELEGATION) && size(code) === 23) {
    const delegate = getAddress(sliceHex(code, 3));
    const theirs = await connection.client.getCode({ address: delegate, blockNumber: block });
    return { kind: "delegated", delegate, codeHash: theirs === undefined ? null : keccak256(theirs) };
  }
  const codeHash = keccak256(code);
  const clone = CLONE.exec(code)?.[1];
  if (clone !== undefined) return { kind: "clone", codeHash, of: getAddress(`0x${clone}`) };
  const safe = await safeIfAny(connection, address, block);
  return safe === null ? { kind: "contract", codeHash } : { kind: "safe", codeHash, safe };
}

/** The Safe at an address, or null if what is there is no Safe that we know. */
async function safeIfAny(connection: Connection, address: Address, block: bigint): Promise<SafeState | null> {
  try {
    return await readSafe(connection, address, block);
  } catch (error) {
    const is =
      error instanceof BaseError && ["Safe.NotASafe", "Safe.VersionUnsupported"].includes(error.code);
    if (is) return null;
    throw error;
  }
}
