import { BaseError } from "../../src/errors.ts";
import type { Curve } from "../../src/keys/curve.ts";

/** @throws `Task.BadCurve` */
export function readCurve(text: string): Curve {
  if (text === "secp256k1" || text === "P-256") return text;
  throw new BaseError({
    code: "Task.BadCurve",
    message: `there is no curve "${text}" here`,
    fix: "use secp256k1 for accounts, P-256 for ERC-7913 signers",
  });
}
