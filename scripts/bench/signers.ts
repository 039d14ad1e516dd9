import { type Hex, keccak256, toBytes } from "viem";
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import type { KeyKind } from "../../src/charter/model.ts";
import type { TypedData } from "../../src/proposal/typed-data.ts";

/** Whoever signs for a key of the roster. */
export type Signer = {
  readonly kind: KeyKind;
  /** What the roster says of the key: address, or `verifier ‖ key`. */
  readonly signer: Hex;
  sign(typed: TypedData): Promise<Hex> | Hex;
};

/** An account that is the same on every run. */
export function account(name: string): PrivateKeyAccount {
  return privateKeyToAccount(keccak256(toBytes(`conclave bench ${name}`)));
}

export function eoa(name: string): Signer {
  const own = account(name);
  return {
    kind: "EOA",
    signer: own.address.toLowerCase() as Hex,
    sign: (typed) => own.signTypedData(typed as never),
  };
}
