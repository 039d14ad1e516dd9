import { type Address, getAddress, numberToHex } from "viem";
import { mnemonicToAccount, privateKeyToAccount } from "viem/accounts";

/** The mnemonic with which Hardhat and anvil start: everybody has its keys. */
const MNEMONIC = "test test test test test test test test test test test junk";
const DEVELOPMENT_ACCOUNTS = 20;

/** Private keys 1 to 16, the first that anybody tries. */
const SMALL_KEYS = 16n;

/** Precompiles, and the sentinels of linked lists: nobody has keys to addresses this low. */
const LOWEST = 0x1ffn;

const BURNT: readonly Address[] = [
  "0x000000000000000000000000000000000000dEaD",
  "0xdEAD000000000000000042069420694206942069",
  "0xFFfFfFffFFfffFFfFFfFFFFFffFFFffffFfFFFfF",
  "0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE",
];

export type Known = { readonly what: "development" | "burnt"; readonly words: string };

/** What everybody knows of an address: that its key is public, or that there is none. Undefined for the others. */
export function knownAccount(address: Address): Known | undefined {
  const own = getAddress(address);
  if (BigInt(own) <= LOWEST || BURNT.includes(own))
    return { what: "burnt", words: "an address nobody has a key to" };
  const words = publicKeys().get(own);
  return words === undefined ? undefined : { what: "development", words };
}

let made: ReadonlyMap<Address, string> | undefined;

/** Derived on first use: the mnemonic takes some time. */
function publicKeys(): ReadonlyMap<Address, string> {
  made ??= new Map([
    ...Array.from({ length: DEVELOPMENT_ACCOUNTS }, (_, addressIndex) => {
      const { address } = mnemonicToAccount(MNEMONIC, { addressIndex });
      return [address, `account ${addressIndex} of Hardhat and anvil, whose key is published`] as const;
    }),
    ...Array.from({ length: Number(SMALL_KEYS) }, (_, index) => {
      const { address } = privateKeyToAccount(numberToHex(index + 1, { size: 32 }));
      return [address, `the account of private key ${index + 1}, which anybody tries first`] as const;
    }),
  ]);
  return made;
}
