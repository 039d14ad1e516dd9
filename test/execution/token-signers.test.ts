import hre from "hardhat";
import type { Hex } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Secret } from "../../src/keys/secret.ts";
import { generate } from "../../src/keys/store.ts";
import { generateInToken } from "../../src/signer/pkcs11/keys.ts";
import type { Signer } from "../../src/signer/signer.ts";
import { signerOf } from "../../src/signer/signer-of.ts";
import { asking, MODULE, missing, type SoftHsm, softHsm, WHY } from "../signer/pkcs11/softhsm.ts";
import { testChain } from "../support/chain.ts";
import { vaultAbi } from "../support/governed.ts";
import { account, BEN, CLEO, DAN } from "../support/people.ts";
import { type MixedStage, mixedStage } from "./mixed-stage.ts";

const VERIFIER = "@openzeppelin/contracts/utils/cryptography/verifiers/ERC7913P256Verifier";

describe.skipIf(missing() !== undefined)(`keys in a token beside keystores, on-chain${WHY}`, () => {
  let network: Awaited<ReturnType<typeof hre.network.create>>;
  let hsm: SoftHsm;
  let stage: MixedStage;
  let signers: Readonly<Record<number, Signer>>;

  /** Ben's key is a token's secp256k1 key, Cleo's a token's P-256 key, Dan's lies in a keystore; the others are accounts. */
  beforeAll(async () => {
    hsm = await softHsm("owner");
    network = await hre.network.create();
    const chain = await testChain(network.provider as never);
    const verifier = await chain.deploy(VERIFIER);
    const folder = hsm.folder;
    const { ask } = asking();
    const password = Secret.text("umbrella-63-tidal-orchid");
    const inToken = { folder, module: MODULE, token: "owner" };
    const ben = await generateInToken({ ...inToken, label: "ben", curve: "secp256k1" }, ask);
    const cleo = await generateInToken({ ...inToken, label: "cleo", curve: "P-256" }, ask);
    const dan = await generate({ folder, label: "dan", cost: "light", password });
    signers = {
      [BEN]: await signerOf(ben.path, ask),
      [CLEO]: await signerOf(cleo.path, ask, { verifier }),
      [DAN]: await signerOf(dan.path, asking("umbrella-63-tidal-orchid").ask),
    };
    const kinds = Object.entries(signers).map(([index, signer]) => {
      return [index, { kind: signer.describe().kind, signer: signer.signerBytes }] as const;
    });
    const sign = (key: number, typed: unknown): Promise<Hex> =>
      (signers[key] ?? account(key)).signTypedData(typed as never);
    stage = await mixedStage(network, chain, Object.fromEntries(kinds), sign);
  });
  afterAll(async () => {
    await network.close();
    await hsm.remove();
  });

  test.each([
    ["a token's two curves", [BEN, CLEO]],
    ["a token's P-256 key and a keystore", [CLEO, DAN]],
    ["a token's account and a keystore", [BEN, DAN]],
  ])("%s approve a change together, and it is executed", async (_, approvers) => {
    const { founded, vault, carryOut, change } = stage;
    await founded.chain.undoing(async () => {
      const { stamp } = await carryOut(await change(), approvers);
      expect(stamp.approvers).toEqual(approvers);
      const fee = { address: vault, abi: vaultAbi, functionName: "fee" } as const;
      expect(await founded.chain.client.readContract(fee)).toBe(5n);
    });
  });

  test("a token's P-256 key signs a dozen proposals, each taken on-chain", async () => {
    const { founded, carryOut, change } = stage;
    for (let fee = 10n; fee < 22n; fee++)
      await founded.chain.undoing(async () => {
        expect((await carryOut(await change(fee), [BEN, CLEO])).stamp.approvers).toEqual([BEN, CLEO]);
      });
  });
});
