import { type ActOptions, act } from "../ports/act.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { activateByProof } from "../ports/proof.ts";

type Options = Spoken &
  Omit<ActOptions, "key" | "yes"> & { readonly label: string; readonly proof: string | undefined };

/** A key takes itself into use, by a signature that proves it is held: made now, or brought from where there is no network. */
export default answering((options: Options, hre) =>
  options.proof === undefined
    ? act({ ...options, key: options.label, yes: true }, hre, ({ index }) => ({
        act: { kind: "activate", key: index },
        words: `activate key ${options.label}`,
        grave: false,
      }))
    : activateByProof({ ...options, proof: options.proof }, hre),
);
