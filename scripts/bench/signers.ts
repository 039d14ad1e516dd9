import { concat, type Hex, hexToBytes, keccak256, numberToHex, parseSignature, toBytes } from "viem";
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import type { KeyKind } from "../../src/charter/model.ts";
import { publicKeyOf } from "../../src/keys/curve.ts";
import * as P256 from "../../src/keys/ecdsa.ts";
import { Secret } from "../../src/keys/secret.ts";
import * as TypedData from "../../src/proposal/typed-data.ts";
import { assertion } from "./web-authn.ts";

/** Whoever signs for a key of the roster. */
export type Signer = {
  readonly kind: KeyKind;
  /** What the roster says of the key: address, or `verifier ‖ key`. */
  readonly signer: Hex;
  sign(typed: TypedData.TypedData): Promise<Hex> | Hex;
};

/** An account that is the same on every run. */
export function account(name: string): PrivateKeyAccount {
  return privateKeyToAccount(secretOf(name));
}

/** r ‖ s ‖ v: 65 bytes. */
export function eoa(name: string): Signer {
  const own = account(name);
  return {
    kind: "EOA",
    signer: lower(own.address),
    sign: (typed) => own.signTypedData(typed as never),
  };
}

/** EIP-2098: 64 bytes, the parity in s's highest bit. */
export function compact(name: string): Signer {
  const own = eoa(name);
  return {
    ...own,
    async sign(typed) {
      const { r, s, yParity } = parseSignature(await own.sign(typed));
      return concat([r, numberToHex(BigInt(s) | (BigInt(yParity) << 255n), { size: 32 })]);
    },
  };
}

/** A contract wallet that `name` owns. */
export function wallet(address: Hex, name: string): Signer {
  return { ...eoa(name), kind: "ERC1271", signer: lower(address) };
}

/** P-256 over the digest itself. */
export function p256(verifier: Hex, name: string): Signer {
  const secret = Secret.take(hexToBytes(secretOf(name)));
  return {
    kind: "ERC7913",
    signer: lower(concat([verifier, publicKeyOf(secret, "P-256")?.point ?? "0x"])),
    sign: (typed) => P256.sign(secret, "P-256", TypedData.digest(typed)),
  };
}

/** P-256 over what a browser makes of the digest. */
export function passkey(verifier: Hex, name: string): Signer {
  const secret = Secret.take(hexToBytes(secretOf(name)));
  return {
    ...p256(verifier, name),
    sign: (typed) => assertion(TypedData.digest(typed), (message) => P256.sign(secret, "P-256", message)),
  };
}

/** Somebody whose consent is a transaction of their own, sent before. */
export function preApproving(name: string): Signer {
  const own = eoa(name);
  return { ...own, sign: (typed) => (typed.primaryType === "Approve" ? "0x" : own.sign(typed)) };
}

function secretOf(name: string): Hex {
  return keccak256(toBytes(`conclave bench ${name}`));
}

function lower(hex: Hex): Hex {
  return hex.toLowerCase() as Hex;
}
