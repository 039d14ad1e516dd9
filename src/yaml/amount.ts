import { parseUnits } from "viem";

const UNITS: Readonly<Record<string, number>> = { wei: 0, gwei: 9, ether: 18 };

/** Wei from `1.5 ether`, `20 gwei`, `1_000_000` (wei); `null` if it is no such amount or not a whole number of wei. */
export function parseAmount(text: string): bigint | null {
  const match = /^(\d[\d_]*)(?:\.(\d+))?(?:\s*(wei|gwei|ether))?$/.exec(text.trim());
  if (match === null) return null;
  const decimals = UNITS[match[3] ?? "wei"] ?? 0;
  const fraction = (match[2] ?? "").replace(/0+$/, "");
  if (fraction.length > decimals) return null;
  return parseUnits(`${(match[1] ?? "0").replaceAll("_", "")}.${fraction || "0"}`, decimals);
}

/** The shortest exact form: `0`, `1.5 ether`, `20 gwei`, `7 wei`. */
export function formatAmount(wei: bigint): string {
  if (wei === 0n) return "0";
  if (wei % 10n ** 14n === 0n) {
    const whole = wei / 10n ** 18n;
    const fraction = (wei % 10n ** 18n).toString().padStart(18, "0").replace(/0+$/, "");
    return `${whole}${fraction === "" ? "" : `.${fraction}`} ether`;
  }
  return wei % 10n ** 9n === 0n ? `${wei / 10n ** 9n} gwei` : `${wei} wei`;
}
