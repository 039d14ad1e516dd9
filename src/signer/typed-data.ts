import { randomBytes } from "node:crypto";
import { act } from "./act.ts";
import type { TypedData } from "./signer.ts";

/**
 * What a key signs when its card is made: that it can be reached, and that it is the one. Good for nothing else, and never the same twice.
 */
export function keyCheck(label: string): TypedData {
  return act("KeyCheck", "string label,bytes32 nonce", {
    label,
    nonce: `0x${randomBytes(32).toString("hex")}`,
  });
}
