import type { SafeDomain, SafeTransaction } from "../../src/safe/transaction.ts";
import type { Random } from "../proposal/random.ts";

/** Any transaction a Safe can be given: every field over its whole range, zero and the largest among them. */
export function randomTransaction(r: Random): SafeTransaction {
  const uint = () => {
    if (r.below(8) === 0) return r.bool() ? 0n : 2n ** 256n - 1n;
    return BigInt(r.bytes(1 + r.below(32)));
  };
  const address = () => (r.below(8) === 0 ? "0x0000000000000000000000000000000000000000" : r.address());
  return {
    to: address(),
    value: uint(),
    data: r.bytes(r.below(4) === 0 ? 0 : r.below(200)),
    operation: r.bool() ? 1 : 0,
    safeTxGas: uint(),
    baseGas: uint(),
    gasPrice: uint(),
    gasToken: address(),
    refundReceiver: address(),
    nonce: uint(),
  };
}

export function randomDomain(r: Random): SafeDomain {
  return { chainId: 1 + r.below(2 ** 53 - 2), verifyingContract: r.address() };
}
