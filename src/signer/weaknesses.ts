import type { Card, CustodyOf } from "./card.ts";
import { isHere } from "./rpc/place.ts";

/** What makes a card's key less safe than one that was made in a certified device and cannot leave it, in words. KS-02, KS-05. */
export function cardWeaknesses({ custody }: Pick<Card, "custody">): string[] {
  switch (custody.kind) {
    case "hd":
      return [
        `one of the keys of the seed ${custody.seed}: whoever has the seed has them all`,
        ...(custody.path.endsWith("'")
          ? []
          : ["not hardened: this key and the extended public key above it give that one's private key away"]),
      ];
    case "pkcs11":
      return tokenWeaknesses(custody);
    case "rpc":
      return [
        "whoever runs the signer has the key; nothing here shows how it is kept",
        ...(custody.url !== undefined && isOpen(custody.url)
          ? ["requests travel in clear: others can read and change them"]
          : []),
      ];
    case "aws-kms":
      return [
        "whoever administers the cloud account can let others sign",
        ...(custody.origin === "EXTERNAL" ? [IMPORTED] : []),
      ];
    case "gcp-kms":
      return [
        "whoever administers the cloud account can let others sign",
        ...(custody.imported ? [IMPORTED] : []),
        ...(custody.protection === "HSM" ? [] : [`kept by ${custody.protection}, not in hardware`]),
      ];
  }
}

const IMPORTED = "imported, not generated where it is kept: there may be copies";

function tokenWeaknesses({ born, device, certification }: CustodyOf<"pkcs11">): string[] {
  return [
    ...(born.local ? [] : [IMPORTED]),
    ...(born.sensitive ? [] : ["the token shows the private key to whoever has the PIN"]),
    ...(born.extractable ? ["the key can leave the token wrapped under another"] : []),
    ...(born.alwaysSensitive && born.neverExtractable
      ? []
      : ["the key was readable or extractable at some time"]),
    ...(/softhsm/i.test(`${device.manufacturer} ${device.model}`)
      ? ["SoftHSM is a program: its files can be copied, and it never locks"]
      : []),
    ...(certification === undefined ? ["no certification of the device is named"] : []),
  ];
}

/** Over a network in clear; on this machine itself it does not matter. */
function isOpen(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  return protocol === "http:" && !isHere(hostname);
}
