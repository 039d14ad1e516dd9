import { inspect } from "node:util";
import type { BaseError } from "../../src/errors.ts";
import type { Tell } from "./record.ts";

const WHOLE = {
  depth: 8,
  maxArrayLength: null,
  maxStringLength: null,
  breakLength: Number.POSITIVE_INFINITY,
};

/** Every error of the project that is made from here on is told, caught or not: `super` asks for the class's parent at each call. */
export function listenToErrors(of: typeof BaseError, tell: Tell): void {
  function Overheard(...parts: unknown[]): object {
    const error = Reflect.construct(Error, parts, new.target ?? Error) as BaseError;
    // Its own fields are not there yet.
    queueMicrotask(() => tell({ is: "error", of: error.code, text: readable(error) }));
    return error;
  }
  Object.setPrototypeOf(Overheard, Error);
  Object.setPrototypeOf(of, Overheard);
}

/** All that whoever catches it can read, also of the errors of others that caused it. */
function readable({ message, fix, details, cause }: BaseError): string {
  return inspect([message, fix, details, cause], WHOLE);
}
