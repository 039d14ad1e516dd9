/** What an attestation on-chain says, by its kind (docs/formats.md, 7). */

/** A key was destroyed or handed over: it is empty, or will never be used again. `subject` is its hash. */
export const RETIREMENT = 1;
/** At which ceremony a key was made: `subject` is its hash, `hash` the transcript's. */
export const CEREMONY = 2;
/** A key was recovered from its backup in a drill: `subject` is its hash, `hash` the record's. */
export const DRILL = 3;
/** How far a usage log had come: `subject` is its verifier key's hash, `hash` that of a head's signed text. */
export const LOG_HEAD = 4;
