import { p256 } from "@noble/curves/nist.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import type { Hex } from "viem";
import type { Curve } from "./curve.ts";

/** Whether x ‖ y is a point of the curve. */
export function isOnCurve(curve: Curve, point: Hex): boolean {
  try {
    const { Point } = curve === "P-256" ? p256 : secp256k1;
    Point.fromHex(`04${point.slice(2)}`).assertValidity();
    return true;
  } catch {
    return false;
  }
}
