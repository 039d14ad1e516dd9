import { randomBytes } from "node:crypto";
import type { TypedData } from "./signer.ts";

/**
 * What a key signs when its card is made: that it can be reached, and that it is the one. Good for nothing else, and never the same twice.
 */
export function keyCheck(label: string): TypedData {
  return {
    domain: { name: "Conclave", version: "1" },
    types: {
      KeyCheck: [
        { name: "label", type: "string" },
        { name: "nonce", type: "bytes32" },
      ],
    },
    primaryType: "KeyCheck",
    message: { label, nonce: `0x${randomBytes(32).toString("hex")}` },
  };
}
