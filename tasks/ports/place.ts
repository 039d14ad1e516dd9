import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { type Address, getAddress, isAddress } from "viem";
import type { Connection } from "../../src/chain/client.ts";
import { chainIds, onChain } from "../../src/charter/on-chain.ts";
import type { ParsedCharter } from "../../src/charter/parse.ts";
import type { Charter } from "../../src/charter/schema.ts";
import { BaseError } from "../../src/errors.ts";
import { charterIfAny } from "./charter.ts";
import { connectTo, type NetworkOptions } from "./network.ts";

export type PlaceOptions = NetworkOptions & {
  readonly conclave: string | undefined;
  readonly charter: string | undefined;
};

/** A Conclave on a chain, and the charter that names its people, if there is one. */
export type Place = {
  readonly connection: Connection;
  readonly conclave: Address;
  readonly parsed?: ParsedCharter;
};

/**
 * The Conclave meant by `--conclave`, else by the charter's chain section (whose chain id must then be the network's).
 * @throws `Task.NoConclave`, `Task.BadAddress`, what reading a charter and connecting throw
 */
export async function placeOf(options: PlaceOptions, hre: HardhatRuntimeEnvironment): Promise<Place> {
  const whole = await charterIfAny(options.charter);
  const further = whole !== undefined && whole.charter.chains.length > 0;
  // Of several chains the one that is connected to is meant.
  const chainId = further ? (await connectTo(options, hre)).chainId : whole?.charter.chain.id;
  const parsed = whole === undefined ? undefined : parsedOn(whole, chainId);
  const named = parsed?.charter.chain.conclave;
  const conclave = options.conclave === undefined ? named : readAddress(options.conclave);
  if (conclave === undefined) {
    throw new BaseError({
      code: "Task.NoConclave",
      message: "which Conclave? neither --conclave nor the charter's chain section names one",
      fix: "add --conclave 0x…, or write `conclave:` under `chain:` in the charter",
    });
  }
  const expected = options.conclave === undefined ? parsed?.charter.chain.id : undefined;
  const connection = await connectTo(options, hre, expected);
  return { connection, conclave, ...(parsed === undefined ? {} : { parsed }) };
}

/** A charter that was read, as it holds on a chain; as it is where it says nothing of that chain. */
export function parsedOn(parsed: ParsedCharter, chainId: number | undefined): ParsedCharter {
  const isListed = chainId !== undefined && chainIds(parsed.charter).includes(chainId);
  return isListed ? { ...parsed, charter: onChain(parsed.charter, chainId) } : parsed;
}

/** The charter as it holds on the chain that is connected to, if there is one. @throws what reading a charter throws */
export async function charterOn(path: string | undefined, chainId: number): Promise<Charter | undefined> {
  const parsed = await charterIfAny(path);
  return parsed === undefined ? undefined : parsedOn(parsed, chainId).charter;
}

/** A Conclave where none is needed: the charter's is meant on the charter's chain only. @throws `Task.BadAddress` */
export function conclaveIfAny(
  { conclave }: Pick<PlaceOptions, "conclave">,
  charter: Charter | undefined,
  chainId: number,
): Address | undefined {
  if (conclave !== undefined) return readAddress(conclave);
  return charter?.chain.id === chainId ? charter.chain.conclave : undefined;
}

/** @throws `Task.BadAddress` also for a wrong checksum */
export function readAddress(text: string): Address {
  if (isAddress(text)) return getAddress(text);
  throw new BaseError({
    code: "Task.BadAddress",
    message: `"${text}" is not an address`,
    fix: "write 0x and 40 hex digits, all lower-case or with the checksum of EIP-55",
    details: { text },
  });
}
