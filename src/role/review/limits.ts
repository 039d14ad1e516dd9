/** Seconds for which a signature may be good at most: consent that lies about for longer is stale. */
export const LONGEST = 1_209_600;

/** What people may leave out; durations in seconds. */
export const DEFAULTS = { unusedFor: 7_776_000, validFor: LONGEST, scan: 20_000 } as const;
