import { HDKey } from "@scure/bip32";
import { BaseError } from "../../errors.ts";
import { Secret } from "../secret.ts";

/** Of the master key, as hardware wallets show it: 4 bytes of hex. */
export function fingerprintOf(seed: Secret): string {
  const root = rootOf(seed);
  const fingerprint = root.fingerprint.toString(16).padStart(8, "0");
  root.wipePrivateData();
  return fingerprint;
}

/** The private key at a path of BIP-32, which `normalPath` gave. KD-02. @throws `Seed.NoKeyThere` */
export function keyAt(seed: Secret, path: string): Secret {
  const root = rootOf(seed);
  // Whoever logs such a node logs private keys: none leaves this function.
  let node: HDKey | undefined;
  try {
    node = root.derive(path);
    // The getter gives a copy, which is taken over.
    const key = node.privateKey;
    if (key !== null) return Secret.take(key);
  } catch {
    // One path in 2^127, by BIP-32. The library's error is dropped.
  } finally {
    node?.wipePrivateData();
    root.wipePrivateData();
  }
  throw new BaseError({
    code: "Seed.NoKeyThere",
    message: `the seed has no key at ${path}`,
    fix: "take the next number at the last level, as BIP-32 says",
    details: { path },
  });
}

function rootOf(seed: Secret): HDKey {
  return seed.use((bytes) => HDKey.fromMasterSeed(Uint8Array.from(bytes)));
}
