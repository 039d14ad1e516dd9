import { concatHex, encodeAbiParameters, hashTypedData, keccak256, toBytes } from "viem";
import { beforeAll, describe, expect, it } from "vitest";
import { connect } from "../../../src/chain/client.ts";
import * as Possession from "../../../src/safe/roster/possession.ts";
import type { TestChain } from "../../support/chain.ts";
import { codeOfAsync, refusalOf } from "../../support/refusal.ts";
import { deployTestSafe, type TestSafe } from "../../support/safe.ts";
import { DAY, OWNERS, ownChain, setCode } from "../../support/safe-check.ts";
import { keyOf, proofOf, signerOf } from "../../support/safe-roster.ts";

describe("a proof of possession", () => {
  let chain: TestChain;
  let safe: TestSafe;
  const owner = keyOf("dot").address;
  const expected = () => ({ chainId: chain.chainId, safe: safe.address, owner });
  const reasonFor = async (proof: Possession.Possession, change = {}) => {
    const connection = await connect(chain.provider);
    const refusal = await refusalOf(() => Possession.verify(connection, proof, { ...expected(), ...change }));
    return [refusal.code, refusal.details.reason];
  };
  beforeAll(async () => {
    chain = await ownChain();
    safe = await deployTestSafe(chain, { version: "1.4.1", owners: OWNERS.slice(0, 2), threshold: 1 });
  });

  it("holds, given the owner's signature, and comes back from its file the same", async () => {
    const proof = await proofOf("dot", safe);
    const read = Possession.parse(Possession.stringify(proof));
    expect(read).toEqual(proof);
    await Possession.verify(await connect(chain.provider), read, expected());
  });

  it("is of a type and domain of its own: golden digest", () => {
    const unsigned = {
      chainId: 1,
      safe: "0x00000000000000000000000000000000000000b1",
      owner: "0x00000000000000000000000000000000000000c1",
      deadline: 1_800_000_000,
    } as const;
    const domain = keccak256(
      encodeAbiParameters(
        [
          { type: "bytes32" },
          { type: "bytes32" },
          { type: "bytes32" },
          { type: "uint256" },
          { type: "address" },
        ],
        [
          keccak256(
            toBytes("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
          ),
          keccak256(toBytes("Conclave Safe Owner")),
          keccak256(toBytes("1")),
          1n,
          unsigned.safe,
        ],
      ),
    );
    const struct = keccak256(
      encodeAbiParameters(
        [{ type: "bytes32" }, { type: "address" }, { type: "address" }, { type: "uint40" }],
        [
          keccak256(toBytes("OwnSafe(address safe,address owner,uint40 deadline)")),
          unsigned.safe,
          unsigned.owner,
          unsigned.deadline,
        ],
      ),
    );
    expect(Possession.digest(unsigned)).toBe(keccak256(concatHex(["0x1901", domain, struct])));
  });

  it("is refused, given another chain, Safe, owner, deadline or key", async () => {
    const proof = await proofOf("dot", safe);
    const other = keyOf("eli").address;
    expect(await reasonFor(proof, { chainId: 5 })).toEqual(["Possession.Refused", "place"]);
    expect(await reasonFor(proof, { safe: other })).toEqual(["Possession.Refused", "place"]);
    expect(await reasonFor(proof, { owner: other })).toEqual(["Possession.Refused", "place"]);
    expect(await reasonFor({ ...proof, deadline: proof.deadline + 1 })).toEqual([
      "Possession.Refused",
      "signature",
    ]);
    expect(await reasonFor({ ...proof, signature: "0x1234" })).toEqual(["Possession.Refused", "signature"]);
    const now = await chain.now();
    const at = { chainId: chain.chainId, safe: safe.address };
    const byOther = await Possession.prove(signerOf(keyOf("eli")), owner, { ...at, deadline: now + DAY });
    expect(await reasonFor(byOther)).toEqual(["Possession.Refused", "signature"]);
    const own = signerOf(keyOf("dot"));
    const long = await Possession.prove(own, owner, { ...at, deadline: now + 91 * DAY });
    expect(await reasonFor(long)).toEqual(["Possession.Refused", "tooLong"]);
    await chain.undoing(async () => {
      await chain.advance(2 * DAY);
      expect(await reasonFor(proof)).toEqual(["Possession.Refused", "expired"]);
    });
  });

  it("is a contract's own word, given an owner that is one", async () => {
    const nested = await deployTestSafe(chain, {
      version: "1.4.1",
      owners: OWNERS.slice(2, 4),
      threshold: 2,
      salt: 3n,
    });
    const connection = await connect(chain.provider);
    const unsigned = {
      chainId: chain.chainId,
      safe: safe.address,
      owner: nested.address,
      deadline: (await chain.now()) + DAY,
    };
    // What the nested Safe's handler has its owners sign: a SafeMessage of the digest.
    const typed = {
      domain: { chainId: chain.chainId, verifyingContract: nested.address },
      types: { SafeMessage: [{ name: "message", type: "bytes" }] },
      primaryType: "SafeMessage",
      message: { message: Possession.digest(unsigned) },
    } as const;
    expect(hashTypedData(typed)).toHaveLength(66);
    const signers = OWNERS.slice(2, 4).toSorted((a, b) => (BigInt(a.address) < BigInt(b.address) ? -1 : 1));
    const signatures = await Promise.all(signers.map((one) => one.signTypedData(typed)));
    const proof = { format: "conclave-possession/1" as const, ...unsigned, signature: concatHex(signatures) };
    await Possession.verify(connection, proof, unsigned);
    const half = { ...proof, signature: signatures[0] ?? "0x" };
    expect(await codeOfAsync(() => Possession.verify(connection, half, unsigned))).toBe("Possession.Refused");
  });

  it("is the key's, given an account with delegated code, and nobody's, given other code there", async () => {
    const connection = await connect(chain.provider);
    const proof = await proofOf("dot", safe);
    await chain.undoing(async () => {
      await setCode(chain, owner, concatHex(["0xef0100", safe.address]));
      await Possession.verify(connection, proof, expected());
      await setCode(chain, owner, "0x6001");
      expect(await reasonFor(proof)).toEqual(["Possession.Refused", "signature"]);
    });
  });

  it("is refused, given a file that is something else", async () => {
    expect(await codeOfAsync(() => Possession.parse("{}"))).toBe("Possession.Malformed");
    expect(await codeOfAsync(() => Possession.parse("no"))).toBe("Possession.Malformed");
  });
});
