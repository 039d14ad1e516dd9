import { zeroHash } from "viem";
import { describe, expect, it } from "vitest";
import type { ChainState } from "../../src/chain/state-schema.ts";
import * as RosterCodec from "../../src/charter/roster.ts";
import { proposedRoster } from "../../src/kit/claims.ts";
import { charterHash, create } from "../../src/proposal/file.ts";
import { type Change, fromAmendment, fromCall, join } from "../../src/proposal/source.ts";
import { addressOf, CONCLAVE, key, NOW, sample, withKey } from "../charter/sample.ts";
import { refusal } from "../keys/refusal.ts";

const DOMAIN = { chainId: 1, verifyingContract: CONCLAVE };
const NEXT = withKey(sample({ serial: 2 }), 9, key(9, 9, 1));
const document = RosterCodec.encode(NEXT);

const fileOf = ({ calls, documents }: Pick<Change, "calls" | "documents">) =>
  create({
    ...{
      domain: DOMAIN,
      lane: 0,
      prev: zeroHash,
      epoch: 0,
      created: NOW,
      signingWindow: 3_600,
      approvals: 2,
    },
    ...{ calls, documents, title: "Ivy", charter: charterHash("0x", null) },
  });
const claimsOf = (domain: typeof DOMAIN) => ({ domain }) as ChainState;

describe("the roster that a proposal makes", () => {
  const call = fromCall({ target: addressOf(77), function: "pause()", args: [] });
  const amendment = fromAmendment(CONCLAVE, {
    roster: { document, activations: [] },
    rulebook: "0x1234",
  });

  it("is that of its amendment, wherever that stands among the calls", () => {
    for (const change of [amendment, join([call, amendment])])
      expect(proposedRoster(claimsOf(DOMAIN), fileOf(change))).toEqual(NEXT);
  });

  it("given a proposal that makes none, is refused", async () => {
    const rules = fromAmendment(CONCLAVE, { rulebook: "0x1234" });
    for (const change of [call, rules]) {
      const file = fileOf(change);
      const { code, details } = await refusal(() => proposedRoster(claimsOf(DOMAIN), file));
      expect({ code, details }).toEqual({ code: "Kit.NoRoster", details: { id: file.id } });
    }
  });

  it.each([
    ["chain", { ...DOMAIN, chainId: 10 }, "ProposalFile.WrongChain"],
    ["Conclave", { ...DOMAIN, verifyingContract: addressOf(5) }, "ProposalFile.WrongContract"],
  ])("given claims of another %s, is refused", async (_, domain, code) => {
    expect((await refusal(() => proposedRoster(claimsOf(domain), fileOf(amendment)))).code).toBe(code);
  });
});
