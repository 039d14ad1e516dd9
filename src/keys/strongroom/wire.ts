import type { ErrorJson } from "../../errors.ts";
import type { Operations } from "./operations.ts";

/** What goes between the two processes. */
export type Request = {
  readonly operation: keyof Operations;
  readonly request: unknown;
  /** Names and sizes in bytes, in the order in which they come. */
  readonly secrets: readonly (readonly [name: string, size: number])[];
  /** How many descriptors the caller opened to show things on. */
  readonly shown: number;
  /** How many, after those, the caller opened to read from. */
  readonly heard: number;
};

export type Answer = { readonly result: unknown } | { readonly error: ErrorJson };

/** The child's descriptors for secrets, for its answer, and the first of those that things are shown on. */
export const SECRETS = 3;
export const ANSWER = 4;
export const SHOWN = 5;
