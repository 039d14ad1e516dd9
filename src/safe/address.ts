import { type Address, getAddress, isAddress } from "viem";
import { BaseError } from "../errors.ts";
import { chainOf, shortName } from "./kit.ts";

/**
 * An address on this chain, with or without the chain's short name (ERC-3770): `0x…` or `eth:0x…`.
 * @throws `SafeAddress.Malformed`, `SafeAddress.UnknownPrefix`, `SafeAddress.OtherChain`
 */
export async function parse(text: string, chainId: number): Promise<Address> {
  const at = text.indexOf(":");
  const [prefix, address] = at < 0 ? [null, text] : [text.slice(0, at), text.slice(at + 1)];
  if (!isAddress(address)) {
    throw new BaseError({
      code: "SafeAddress.Malformed",
      message: `"${text}" is not an address`,
      fix: "write 0x and 40 hex digits, all lower-case or with the checksum of EIP-55; before it, if at all, the chain's short name and a colon",
      details: { text },
    });
  }
  if (prefix !== null) await checkPrefix(prefix, text, chainId);
  return getAddress(address);
}

/** `eth:0x…`; without a prefix where the chain has no short name. */
export async function format(address: Address, chainId: number): Promise<string> {
  const name = await shortName(chainId);
  return name === null ? address : `${name}:${address}`;
}

async function checkPrefix(prefix: string, text: string, chainId: number): Promise<void> {
  const named = await chainOf(prefix);
  if (named === chainId) return;
  if (named === null) {
    throw new BaseError({
      code: "SafeAddress.UnknownPrefix",
      message: `no chain is called "${prefix}", as "${text}" says`,
      fix: "correct the short name, or write the address without it",
      details: { text, prefix },
    });
  }
  throw new BaseError({
    code: "SafeAddress.OtherChain",
    message: `"${text}" is an address on chain ${named}; this is chain ${chainId}`,
    fix: "connect to the chain that is meant, or name the address on this one: the same Safe need not have the same owners there",
    details: { text, prefix, named, chainId },
  });
}
