import { keyState, rosterOf } from "../../src/chain/standing.ts";
import * as ChainState from "../../src/chain/state.ts";
import { wordsFrom } from "../../src/charter/words.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { type PlaceOptions, placeOf } from "../ports/place.ts";
import { stateText } from "../ui/conclave.ts";

/** What a Conclave's storage says: keys and their states, people, lanes. */
export default answering(async (options: Spoken & PlaceOptions, hre) => {
  const { connection, conclave, parsed } = await placeOf(options, hre);
  const state = await ChainState.read(connection, conclave);
  const roster = rosterOf(state);
  const states = roster.keys.map((_, index) => keyState(state, roster, index));
  return {
    json: { ...state, roster, states },
    text: stateText(state, roster, states, wordsFrom(parsed?.charter ?? null)),
  };
});
