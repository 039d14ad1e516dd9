import { p256 } from "@noble/curves/nist.js";
import {
  type Address,
  bytesToHex,
  compactSignatureToSignature,
  concat,
  type Hex,
  hexToBytes,
  keccak256,
  parseSignature,
  serializeCompactSignature,
  serializeSignature,
  signatureToCompactSignature,
  size,
  slice,
} from "viem";
import type { Key } from "../../../src/charter/model.ts";
import * as TypedData from "../../../src/proposal/typed-data.ts";
import type { Random } from "../../proposal/random.ts";
import * as People from "../../support/people.ts";

type Signer = {
  /** Whose signature a Saboteur asks for matters not: only the trick does. */
  readonly kind: "EOA" | "wallet" | "saboteur" | "passkey";
  sign(digest: Hex): Promise<Hex>;
};

/** Order of secp256k1, for the other half of a signature. */
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
/** Tricks of a Saboteur's `isValidSignature` after which the answer still is yes. */
const HARMLESS = [0, 7];
const STRANGER = 9_999;
/** Nobody's signature, a Saboteur's neither. */
const NOTHING = "0x01";
const KINDS = { EOA: "EOA", wallet: "ERC1271", saboteur: "ERC1271", passkey: "ERC7913" } as const;

/** Everybody who may sign, and what they have signed: so it is known of every signature whether it holds. */
export class Cast {
  readonly #signers = new Map<string, Signer>();
  readonly #signed = new Map<Hex, { readonly digest: Hex; readonly signer: string }>();

  /** @returns The account's address, as a roster lists it. */
  eoa(secret: number): Hex {
    const account = People.account(secret);
    return this.#remember(account.address, "EOA", (hash) => account.sign({ hash }));
  }

  /** A `Wallet` whose owner has `secret`. */
  wallet(address: Address, secret: number): Hex {
    const account = People.account(secret);
    return this.#remember(address, "wallet", (hash) => account.sign({ hash }));
  }

  saboteur(address: Address): Hex {
    return this.#remember(address, "saboteur", async () => "0x00");
  }

  /** A P-256 key, checked by `verifier`. */
  passkey(verifier: Address, secret: number): Hex {
    const key = hexToBytes(People.secretOf(secret));
    const point = bytesToHex(p256.getPublicKey(key, false).slice(1));
    return this.#remember(concat([verifier, point]), "passkey", async (digest) =>
      bytesToHex(p256.sign(hexToBytes(digest), key, { prehash: false, lowS: true })),
    );
  }

  async sign(key: Key, typed: TypedData.TypedData, random: Random): Promise<Hex> {
    const known = this.#signerOf(key);
    if (known === undefined) return NOTHING;
    const { kind, sign } = known;
    const digest = TypedData.digest(typed);
    const long = await sign(digest);
    const signature = kind === "EOA" && random.below(4) === 0 ? compact(long) : long;
    this.#signed.set(signature, { digest, signer: key.signer.toLowerCase() });
    return kind === "saboteur" && random.bool() ? "0x07" : signature;
  }

  /** Something that is not this key's signature of this, made in one of many ways. */
  async forge(key: Key, typed: TypedData.TypedData, random: Random): Promise<Hex> {
    const known = this.#signerOf(key);
    if (known === undefined) return NOTHING;
    const { kind, sign } = known;
    if (kind === "saboteur") return `0x0${[1, 2, 3, 4, 5, 6, 8][random.below(7)]}`;
    const digest = TypedData.digest(typed);
    const right = await sign(digest);
    const ways: readonly (() => Hex | Promise<Hex>)[] = [
      () => sign(keccak256(digest)),
      () => People.account(STRANGER).sign({ hash: digest }),
      // A byte less would do: what is left is the short form of the same signature.
      () => slice(right, 0, size(right) - 2),
      () => random.bytes(size(right)),
      // OpenZeppelin's P-256 verifier passes over what follows the 64 bytes it reads.
      ...(kind === "passkey"
        ? []
        : [
            () => concat([right, "0x00"]),
            () => malleated(right),
            () => concat([slice(right, 0, 64), "0x00"]),
          ]),
    ];
    return (ways[random.below(ways.length)] as (typeof ways)[number])();
  }

  /** Whether the contract must take this for the key's signature. */
  holds(key: Key, typed: TypedData.TypedData, signature: Hex): boolean {
    const known = this.#signerOf(key);
    if (known?.kind === "saboteur") return HARMLESS.includes(Number(signature));
    const signed = this.#signed.get(signature);
    if (known === undefined || signed === undefined) return false;
    return signed.digest === TypedData.digest(typed) && signed.signer === key.signer.toLowerCase();
  }

  /** Undefined for a signer that chance wrote into a roster, or under another kind. */
  #signerOf(key: Key): Signer | undefined {
    const signer = this.#signers.get(key.signer.toLowerCase());
    return signer !== undefined && KINDS[signer.kind] === key.kind ? signer : undefined;
  }

  #remember(signer: Hex, kind: Signer["kind"], sign: Signer["sign"]): Hex {
    const bytes = signer.toLowerCase() as Hex;
    this.#signers.set(bytes, { kind, sign });
    return bytes;
  }
}

function compact(signature: Hex): Hex {
  return serializeCompactSignature(signatureToCompactSignature(parseSignature(signature)));
}

/** The same signature with the other s: as good mathematically, and refused (EIP-2). */
function malleated(signature: Hex): Hex {
  const { r, s, yParity } = compactSignatureToSignature(
    signatureToCompactSignature(parseSignature(signature)),
  );
  const other = `0x${(ORDER - BigInt(s)).toString(16).padStart(64, "0")}` as const;
  return serializeSignature({ r, s: other, yParity: 1 - (yParity ?? 0) });
}
