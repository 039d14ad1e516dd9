import { keccak256 } from "viem";
import { keyHash } from "../../src/charter/roster.ts";
import { wordsFrom } from "../../src/charter/words.ts";
import { RETIREMENT } from "../../src/execution/acts.ts";
import { type ActOptions, act } from "../ports/act.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { readBytes } from "../ports/document.ts";
import { findKey } from "../ports/who.ts";

type Options = Spoken & ActOptions & { subject: string; document: string };

/** A witness puts on record that somebody else's key is done with; the document (minutes, a photograph) stays where it is. */
export default answering(async (options: Options, hre) => {
  const hash = keccak256(await readBytes(options.document));
  return act(options, hre, ({ index, roster, charter }) => {
    const { index: subject, key } = findKey(options.subject, roster, charter);
    const about = { about: RETIREMENT, subject: keyHash(key), hash, witness: index };
    const words = `attest that key ${wordsFrom(charter ?? null).key(subject)} is done with (${hash})`;
    return { act: { kind: "attest", ...about }, words, grave: true };
  });
});
