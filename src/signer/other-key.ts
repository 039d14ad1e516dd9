import { BaseError } from "../errors.ts";

/** What came back is no signature by the key it was asked of. The signature itself is not shown: it may be one for something else. */
export function otherKey(label: string, details: Readonly<Record<string, unknown>>): BaseError {
  return new BaseError({
    code: "Signer.OtherKey",
    message: `the signature of "${label}" is not by the key it should be by, and was thrown away`,
    fix: "check that the key's file is the right one; if it is, what signs computes wrongly or deceives: use another",
    details,
  });
}
