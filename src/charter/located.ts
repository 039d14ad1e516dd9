import { isAddress } from "viem";
import { BaseError } from "../errors.ts";
import { closest } from "../yaml/fields.ts";
import type { Path, ProblemText } from "../yaml/source.ts";
import type { Charter } from "./schema.ts";

/** A problem with the place it concerns, before line and column are known. */
export type Located = ProblemText & { readonly path: Path };

/** An address, or a name that the section `contracts` explains. */
export function* checkPlace(charter: Charter, place: string, path: Path): Generator<Located> {
  if (isAddress(place) || Object.hasOwn(charter.contracts, place)) return;
  yield {
    code: "Charter.UnknownContract",
    path,
    message: `"${place}" is neither an address nor listed under "contracts"${meant(place, Object.keys(charter.contracts))}`,
    fix: "list it under contracts, or write the address",
  };
}

/** `; did you mean vault?`, or nothing if no option is near. */
export function meant(value: string, options: readonly string[]): string {
  const near = closest(value, options);
  return near === undefined ? "" : `; did you mean ${near}?`;
}

/** Runs `work`; what it cannot make sense of becomes a problem at `path`. */
export function* attempt(path: Path, work: () => void): Generator<Located> {
  try {
    work();
  } catch (error) {
    if (!(error instanceof BaseError)) throw error;
    // Said already, at the target itself.
    if (error.code === "Charter.UnresolvedContract") return;
    yield { code: "Charter.WrongCall", path, message: error.message, fix: error.fix };
  }
}

/** Each value once; `null` stands for none. */
export function* unique(
  values: readonly (string | number | null)[],
  pathOf: (index: number) => Path,
  code: ProblemText["code"],
  what: string,
): Generator<Located> {
  const seen = new Set<string | number>();
  for (const [index, value] of values.entries()) {
    if (value === null) continue;
    if (seen.has(value)) {
      yield {
        code,
        path: pathOf(index),
        message: `this ${what} is listed twice (${value})`,
        fix: `keep one entry per ${what}`,
      };
    }
    seen.add(value);
  }
}
