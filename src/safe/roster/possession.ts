import { type Address, getAddress, type Hex, hashTypedData, isAddressEqual, recoverAddress } from "viem";
import { z } from "zod";
import { WALLET_YES, walletAbi } from "../../approval/verify.ts";
import * as Canonical from "../../canonical.ts";
import { answered, type Connection } from "../../chain/client.ts";
import { BaseError } from "../../errors.ts";
import { addressSchema, hexSchema, uintSchema } from "../../json.ts";
import type { Signer, TypedData } from "../../signer/signer.ts";
import { describe } from "../account.ts";

/** What says that somebody holds the key that is to own a Safe: signed by it, for this Safe on this chain, until the deadline. */
export const possessionSchema = z.strictObject({
  format: z.literal("conclave-possession/1"),
  chainId: uintSchema(53),
  safe: addressSchema,
  owner: addressSchema,
  deadline: uintSchema(40).describe("UNIX seconds"),
  signature: hexSchema.describe("65 bytes of the owner's key, or what its isValidSignature takes (ERC-1271)"),
});
export type Possession = z.output<typeof possessionSchema>;
export type Unsigned = Omit<Possession, "format" | "signature">;

/** Seconds a proof may hold: it says that the key is there now, not that it always will be. */
export const LONGEST = 90 * 86_400;

const REASONS = {
  place: "it is for another chain, Safe or owner",
  expired: "its deadline has passed",
  tooLong: "it holds for longer than 90 days",
  signature: "the signature is not the owner's",
} as const;
type Reason = keyof typeof REASONS;

/**
 * What the new owner signs. Name and version keep it apart from everything that Safes, Conclaves and guards take: no signature of
 * theirs passes for a proof, nor a proof for one of theirs.
 */
export function typedData({ chainId, safe, owner, deadline }: Unsigned): TypedData {
  return {
    domain: { name: "Conclave Safe Owner", version: "1", chainId, verifyingContract: safe },
    types: {
      OwnSafe: [
        { name: "safe", type: "address" },
        { name: "owner", type: "address" },
        { name: "deadline", type: "uint40" },
      ],
    },
    primaryType: "OwnSafe",
    message: { safe, owner, deadline },
  };
}

export function digest(unsigned: Unsigned): Hex {
  return hashTypedData(typedData(unsigned) as Parameters<typeof hashTypedData>[0]);
}

/** Proves possession with a key at hand. */
export async function prove(
  signer: Signer,
  owner: Address,
  at: Omit<Unsigned, "owner">,
): Promise<Possession> {
  const unsigned = { ...at, owner: getAddress(owner) };
  return {
    format: "conclave-possession/1",
    ...unsigned,
    signature: await signer.signTypedData(typedData(unsigned)),
  };
}

/** @throws `Possession.Malformed` */
export function parse(content: string): Possession {
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch {
    json = undefined;
  }
  const read = possessionSchema.safeParse(json);
  if (read.success) return read.data;
  const [first] = read.error.issues;
  throw new BaseError({
    code: "Possession.Malformed",
    message: `not a proof of possession: ${first?.path.join(".") || "the file"}: ${first?.message}`,
    fix: "have the new owner run `safe prove` again",
  });
}

export function stringify(proof: Possession): string {
  return Canonical.pretty(proof);
}

/**
 * Refuses a proof that does not hold now. Accounts sign with their key, also those that run delegated code; contracts answer for
 * themselves, on the Safe's chain. `now` is UNIX seconds by that chain's clock.
 * @throws `Possession.Refused` with the reason in its details, `Chain.Unreachable`
 */
export async function verify(
  connection: Connection,
  proof: Possession,
  expected: Omit<Unsigned, "deadline">,
) {
  const { chainId, safe, owner } = expected;
  const isHere =
    proof.chainId === chainId && isAddressEqual(proof.safe, safe) && isAddressEqual(proof.owner, owner);
  if (!isHere) throw failing(proof, "place");
  const block = await answered(connection, connection.client.getBlock());
  const left = proof.deadline - Number(block.timestamp);
  if (left < 0) throw failing(proof, "expired");
  if (left > LONGEST) throw failing(proof, "tooLong");
  const valid = await answered(connection, isSigned(connection, proof, block.number));
  if (!valid) throw failing(proof, "signature");
}

async function isSigned(connection: Connection, proof: Possession, block: bigint): Promise<boolean> {
  const { owner, signature } = proof;
  const hash = digest(proof);
  const { kind } = await describe(connection, owner, block);
  if (kind === "account" || kind === "delegated") {
    const signer = await recoverAddress({ hash, signature }).catch(() => null);
    return signer !== null && isAddressEqual(signer, owner);
  }
  const said = await connection.client
    .readContract({
      address: owner,
      abi: walletAbi,
      functionName: "isValidSignature",
      args: [hash, signature],
      blockNumber: block,
    })
    .catch(() => null);
  return said === WALLET_YES;
}

function failing({ owner, safe, chainId, deadline }: Possession, reason: Reason): BaseError {
  return new BaseError({
    code: "Possession.Refused",
    message: `the proof that somebody holds ${owner} does not hold: ${REASONS[reason]}`,
    fix: "have the new owner run `safe prove` again for this Safe",
    details: { reason, owner, safe, chainId, deadline },
  });
}
