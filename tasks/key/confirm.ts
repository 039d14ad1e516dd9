import { verifierFor } from "../../src/approval/verify.ts";
import { hash, pretty } from "../../src/canonical.ts";
import { rosterOf } from "../../src/chain/standing.ts";
import * as ChainState from "../../src/chain/state.ts";
import { wordsFrom } from "../../src/charter/words.ts";
import { writeAtomic } from "../../src/files.ts";
import { confirmRotation } from "../../src/life/confirm.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { type PlaceOptions, placeOf } from "../ports/place.ts";
import { type KeyOptions, rosterSigner } from "../ports/signer.ts";
import { toldOf, withUntold } from "../ports/watch.ts";

type Options = Spoken & PlaceOptions & Omit<KeyOptions, "key"> & { label: string; out: string | undefined };

/** The successor signs where it will be used. @throws what `confirmRotation` throws */
export default answering(async (options: Options, hre) => {
  const { connection, conclave, parsed } = await placeOf(options, hre);
  const state = await ChainState.read(connection, conclave);
  const successor = await rosterSigner({ ...options, key: options.label }, rosterOf(state));
  const words = wordsFrom(parsed?.charter ?? null);
  const verify = verifierFor(connection.client, conclave);
  const { record, predecessor } = await confirmRotation(state, successor, verify, words);
  if (options.out !== undefined) await writeAtomic(options.out, pretty(record), { overwrite: false });
  const failure = await toldOf(options.keys, predecessor.label, predecessor.key, "rotated", {
    document: hash(record),
    note: `to ${record.key}`,
  });
  const done = {
    json: { record, predecessor: predecessor.state },
    text: `${record.key} is in use and signs; ${predecessor.label} is ${predecessor.state}: sweep and retire it next`,
  };
  return withUntold(done, failure);
});
