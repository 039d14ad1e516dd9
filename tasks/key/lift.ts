import { wordsFrom } from "../../src/charter/words.ts";
import { type ActOptions, act } from "../ports/act.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { holderOf } from "../ports/who.ts";

/** The guardian who suspended somebody lifts it early. Tier 0 can too, by a proposal to call `lift(uint8 holder)`. */
export default answering((options: Spoken & ActOptions & { person: string }, hre) =>
  act(options, hre, ({ index, roster, charter }) => {
    const holder = holderOf(options.person, roster, charter);
    const name = wordsFrom(charter ?? null).person(holder);
    return {
      act: { kind: "lift", holder, guardian: index },
      words: `lift the suspension of ${name}`,
      grave: true,
    };
  }),
);
