import { expect, it } from "vitest";
import { create, type SafeFile } from "../../../src/safe/file.ts";
import { merge } from "../../../src/safe/merge.ts";
import { call } from "../../../src/safe/transaction.ts";

const SAFE = "0x00000000000000000000000000000000000000A1";
const terms = { guard: SAFE, tier: 0, epoch: 1, deadline: 1_800_000_000 } as const;
const proposer = { key: 0, signature: "0x01" } as const;
const signed = { key: 4, signature: "0x02", report: `0x${"33".repeat(32)}` } as const;

const bare = create({
  domain: { chainId: 1, verifyingContract: SAFE },
  version: "1.5.0",
  transaction: call({ to: SAFE }, 0n),
  title: "Nothing",
});
const file = (announcement: Partial<NonNullable<SafeFile["announcement"]>>): SafeFile => ({
  ...bare,
  announcement: { ...terms, ...announcement },
});

it("copies bring proposer and tester together in either order, of a tester who was named the signature", () => {
  const copies = [file({ proposer, tester: { key: 4 } }), file({ tester: signed })];
  for (const given of [copies, copies.toReversed()])
    expect(merge(given).announcement).toEqual({ ...terms, proposer, tester: signed });
});

it("copies that name different testers are no copies of one", () => {
  for (const other of [{ key: 7 }, { ...signed, key: 7 }])
    expect(() => merge([file({ proposer, tester: { key: 4 } }), file({ tester: other })])).toThrow(
      expect.objectContaining({ code: "SafeMerge.Different" }),
    );
});
