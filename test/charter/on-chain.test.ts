import { describe, expect, it } from "vitest";
import { chainIds, onChain } from "../../src/charter/on-chain.ts";
import { parse } from "../../src/charter/parse.ts";
import { contractAddress } from "../../src/charter/resolve.ts";
import { WITH_ROLES } from "./roles-sample.ts";

describe("a charter on several chains", () => {
  const { charter } = parse(WITH_ROLES);

  it("is as it stands on its first chain", () => {
    expect(chainIds(charter)).toEqual([31337, 10]);
    expect(onChain(charter, 31337)).toBe(charter);
  });

  it("has a further chain's Conclave, and contracts where they lie there; what is not named again is the same", () => {
    const there = onChain(charter, 10);
    expect(there.chain).toEqual({
      id: 10,
      conclave: "0x5FbDB2315678afecb367f032d93F642f64180aa3",
      "signing-window": charter.chain["signing-window"],
      suspension: charter.chain.suspension,
      "deploy-before": charter.chain["deploy-before"],
    });
    expect(contractAddress(there, "vault")).toBe("0xa513E6E4b8f2a923D98304ec87F64353C4D5C853");
    expect(contractAddress(there, "usdc")).toBe(contractAddress(charter, "usdc"));
    expect(there.roles).toEqual(charter.roles);
  });

  it("says nothing of a chain it does not list", () => {
    expect(() => onChain(charter, 1)).toThrow(
      expect.objectContaining({ code: "Charter.OtherChain", details: { chainId: 1, listed: [31337, 10] } }),
    );
  });
});
