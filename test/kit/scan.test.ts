import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { zeroAddress } from "viem";
import { describe, expect, it } from "vitest";
import { toFrames } from "../../src/kit/frames.ts";
import { scanProof, scanSignatures } from "../../src/kit/scan.ts";
import { refusal } from "../keys/refusal.ts";
import { temporaryFolder } from "../keys/temporary-folder.ts";

const ID = `0x${"1d".repeat(32)}` as const;
const signature = (id: string, key = 2) => ({
  format: "conclave-signature/1",
  id,
  act: "approve",
  key,
  signature: `0x${"5a".repeat(65)}`,
});
const PROOF = {
  format: "conclave-activation/1",
  domain: { chainId: 1, verifyingContract: zeroAddress },
  key: 9,
  keyHash: `0x${"ab".repeat(32)}`,
  since: 3,
  deadline: 1_800_000_000,
  signature: `0x${"5a".repeat(65)}`,
} as const;

/** A file with frames of these things, as a scanner gives them. */
async function pasted(...things: readonly object[]): Promise<string> {
  const path = join(await temporaryFolder(), "pasted.txt");
  await writeFile(path, things.flatMap((thing) => toFrames(JSON.stringify(thing), 120)).join("\n"));
  return path;
}

describe("what is scanned for a key's proof", () => {
  it("gives it, from a file or from frames", async () => {
    const path = join(await temporaryFolder(), "proof.json");
    await writeFile(path, JSON.stringify(PROOF));
    expect(await scanProof(path)).toEqual(PROOF);
    expect(await scanProof(await pasted(PROOF))).toEqual(PROOF);
  });

  it("given something else, or another thing beside it, is refused, and says what there is", async () => {
    for (const things of [[signature(ID)], [PROOF, { ...PROOF, key: 8 }], [PROOF, signature(ID)]]) {
      const path = await pasted(...things);
      const { code, details } = await refusal(() => scanProof(path));
      expect({ code, details }).toEqual({
        code: "Scan.NotAProof",
        details: { path, formats: things.map(({ format }) => format) },
      });
    }
  });
});

describe("what is scanned for signatures of a proposal", () => {
  it("gives them all", async () => {
    const paths = [await pasted(signature(ID, 1)), await pasted(signature(ID, 2))];
    expect(await scanSignatures(paths, ID)).toEqual([signature(ID, 1), signature(ID, 2)]);
  });

  it("given something else, or a signature of another proposal, is refused", async () => {
    const other = await refusal(async () => scanSignatures([await pasted(PROOF)], ID));
    expect([other.code, other.details]).toEqual(["Scan.NotASignature", { format: PROOF.format }]);
    const found = `0x${"2e".repeat(32)}`;
    const strange = await refusal(async () => scanSignatures([await pasted(signature(found))], ID));
    expect([strange.code, strange.details]).toEqual(["Scan.OtherProposal", { key: 2, expected: ID, found }]);
  });
});
