import { verifierFor } from "../../src/approval/verify.ts";
import { hash, pretty } from "../../src/canonical.ts";
import { keyState, rosterOf } from "../../src/chain/standing.ts";
import * as ChainState from "../../src/chain/state.ts";
import { identity } from "../../src/charter/roster.ts";
import { wordsFrom } from "../../src/charter/words.ts";
import { BaseError } from "../../src/errors.ts";
import { writeAtomic } from "../../src/files.ts";
import { keyRotated } from "../../src/life/typed-data.ts";
import { prepare } from "../../src/signer/message.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { type PlaceOptions, placeOf } from "../ports/place.ts";
import { type KeyOptions, rosterSigner } from "../ports/signer.ts";
import { toldOf, untold } from "../ports/watch.ts";

type Options = Spoken & PlaceOptions & Omit<KeyOptions, "key"> & { label: string; out: string | undefined };

/**
 * After a rotation: the successor, in use on-chain, signs where it will be used, and the chain's own way of checking accepts it. KU-10.
 * @throws `Task.NotRotated`, `Task.DoesNotSign`
 */
export default answering(async (options: Options, hre) => {
  const { connection, conclave, parsed } = await placeOf(options, hre);
  const state = await ChainState.read(connection, conclave);
  const roster = rosterOf(state);
  const { index, signer } = await rosterSigner({ ...options, key: options.label }, roster);
  const words = wordsFrom(parsed?.charter ?? null);
  const key = roster.keys[index];
  const current = keyState(state, roster, index);
  if (!key || key.predecessor === null || current !== "Active")
    throw notRotated(words.key(index), current, index);
  const { predecessor } = key;
  const message = {
    key: words.key(index),
    identity: identity(key),
    predecessor: words.key(predecessor),
    chainId: connection.chainId,
    conclave,
    block: state.block.hash,
  };
  const typed = keyRotated(message);
  const signature = await signer.signTypedData(typed);
  if (!(await verifierFor(connection.client, conclave)(key, prepare(typed).digest, signature)))
    throw doesNotSign(words.key(index));
  const before = keyState(state, roster, predecessor);
  const record = { version: 1, type: "conclave-rotation", ...message, signature };
  if (options.out !== undefined) await writeAtomic(options.out, pretty(record), { overwrite: false });
  const failure = await toldOf(options.keys, words.key(predecessor), roster.keys[predecessor], "rotated", {
    document: hash(record),
    note: `to ${message.key}`,
  });
  return {
    json: { record, predecessor: before, ...untold(failure) },
    ...(failure === undefined ? {} : { failure }),
    text: `${message.key} is in use and signs; ${message.predecessor} is ${before}: sweep and retire it next`,
  };
});

function notRotated(label: string, state: string, key: number): BaseError {
  return new BaseError({
    code: "Task.NotRotated",
    message: `key ${label} is ${state}, or follows no other: no rotation to it is done`,
    fix: "bring the amendment through that enters it, then confirm",
    details: { key, state },
  });
}

function doesNotSign(label: string): BaseError {
  return new BaseError({
    code: "Task.DoesNotSign",
    message: `what ${label} signs here is not accepted on-chain`,
    fix: "do not retire its predecessor; find out which key this is, and rotate again",
    details: { label },
  });
}
