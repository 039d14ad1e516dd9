import {
  compactSignatureToSignature,
  parseCompactSignature,
  recoverTypedDataAddress,
  serializeSignature,
  size,
} from "viem";
import { describe, expect, test } from "vitest";
import { account, compact, eoa, preApproving } from "../../../scripts/bench/signers.ts";
import * as TypedData from "../../../src/proposal/typed-data.ts";

const domain = { chainId: 31_337, verifyingContract: account("some contract").address };
const proposal = {
  lane: 256,
  prev: `0x${"00".repeat(32)}`,
  epoch: 0,
  created: 1,
  deadline: 2,
  approvals: 1,
  calls: [],
  conditions: [],
  note: `0x${"00".repeat(32)}`,
} as const;
const approve = TypedData.approve(domain, proposal);
const propose = TypedData.propose(domain, proposal);

/** Enough names for both parities of y. */
const NAMES = ["a", "b", "c", "d", "e", "f", "g", "h"];

describe("signers of the benchmark", () => {
  test("an account signs in 65 bytes, or in 64 that say the same", async () => {
    const parities = new Set<number>();
    for (const name of NAMES) {
      const short = await compact(name).sign(approve);
      const { r, s, yParity } = compactSignatureToSignature(parseCompactSignature(short));
      parities.add(yParity ?? -1);
      const signature = serializeSignature({ r, s, yParity: yParity ?? 0 });
      expect(size(short)).toBe(64);
      expect(signature).toBe(await eoa(name).sign(approve));
      expect(size(signature)).toBe(65);
      const signer = await recoverTypedDataAddress({ ...(approve as never as object), signature } as never);
      expect(signer).toBe(account(name).address);
    }
    expect(parities).toEqual(new Set([0, 1]));
  });

  test("who approves on-chain signs no approval, and everything else", async () => {
    expect(await preApproving("a").sign(approve)).toBe("0x");
    expect(await preApproving("a").sign(propose)).toBe(await eoa("a").sign(propose));
  });
});
