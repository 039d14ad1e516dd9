import { type Hex, keccak256 } from "viem";
import type { Key } from "../../src/charter/model.ts";
import { identity, keyHash } from "../../src/charter/roster.ts";
import { wordsFrom } from "../../src/charter/words.ts";
import { BaseError } from "../../src/errors.ts";
import { CEREMONY, DRILL, RETIREMENT } from "../../src/execution/attestation.ts";
import { type ActOptions, act } from "../ports/act.ts";
import { answering, type Spoken } from "../ports/answer.ts";
import { ceremonyHash } from "../ports/ceremony-record.ts";
import { readBytes } from "../ports/document.ts";
import { findKey } from "../ports/who.ts";

type Options = Spoken &
  ActOptions & { subject: string; document: string; about: string; software: string | undefined };

/** What can be said of a key, by what it is called here. */
const KINDS = {
  retirement: { kind: RETIREMENT, words: "is done with" },
  ceremony: { kind: CEREMONY, words: "was made at a ceremony" },
  drill: { kind: DRILL, words: "was recovered in a drill" },
} as const;

/**
 * A witness puts something on record about a key; the document (minutes, a transcript, a photograph) stays where it is.
 * @throws `Task.AboutWhat`, for a ceremony what `ceremonyHash` throws
 */
export default answering(async (options: Options, hre) => {
  const { kind, words: what } = kindOf(options.about);
  return act(options, hre, async ({ index, roster, charter }) => {
    const { index: subject, key } = findKey(options.subject, roster, charter);
    const hash = await hashOf(options, kind, key);
    const about = { about: kind, subject: keyHash(key), hash, witness: index };
    const words = `attest that key ${wordsFrom(charter ?? null).key(subject)} ${what} (${hash})`;
    return { act: { kind: "attest", ...about }, words, grave: true };
  });
});

function kindOf(about: string) {
  if (Object.hasOwn(KINDS, about)) return KINDS[about as keyof typeof KINDS];
  throw new BaseError({
    code: "Task.AboutWhat",
    message: `nothing can be attested about "${about}"`,
    fix: `use one of ${Object.keys(KINDS).join(", ")}`,
    details: { about },
  });
}

/** Of a transcript what its people signed, of any other document its bytes. */
async function hashOf({ document, software }: Options, kind: number, key: Key): Promise<Hex> {
  if (kind === CEREMONY) return ceremonyHash(document, software, identity(key));
  return keccak256(await readBytes(document));
}
