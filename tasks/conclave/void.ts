import { type ActOptions, act } from "../ports/act.ts";
import { answering, type Spoken } from "../ports/answer.ts";

/** A guardian voids every consent given so far, and every operation that is not protected. */
export default answering((options: Spoken & ActOptions, hre) =>
  act(options, hre, ({ index }) => ({
    act: { kind: "void", guardian: index },
    words: "void every signature and every operation that is not protected",
    grave: true,
  })),
);
