import { type Address, getContractAddress, type Hex, type PublicClient, size, slice } from "viem";
import { BaseError } from "../errors.ts";

/** A document's place: the nonce with which the Conclave created it, and the address that follows from it. */
export type Carrier = { readonly generation: number; readonly address: Address };

const MAX_GENERATION = 0xffff;
/** EIP-170's limit less the STOP byte. */
export const MAX_DOCUMENT = 24_575;

/**
 * Where the document of a generation lies: `CREATE(conclave, generation)` (docs/formats.md, 1).
 * @throws `Document.NoSuchGeneration` outside 1 to 65,535.
 */
export function carrier(conclave: Address, generation: number): Carrier {
  if (!Number.isInteger(generation) || generation < 1 || generation > MAX_GENERATION) {
    throw new BaseError({
      code: "Document.NoSuchGeneration",
      message: `there is no document of generation ${generation}`,
      fix: "generations run from 1 to 65,535, in the order of creation",
      details: { generation },
    });
  }
  return { generation, address: getContractAddress({ from: conclave, nonce: BigInt(generation) }) };
}

/** The code that holds a document: a STOP byte, so that nobody can call it, and the bytes. */
export function code(document: Hex): Hex {
  return `0x00${document.slice(2)}`;
}

/**
 * The document in a carrier's code.
 * @throws `Document.NotCreated` if there is no code, `Document.NotACarrier` if it is something else.
 */
export function fromCode(at: Carrier, bytes: Hex | undefined): Hex {
  if (bytes === undefined || bytes === "0x") {
    throw new BaseError({
      code: "Document.NotCreated",
      message: `there is no document of generation ${at.generation} at ${at.address}`,
      fix: "check the Conclave's address, the chain and the block",
      details: at,
    });
  }
  if (slice(bytes, 0, 1) !== "0x00" || size(bytes) < 2) {
    throw new BaseError({
      code: "Document.NotACarrier",
      message: `the code at ${at.address} is no document: it does not begin with STOP`,
      fix: "check that this address is a Conclave's; a node that answers wrongly is not to be trusted",
      details: at,
    });
  }
  return slice(bytes, 1);
}

/** Reads the document of a generation at a block. @throws As {@link carrier} and {@link fromCode}. */
export async function read(
  client: Pick<PublicClient, "getCode">,
  conclave: Address,
  generation: number,
  blockNumber: bigint,
): Promise<Hex> {
  const at = carrier(conclave, generation);
  return fromCode(at, await client.getCode({ address: at.address, blockNumber }));
}
