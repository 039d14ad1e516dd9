/** When this version was made, UNIX seconds: a clock that is behind it is wrong. Raised with each release. */
export const RELEASED = Date.UTC(2026, 10, 27) / 1000;
