import type { Hex } from "viem";
import { rosterOf } from "../../chain/standing.ts";
import type { ChainState } from "../../chain/state.ts";
import { BaseError } from "../../errors.ts";

/** "None", where the contract wants a key. */
export const NO_KEY = 255;

/** Who is to test, and once they did, their signature and the hash of the report. */
type Tester = {
  readonly key: number;
  readonly signature?: Hex | undefined;
  readonly report?: Hex | undefined;
};
type Sponsored = {
  readonly proposer?: { readonly key: number } | undefined;
  readonly tester?: Tester | undefined;
};

/** A tester who has signed. */
export type Testified = { readonly key: number; readonly signature: Hex; readonly report: Hex };

const NO_REPORT: Hex = `0x${"00".repeat(32)}`;

/** The sponsors of an announcement as the guard takes them; a tester who was named and has not signed is not among them. */
export function sponsorsOf(
  announced: Sponsored,
  proposer: { readonly key: number; readonly signature: Hex },
) {
  const tester = testified(announced);
  return {
    proposer: proposer.key,
    proposerSignature: proposer.signature,
    tester: tester?.key ?? NO_KEY,
    testerSignature: tester?.signature ?? "0x",
    report: tester?.report ?? NO_REPORT,
  } as const;
}

/** The tester, if they have signed. */
export function testified({ tester }: Sponsored): Testified | null {
  const { key, signature, report } = tester ?? {};
  return key === undefined || signature === undefined || report === undefined
    ? null
    : { key, signature, report };
}

/** The key the proposer signs for: whoever submits the announcement can then leave out nobody and bring nobody else. */
export function namedTester({ tester }: Sponsored): number {
  return tester?.key ?? NO_KEY;
}

/**
 * Refuses a proposer's signature that could not be used for want of a tester, and a tester whom the proposer did not name.
 * @throws `SafeAnnounce.TesterUnnamed`, `SafeAnnounce.OtherTester`
 */
export function checkTester(
  state: ChainState,
  tier: number,
  announcement: Sponsored,
  act: "propose" | "test",
  key: number,
): void {
  const { proposer, tester } = announcement;
  const needed = rosterOf(state).tiers[tier]?.testerNeeded ?? false;
  if (act === "propose" && needed && tester === undefined) {
    throw new BaseError({
      code: "SafeAnnounce.TesterUnnamed",
      message: `tier ${tier} needs a tester, and the proposer's signature names who that is`,
      fix: "add --tester with the tester's key, or have the tester sign first",
      details: { tier },
    });
  }
  if (act !== "test" || proposer === undefined || tester?.key === key) return;
  throw new BaseError({
    code: "SafeAnnounce.OtherTester",
    message: `the proposer named ${tester === undefined ? "no tester" : `key k${tester.key} as tester`}, not key k${key}`,
    fix: "have whom the proposer named examine it, or have the proposer sign again with --tester",
    details: { named: tester?.key ?? null, key },
  });
}
