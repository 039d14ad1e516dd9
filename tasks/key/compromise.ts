import { type ActOptions, act } from "../ports/act.ts";
import { answering, type Spoken } from "../ports/answer.ts";

/** A key declares itself compromised, for good. Tier 0 does it for a key that is lost, by a proposal. */
export default answering((options: Spoken & Omit<ActOptions, "key"> & { label: string }, hre) =>
  act({ ...options, key: options.label }, hre, ({ index }) => ({
    act: { kind: "compromise", key: index },
    words: `declare key ${options.label} compromised, for good`,
    grave: true,
  })),
);
