import type { Address, Hex } from "viem";
import type { Verify } from "../approval/verify.ts";
import { keyState, rosterOf } from "../chain/standing.ts";
import type { ChainState } from "../chain/state.ts";
import type { Key, KeyState } from "../charter/model.ts";
import { identity } from "../charter/roster.ts";
import type { Words } from "../charter/words.ts";
import { BaseError } from "../errors.ts";
import { prepare } from "../signer/message.ts";
import type { Signer } from "../signer/signer.ts";
import { keyRotated } from "./typed-data.ts";

/** That a successor is in use and signs where its predecessor did. KU-10. */
export type RotationRecord = {
  readonly version: 1;
  readonly type: "conclave-rotation";
  readonly key: string;
  readonly identity: Address;
  readonly predecessor: string;
  readonly chainId: number;
  readonly conclave: Address;
  readonly block: Hex;
  readonly signature: Hex;
};

export type Confirmed = {
  readonly record: RotationRecord;
  /** The key that was followed, and how it stands. */
  readonly predecessor: { readonly label: string; readonly key: Key | null; readonly state: KeyState };
};

/**
 * After a rotation: the successor, in use on-chain, signs, and the chain's own way of checking accepts it.
 * @param index the successor's, in the roster
 * @throws `Rotation.NotDone`, `Rotation.DoesNotSign`, what signing throws
 */
export async function confirmRotation(
  state: ChainState,
  { index, signer }: { readonly index: number; readonly signer: Pick<Signer, "signTypedData"> },
  verify: Verify,
  words: Pick<Words, "key">,
): Promise<Confirmed> {
  const roster = rosterOf(state);
  const key = roster.keys[index];
  const current = keyState(state, roster, index);
  const label = words.key(index);
  if (!key || key.predecessor === null || current !== "Active") throw notDone(label, current, index);
  const { predecessor } = key;
  const { domain, block } = state;
  const message = {
    key: label,
    identity: identity(key),
    predecessor: words.key(predecessor),
    chainId: domain.chainId,
    conclave: domain.verifyingContract,
    block: block.hash,
  };
  const typed = keyRotated(message);
  const signature = await signer.signTypedData(typed);
  if (!(await verify(key, prepare(typed).digest, signature))) throw doesNotSign(label);
  return {
    record: { version: 1, type: "conclave-rotation", ...message, signature },
    predecessor: {
      label: message.predecessor,
      key: roster.keys[predecessor] ?? null,
      state: keyState(state, roster, predecessor),
    },
  };
}

function notDone(label: string, state: string, key: number): BaseError {
  return new BaseError({
    code: "Rotation.NotDone",
    message: `key ${label} is ${state}, or follows no other: no rotation to it is done`,
    fix: "bring the amendment through that enters it, then confirm",
    details: { key, state },
  });
}

function doesNotSign(label: string): BaseError {
  return new BaseError({
    code: "Rotation.DoesNotSign",
    message: `what ${label} signs here is not accepted on-chain`,
    fix: "do not retire its predecessor; find out which key this is, and rotate again",
    details: { label },
  });
}
