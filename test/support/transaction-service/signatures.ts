import {
  type Address,
  encodeAbiParameters,
  getAddress,
  type Hex,
  hexToBigInt,
  keccak256,
  parseAbi,
  recoverAddress,
  recoverMessageAddress,
  size,
  slice,
  stringToHex,
} from "viem";
import { safeAbi } from "../../../src/generated/safe-abi.ts";
import type { TestChain } from "../chain.ts";

export type SignatureType = "EOA" | "ETH_SIGN" | "APPROVED_HASH" | "CONTRACT_SIGNATURE";
export type Confirmation = {
  readonly owner: Address;
  readonly signature: Hex;
  readonly type: SignatureType;
  readonly created: Date;
  readonly valid: boolean;
};

const MAGIC = ["0x1626ba7e", "0x20c13b0b"];
const wallet = parseAbi([
  "function isValidSignature(bytes32 hash, bytes signature) view returns (bytes4)",
  "function isValidSignature(bytes data, bytes signature) view returns (bytes4)",
]);

/** Takes a Safe's packed signatures apart, and judges each. */
export async function parseSignatures(
  chain: TestChain,
  safe: Address,
  hash: Hex,
  preimage: Hex,
  packed: Hex,
): Promise<Confirmation[]> {
  const found: Confirmation[] = [];
  let end = size(packed);
  for (let at = 0; at + 65 <= end; at += 65) {
    const r = slice(packed, at, at + 32);
    const s = slice(packed, at + 32, at + 64);
    const v = Number(slice(packed, at + 64, at + 65));
    const bytes = slice(packed, at, at + 65);
    const created = new Date();
    if (v === 0) {
      const owner = getAddress(slice(r, 12));
      const offset = Number(hexToBigInt(s));
      if (offset + 32 > size(packed)) return found;
      const length = Number(hexToBigInt(slice(packed, offset, offset + 32)));
      const dynamic = length === 0 ? "0x" : slice(packed, offset + 32, offset + 32 + length);
      end = Math.min(end, offset);
      const valid = await isValid(chain, owner, hash, preimage, dynamic);
      const head = encodeAbiParameters([{ type: "address" }, { type: "uint256" }], [owner, 65n]);
      const signature: Hex = `${head}00${encodeAbiParameters([{ type: "uint256" }], [BigInt(length)]).slice(2)}${dynamic.slice(2)}`;
      found.push({ owner, signature, type: "CONTRACT_SIGNATURE", created, valid });
    } else if (v === 1) {
      const owner = getAddress(slice(r, 12));
      const approved = await chain.client.readContract({
        address: safe,
        abi: safeAbi,
        functionName: "approvedHashes",
        args: [owner, hash],
      });
      found.push({ owner, signature: bytes, type: "APPROVED_HASH", created, valid: approved === 1n });
    } else if (v > 30) {
      const signature: Hex = `0x${bytes.slice(2, -2)}${(v - 4).toString(16)}`;
      const owner = await recoverMessageAddress({ message: { raw: hash }, signature });
      found.push({ owner, signature: bytes, type: "ETH_SIGN", created, valid: true });
    } else {
      const owner = await recoverAddress({ hash, signature: bytes });
      found.push({ owner, signature: bytes, type: "EOA", created, valid: true });
    }
  }
  return found;
}

async function isValid(chain: TestChain, owner: Address, hash: Hex, preimage: Hex, signature: Hex) {
  for (const first of [hash, preimage]) {
    const abi = first === hash ? [wallet[0]] : [wallet[1]];
    const magic = await chain.client
      .readContract({
        address: owner,
        abi,
        functionName: "isValidSignature",
        args: [first, signature],
      } as never)
      .catch(() => "0x");
    if (MAGIC.includes(magic as string)) return true;
  }
  return false;
}

const SUCCESS = keccak256(stringToHex("ExecutionSuccess(bytes32,uint256)"));
const FAILURE = keccak256(stringToHex("ExecutionFailure(bytes32,uint256)"));

/** What the chain says was executed; versions before 1.4 do not index the hash. */
export async function executions(chain: TestChain, safe: Address) {
  const logs = await chain.client.request({
    method: "eth_getLogs",
    params: [{ address: safe, fromBlock: "0x0", toBlock: "latest", topics: [[SUCCESS, FAILURE]] }],
  });
  return new Map(
    logs.map(({ topics, data, transactionHash }) => {
      const hash = topics[1] ?? slice(data, 0, 32);
      return [hash, { transactionHash, success: topics[0] === SUCCESS }] as const;
    }),
  );
}
