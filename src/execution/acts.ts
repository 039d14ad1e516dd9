import { encodeFunctionData, type Hex, type TransactionReceipt } from "viem";
import type { Sender } from "../chain/client.ts";
import { send } from "../chain/send.ts";
import { rosterOf } from "../chain/standing.ts";
import type { ChainState } from "../chain/state.ts";
import * as RosterCodec from "../charter/roster.ts";
import { BaseError } from "../errors.ts";
import { conclaveAbi } from "../generated/abi.ts";
import type { Domain } from "../proposal/proposal.ts";
import * as TypedData from "../proposal/typed-data.ts";

/**
 * An act of one key that needs no proposal. `lift` is by the guardian who suspended, `void` voids all consent, `compromise` is by the
 * key itself, `attest` puts on record what happened off-chain (`subject` and `hash` say what; kind 1: the key whose hash is `subject`
 * was retired).
 */
export type Act =
  | { readonly kind: "activate"; readonly key: number }
  | { readonly kind: "compromise"; readonly key: number }
  | { readonly kind: "suspend"; readonly holder: number; readonly guardian: number }
  | { readonly kind: "lift"; readonly holder: number; readonly guardian: number }
  | { readonly kind: "void"; readonly guardian: number }
  | { readonly kind: "cancel"; readonly lane: number; readonly word: Hex; readonly guardian: number }
  | {
      readonly kind: "attest";
      readonly about: number;
      readonly subject: Hex;
      readonly hash: Hex;
      readonly witness: number;
    };

/** What is to be signed, by which key, and until when (UNIX seconds) it may be sent. */
export type Prepared = {
  readonly domain: Domain;
  readonly act: Act;
  readonly signer: number;
  readonly deadline: number;
  readonly typed: TypedData.TypedData;
};

const GOOD_FOR = 86_400;

/**
 * What the key signs for an act, for the chain as `state` has it: counters in it make it fit one state only.
 * @param deadline UNIX seconds; a day after the state's block if left out.
 * @throws `Acts.UnknownKey`, `Acts.UnknownHolder`.
 */
export function prepare(
  state: ChainState,
  act: Act,
  deadline: number = state.block.timestamp + GOOD_FOR,
): Prepared {
  const { domain } = state;
  const signer = signerOf(act);
  const key = rosterOf(state).keys[signer];
  if (!key) throw unknown("Acts.UnknownKey", `the roster has no key k${signer}`);
  const keyHash = RosterCodec.keyHash(key);
  const typed = () => {
    switch (act.kind) {
      case "activate":
        return TypedData.activate(domain, { key: act.key, keyHash, since: key.since, deadline });
      case "compromise": {
        const change = state.keys[act.key]?.changes ?? 0;
        return TypedData.compromise(domain, { key: act.key, keyHash, change, deadline });
      }
      case "suspend":
      case "lift": {
        const { holder, guardian } = act;
        const message = { holder, change: holderOf(state, holder).changes, guardian, deadline };
        return act.kind === "suspend" ? TypedData.suspend(domain, message) : TypedData.lift(domain, message);
      }
      case "void": {
        const { acts } = holderOf(state, key.holder);
        return TypedData.void(domain, { act: acts, guardian: act.guardian, deadline });
      }
      case "cancel": {
        const { lane, word, guardian } = act;
        return TypedData.cancel(domain, { lane, word, guardian, deadline });
      }
      case "attest": {
        const { about, subject, hash, witness } = act;
        return TypedData.attest(domain, { kind: about, subject, hash, witness, deadline });
      }
    }
  };
  return { domain, act, signer, deadline, typed: typed() };
}

/**
 * Sends a signed act. Anybody may send it; without a signature (`0x`) the sender must be the key's own address, which
 * `activate` does not allow.
 * @throws `Revert.*` such as `Revert.GuardianCooling`, `Chain.*`.
 */
export function perform(
  sender: Sender,
  prepared: Prepared,
  signature: Hex = "0x",
): Promise<TransactionReceipt> {
  return send(sender, { to: prepared.domain.verifyingContract, data: calldata(prepared, signature) });
}

function calldata({ act, deadline }: Prepared, signature: Hex): Hex {
  const abi = conclaveAbi;
  switch (act.kind) {
    case "activate":
      return encodeFunctionData({ abi, functionName: "activate", args: [act.key, deadline, signature] });
    case "compromise":
      return encodeFunctionData({ abi, functionName: "compromiseOwn", args: [act.key, deadline, signature] });
    case "suspend":
    case "lift": {
      const functionName = act.kind === "suspend" ? "suspend" : "liftOwn";
      const args = [act.holder, act.guardian, deadline, signature] as const;
      return encodeFunctionData({ abi, functionName, args });
    }
    case "void":
      return encodeFunctionData({ abi, functionName: "voidAll", args: [act.guardian, deadline, signature] });
    case "cancel": {
      const args = [act.lane, act.word, act.guardian, deadline, signature] as const;
      return encodeFunctionData({ abi, functionName: "cancel", args });
    }
    case "attest": {
      const args = [act.about, act.subject, act.hash, act.witness, deadline, signature] as const;
      return encodeFunctionData({ abi, functionName: "attest", args });
    }
  }
}

function signerOf(act: Act): number {
  if (act.kind === "activate" || act.kind === "compromise") return act.key;
  return act.kind === "attest" ? act.witness : act.guardian;
}

function holderOf(state: ChainState, number: number) {
  const found = state.holders.find(({ holder }) => holder === number);
  if (found === undefined) throw unknown("Acts.UnknownHolder", `no key of the roster is holder ${number}'s`);
  return found;
}

function unknown(code: string, message: string): BaseError {
  return new BaseError({ code, message, fix: "see the keys and holders with `conclave charter show`" });
}
