import hre from "hardhat";
import { concat, type Hex, hexToBytes, keccak256, toBytes } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addSignature, prepare } from "../../src/approval/signing.ts";
import * as ApprovalState from "../../src/approval/state.ts";
import { verifierFor } from "../../src/approval/verify.ts";
import { connect } from "../../src/chain/client.ts";
import * as ChainState from "../../src/chain/state.ts";
import type { Key } from "../../src/charter/model.ts";
import type { Act } from "../../src/charter/quorum.ts";
import * as RulebookCodec from "../../src/charter/rulebook.ts";
import * as Acts from "../../src/execution/acts.ts";
import { execute } from "../../src/execution/execute.ts";
import { submit } from "../../src/execution/submit.ts";
import { publicKeyOf } from "../../src/keys/curve.ts";
import * as P256 from "../../src/keys/ecdsa.ts";
import { Secret } from "../../src/keys/secret.ts";
import type { ProposalFile } from "../../src/proposal/file.ts";
import { laneOf } from "../../src/proposal/proposal.ts";
import * as SelfCall from "../../src/proposal/self-call.ts";
import * as Stamp from "../../src/proposal/stamp.ts";
import * as TypedData from "../../src/proposal/typed-data.ts";
import { simulate } from "../../src/test/simulate.ts";
import { artifact } from "../support/artifact.ts";
import { testChain } from "../support/chain.ts";
import { draft, type Founded, foundConclave } from "../support/conclave.ts";
import { setFee, vaultAbi } from "../support/governed.ts";
import { ANA, account, BEN, CLEO, DAN, EVE, OUTSIDER, ROUTINE, roster } from "../support/people.ts";
import { codeOfAsync, refusalOf } from "../support/refusal.ts";

const VERIFIER = "@openzeppelin/contracts/utils/cryptography/verifiers/ERC7913P256Verifier";
const WALLET_OWNER = 40;
const passkey = Secret.take(hexToBytes(keccak256(toBytes("conclave test passkey"))));

let network: Awaited<ReturnType<typeof hre.network.create>>;
let founded: Founded;
let vault: Hex;
let wallet: Hex;
let sender: Parameters<typeof submit>[0];

/** Ben is a person with an EOA, Cleo has a P-256 key, Dan a contract wallet. */
beforeAll(async () => {
  network = await hre.network.create();
  const chain = await testChain(network.provider as never);
  const verifier = await chain.deploy(VERIFIER);
  wallet = await chain.deploy("mocks/Wallet", [account(WALLET_OWNER).address]);
  const point = publicKeyOf(passkey, "P-256")?.point ?? "0x";
  const others: Record<number, Partial<Key>> = {
    [CLEO]: { kind: "ERC7913", signer: concat([verifier, point]).toLowerCase() as Hex },
    [DAN]: { kind: "ERC1271", signer: wallet.toLowerCase() as Hex },
  };
  founded = await foundConclave(network, {
    activate: false,
    roster: (now) => {
      const plain = roster(now);
      const keys = plain.keys.map((key, index) => (key === null ? null : { ...key, ...others[index] }));
      const tiers = plain.tiers.map((tier, index) => (index === ROUTINE ? { ...tier, approvals: 2 } : tier));
      return { ...plain, keys, tiers };
    },
  });
  const connection = await connect(network.provider, { pollingInterval: 10 });
  await chain.setBalance(OUTSIDER.address, 10n ** 24n);
  sender = { connection, account: OUTSIDER };
  for (const index of founded.roster.keys.keys()) {
    const state = await ChainState.read(connection, founded.address);
    const prepared = Acts.prepare(state, { kind: "activate", key: index });
    await Acts.perform(sender, prepared, await sign(index, prepared.typed));
  }
  vault = await chain.deploy("mocks/Vault", [founded.address]);
  const rulebook = RulebookCodec.encode({
    serial: 1,
    rules: [
      {
        target: vault,
        selector: setFee(vault, 0n).data.slice(0, 10) as Hex,
        tiers: 1 << ROUTINE,
        maxValue: 0n,
      },
    ],
    exactRules: [],
    items: [],
  });
  const calls = [SelfCall.call(founded.address, "amendRulebook", [keccak256(rulebook)])];
  const unsigned = await draft(founded, { calls, documents: [{ document: rulebook, activations: [] }] });
  await carryOut({ ...unsigned, report: await simulate(network.provider as never, unsigned) }, [BEN, CLEO]);
});
afterAll(() => network.close());

function sign(key: number, typed: TypedData.TypedData): Promise<Hex> | Hex {
  if (key === CLEO) return P256.sign(passkey, "P-256", TypedData.digest(typed));
  return account(key === DAN ? WALLET_OWNER : key).signTypedData(typed as never);
}

/** Collects, submits, waits and executes. */
async function carryOut(file: ProposalFile, approvers: readonly number[]) {
  const signed = await collect(file, approvers);
  const { operation } = await submit(sender, signed);
  const stamp = Stamp.decode(operation.stamp);
  await founded.chain.moveTo(stamp.ready);
  return { stamp, receipt: await execute(sender, signed) };
}

async function collect(file: ProposalFile, approvers: readonly number[]): Promise<ProposalFile> {
  const { client } = sender.connection;
  let signed = file;
  const acts: [Act, number][] = [
    ["propose", ANA],
    ...(file.report ? ([["test", EVE]] as [Act, number][]) : []),
  ];
  for (const index of approvers) acts.push(["approve", index]);
  for (const [act, key] of acts) {
    const state = await ApprovalState.read(client, signed);
    const signature = await sign(key, prepare(signed, state, { act, key }));
    signed = await addSignature(signed, state, verifierFor(client), { act, key, signature });
  }
  return signed;
}

const change = () => draft(founded, { lane: laneOf(ROUTINE, 0), approvals: 2, calls: [setFee(vault, 5n)] });

test("an EOA, a passkey and a contract wallet: any two of them are a quorum, but for wallets alone", async () => {
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
  const other = await collect(
    await draft(founded, { lane: laneOf(ROUTINE, 0), approvals: 2, calls: [setFee(vault, 6n)] }),
    [BEN, CLEO],
  );
  const cleo = other.signatures.filter(({ key }) => key === CLEO);
  const mixed = { ...file, signatures: [...file.signatures.filter(({ key }) => key !== CLEO), ...cleo] };
  expect(await codeOfAsync(() => submit(sender, mixed))).toBe("Approval.Incomplete");
});
