import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { verifierFor } from "../../src/approval/verify.ts";
import { rosterOf } from "../../src/chain/standing.ts";
import * as ChainState from "../../src/chain/state.ts";
import { BaseError } from "../../src/errors.ts";
import { perform, prepare } from "../../src/execution/acts.ts";
import { scanProof } from "../../src/kit/scan.ts";
import { flaw } from "../../src/role/activation.ts";
import { transactionOf, transactionText } from "../ui/operation.ts";
import type { Answer } from "./answer.ts";
import { type PlaceOptions, placeOf } from "./place.ts";
import { type SenderOptions, withSender } from "./sender.ts";
import { keyIndexOf } from "./who.ts";

type Options = PlaceOptions & SenderOptions & { readonly label: string; readonly proof: string };

/** Sends the proof of a key that is elsewhere, from its file or its codes. Anybody may. @throws `Task.OtherProof`, what `scanProof` throws, `Task.UnknownKey`, `Revert.*`, `Chain.*` */
export async function activateByProof(options: Options, hre: HardhatRuntimeEnvironment): Promise<Answer> {
  const { connection, conclave, parsed } = await placeOf(options, hre);
  const state = await ChainState.read(connection, conclave);
  const { domain } = state;
  const roster = rosterOf(state);
  const key = keyIndexOf(options.label, roster, parsed?.charter);
  const proof = await scanProof(options.proof);
  const verify = verifierFor(connection.client, conclave);
  const why =
    proof.key === key
      ? await flaw(proof, { domain, roster, now: state.block.timestamp }, verify)
      : `it is by key ${proof.key}`;
  if (why !== null) throw otherProof(options, why);
  const act = { kind: "activate", key } as const;
  const prepared = prepare(state, act, proof.deadline);
  const receipt = await withSender(options, connection, (sender) =>
    perform(sender, prepared, proof.signature),
  );
  return {
    json: { act, conclave, transaction: transactionOf(receipt) },
    text: transactionText(`done: activate key ${options.label}`, receipt),
  };
}

function otherProof({ proof, label }: Options, why: string): BaseError {
  return new BaseError({
    code: "Task.OtherProof",
    message: `${proof} does not activate ${label}: ${why}`,
    fix: "have the key sign again, against the state as it is now",
    details: { proof, why },
  });
}
