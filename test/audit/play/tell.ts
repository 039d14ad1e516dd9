import type { Hex } from "viem";
import * as Canonical from "../../../src/canonical.ts";
import type { Deed } from "./deed.ts";
import * as Refusals from "./refusal.ts";
import type { Real } from "./table.ts";

const SHORT = 20;

/** A call and what became of it, in one line. Long bytes are cut: the seed brings them back. */
export function tell(deed: Deed, real: Real): string {
  const { name, ...rest } = deed;
  const outcome =
    typeof real === "string"
      ? Refusals.describe(real as Hex)
      : real.map(({ eventName }) => eventName).join(", ");
  const said = Canonical.stringify(rest).replace(/0x[0-9a-f]{41,}/gi, (bytes) => `${bytes.slice(0, SHORT)}…`);
  return `${name} ${said} → ${outcome}`;
}
