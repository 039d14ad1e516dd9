import type { Hex } from "viem";
import type { Card, CardOf } from "./card.ts";
import { signWithSeed } from "./hd.ts";
import type { AskPassword } from "./keystore.ts";

/** r ‖ s over a digest, by whatever keeps the key: nobody believes it before it was checked. */
export type SignDigest = (digest: Hex) => Promise<Hex>;

type DigestKind = Exclude<Card["custody"]["kind"], "rpc">;

/** Whether it takes a password or PIN of ours. Cloud services and remote signers know in their own way who asks. */
export function takesSecret({ custody }: Card): boolean {
  return custody.kind === "pkcs11" || custody.kind === "hd";
}

/**
 * What has the card's key sign; undefined for remote signers, which are sent typed data alone. What it takes to reach a device or service
 * is loaded when it is used.
 */
export function digestSigner(path: string, card: CardOf<DigestKind>, ask: AskPassword): SignDigest;
export function digestSigner(path: string, card: Card, ask: AskPassword): SignDigest | undefined;
export function digestSigner(path: string, card: Card, ask: AskPassword): SignDigest | undefined {
  const { custody } = card;
  switch (custody.kind) {
    case "hd":
      return (digest) => signWithSeed(path, { ...card, custody }, ask, digest);
    case "pkcs11":
      return async (digest) => {
        const { signInToken } = await import("./pkcs11/keys.ts");
        return signInToken({ ...card, custody }, ask, digest);
      };
    case "rpc":
      return undefined;
    case "aws-kms":
      return async (digest) => {
        const { signWithAws } = await import("./kms/aws.ts");
        return signWithAws({ ...card, custody }, digest);
      };
    case "gcp-kms":
      return async (digest) => {
        const { signWithGcp } = await import("./kms/gcp.ts");
        return signWithGcp({ ...card, custody }, digest);
      };
  }
}
