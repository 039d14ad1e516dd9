import { type ActOptions, act } from "../ports/act.ts";
import { answering, type Spoken } from "../ports/answer.ts";

/** A key takes itself into use, by a signature that proves it is held. */
export default answering((options: Spoken & Omit<ActOptions, "key" | "yes"> & { label: string }, hre) =>
  act({ ...options, key: options.label, yes: true }, hre, ({ index }) => ({
    act: { kind: "activate", key: index },
    words: `activate key ${options.label}`,
    grave: false,
  })),
);
