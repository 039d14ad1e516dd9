import { wordsFrom } from "../../src/charter/words.ts";
import { type ActOptions, act } from "../ports/act.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { holderOf } from "../ports/who.ts";

/** A guardian suspends a person: all their keys, until it lapses. */
export default answering((options: Spoken & ActOptions & { person: string }, hre) =>
  act(options, hre, ({ index, roster, charter }) => {
    const holder = holderOf(options.person, roster, charter);
    const name = wordsFrom(charter ?? null).person(holder);
    return { act: { kind: "suspend", holder, guardian: index }, words: `suspend ${name}`, grave: true };
  }),
);
