import hre from "hardhat";
import { concat, type Hex, hexToBytes, keccak256, toBytes } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import { submit } from "../../src/execution/submit.ts";
import { publicKeyOf } from "../../src/keys/curve.ts";
import * as P256 from "../../src/keys/ecdsa.ts";
import { Secret } from "../../src/keys/secret.ts";
import * as TypedData from "../../src/proposal/typed-data.ts";
import { artifact } from "../support/artifact.ts";
import { testChain } from "../support/chain.ts";
import { vaultAbi } from "../support/governed.ts";
import { account, BEN, CLEO, DAN, OUTSIDER } from "../support/people.ts";
import { codeOfAsync, refusalOf } from "../support/refusal.ts";
import { type MixedStage, mixedStage } from "./mixed-stage.ts";

const VERIFIER = "@openzeppelin/contracts/utils/cryptography/verifiers/ERC7913P256Verifier";
const WALLET_OWNER = 40;
const passkey = Secret.take(hexToBytes(keccak256(toBytes("conclave test passkey"))));

let network: Awaited<ReturnType<typeof hre.network.create>>;
let stage: MixedStage;
let wallet: Hex;

/** Ben is a person with an EOA, Cleo has a P-256 key, Dan a contract wallet. */
beforeAll(async () => {
  network = await hre.network.create();
  const chain = await testChain(network.provider as never);
  const verifier = await chain.deploy(VERIFIER);
  wallet = await chain.deploy("mocks/Wallet", [account(WALLET_OWNER).address]);
  const point = publicKeyOf(passkey, "P-256")?.point ?? "0x";
  const others = {
    [CLEO]: { kind: "ERC7913", signer: concat([verifier, point]).toLowerCase() as Hex },
    [DAN]: { kind: "ERC1271", signer: wallet.toLowerCase() as Hex },
  } as const;
  stage = await mixedStage(network, chain, others, sign);
});
afterAll(() => network.close());

function sign(key: number, typed: TypedData.TypedData): Promise<Hex> | Hex {
  if (key === CLEO) return P256.sign(passkey, "P-256", TypedData.digest(typed));
  return account(key === DAN ? WALLET_OWNER : key).signTypedData(typed as never);
}

test("an EOA, a passkey and a contract wallet: any two of them are a quorum, but for wallets alone", async () => {
  const { founded, vault, carryOut, change } = stage;
  for (const approvers of [
    [BEN, CLEO],
    [CLEO, DAN],
    [BEN, DAN],
  ]) {
    await founded.chain.undoing(async () => {
      const { stamp } = await carryOut(await change(), approvers);
      expect(stamp.approvers).toEqual(approvers);
      const fee = { address: vault, abi: vaultAbi, functionName: "fee" } as const;
      expect(await founded.chain.client.readContract(fee)).toBe(5n);
    });
  }
});

test("a wallet that changes its mind no longer counts, and the passkey's signature for one proposal does not pass for another", async () => {
  const { founded, sender, collect, change } = stage;
  await founded.chain.undoing(async () => {
    const file = await collect(await change(), [CLEO, DAN]);
    const abi = artifact("mocks/Wallet").abi;
    await founded.chain.write(wallet, abi, "setOwner", [OUTSIDER.address]);
    expect(await refusalOf(() => submit(sender, file))).toMatchObject({
      code: "Approval.Incomplete",
      details: { missing: { approvals: 1 } },
    });
  });
  const file = await collect(await change(), [BEN, CLEO]);
  const other = await collect(await change(6n), [BEN, CLEO]);
  const cleo = other.signatures.filter(({ key }) => key === CLEO);
  const mixed = { ...file, signatures: [...file.signatures.filter(({ key }) => key !== CLEO), ...cleo] };
  expect(await codeOfAsync(() => submit(sender, mixed))).toBe("Approval.Incomplete");
});
