import { type Address, encodeAbiParameters, type Hex, keccak256, numberToHex } from "viem";
import { answered } from "../../chain/client.ts";
import { BaseError } from "../../errors.ts";
import type { Site } from "../discover/site.ts";

/**
 * Delays that were set but do not hold yet: AccessManager answers for them with the old value, so they are read where it stores them
 * (OpenZeppelin 5.7 below EIP712: `_targets` in slot 2, `_roles` in slot 3; docs/formats.md, 11).
 */
const TARGETS = 2n;
const ROLES = 3n;

/** Seconds of the role's grant delay, as last set. @throws `Role.SlotUnreadable`, `Chain.Unreachable` */
export async function grantDelaySet(site: Site, manager: Address, role: bigint): Promise<number> {
  const base = keccak256(encodeAbiParameters([{ type: "uint64" }, { type: "uint256" }], [role, ROLES]));
  // Admin and guardian lie below it, 8 bytes each.
  return valueAfter((await slotAfter(site, manager, base)) >> 128n);
}

/** Seconds of the target's admin delay, as last set. @throws `Role.SlotUnreadable`, `Chain.Unreachable` */
export async function targetDelaySet(site: Site, manager: Address, target: Address): Promise<number> {
  const base = keccak256(encodeAbiParameters([{ type: "address" }, { type: "uint256" }], [target, TARGETS]));
  return valueAfter(await slotAfter(site, manager, base));
}

/** The second slot of a struct: a mapping is its first. */
async function slotAfter({ connection, block }: Site, address: Address, base: Hex): Promise<bigint> {
  const slot = numberToHex(BigInt(base) + 1n, { size: 32 });
  const word = await answered(
    connection,
    connection.client.getStorageAt({ address, slot, blockNumber: block }),
  );
  if (word !== undefined && /^0x[0-9a-f]{1,64}$/i.test(word)) return BigInt(word);
  throw new BaseError({
    code: "Role.SlotUnreadable",
    message: `${connection.label} does not say what is stored at ${slot} of ${address}`,
    fix: "ask another node",
    details: { address, slot },
  });
}

/** Of a `Time.Delay`: the value that holds from its time of effect on, in the low 32 bits. */
function valueAfter(delay: bigint): number {
  return Number(delay & 0xffff_ffffn);
}
