import type { Hex } from "viem";

/**
 * Runtime code of the proxies that Safe's factories make, by keccak256, and the version of the factory. A Safe that migrates
 * keeps its proxy, so the older ones count as well. Equal to what Safe's packages ship (test/safe/proxies.test.ts).
 */
const PROXIES: Readonly<Record<Hex, string>> = {
  "0xaea7d4252f6245f301e540cfbee27d3a88de543af8e49c5c62405d5499fab7e5": "1.1.1",
  "0xb89c1b3bdf2cf8827818646bce9a8f6e372885f8c55e5c07acbd307cb133b000": "1.3.0",
  "0xd7d408ebcd99b2b70be43e20253d6d92a8ea8fab29bd3be7f55b10032331fb4c": "1.4.1",
  "0x4e381985ca68b3e5d27b4425fa581c19cf33146d3f887a3cfca96f55528ea46f": "1.5.0",
};

/** The version of Safe whose factory makes proxies of this code; undefined for any other code. */
export function proxyVersion(codeHash: Hex): string | undefined {
  return PROXIES[codeHash];
}
