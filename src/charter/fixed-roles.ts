/** Two roles that every AccessManager has from the first: that of its admin, who here is the Conclave alone, and that of everybody. */
export const ADMIN = 0n;
export const PUBLIC = 2n ** 64n - 1n;
