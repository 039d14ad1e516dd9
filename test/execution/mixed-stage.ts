import type hre from "hardhat";
import { type Hex, keccak256 } from "viem";
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
import type { ProposalFile } from "../../src/proposal/file.ts";
import { laneOf } from "../../src/proposal/proposal.ts";
import * as SelfCall from "../../src/proposal/self-call.ts";
import * as Stamp from "../../src/proposal/stamp.ts";
import type { TypedData } from "../../src/proposal/typed-data.ts";
import { simulate } from "../../src/test/simulate.ts";
import type { TestChain } from "../support/chain.ts";
import { draft, type Founded, foundConclave } from "../support/conclave.ts";
import { setFee } from "../support/governed.ts";
import { ANA, BEN, CLEO, EVE, OUTSIDER, ROUTINE, roster } from "../support/people.ts";

type Network = Awaited<ReturnType<typeof hre.network.create>>;

/** A Conclave some of whose keys are of other kinds, and what is done with it. Two approve a change of the fee. */
export type MixedStage = {
  readonly founded: Founded;
  readonly vault: Hex;
  readonly sender: Parameters<typeof submit>[0];
  /** Collects, submits, waits and executes. */
  carryOut(file: ProposalFile, approvers: readonly number[]): ReturnType<typeof carriedOut>;
  collect(file: ProposalFile, approvers: readonly number[]): Promise<ProposalFile>;
  change(fee?: bigint): Promise<ProposalFile>;
};

/** Founds it, has every key activate itself, and Ben and Cleo enter the first rulebook. */
export async function mixedStage(
  network: Network,
  chain: TestChain,
  others: Readonly<Record<number, Partial<Key>>>,
  sign: (key: number, typed: TypedData) => Promise<Hex> | Hex,
): Promise<MixedStage> {
  const founded = await foundConclave(network, {
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
  const sender = { connection, account: OUTSIDER };
  for (const index of founded.roster.keys.keys()) {
    const state = await ChainState.read(connection, founded.address);
    const prepared = Acts.prepare(state, { kind: "activate", key: index });
    await Acts.perform(sender, prepared, await sign(index, prepared.typed));
  }
  const vault = await chain.deploy("mocks/Vault", [founded.address]);

  const collect = async (file: ProposalFile, approvers: readonly number[]) => {
    const { client } = connection;
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
  };
  const carryOut = async (file: ProposalFile, approvers: readonly number[]) =>
    carriedOut(founded, sender, await collect(file, approvers));

  const selector = setFee(vault, 0n).data.slice(0, 10) as Hex;
  const rulebook = RulebookCodec.encode({
    serial: 1,
    rules: [{ target: vault, selector, tiers: 1 << ROUTINE, maxValue: 0n }],
    exactRules: [],
    items: [],
  });
  const calls = [SelfCall.call(founded.address, "amendRulebook", [keccak256(rulebook)])];
  const unsigned = await draft(founded, { calls, documents: [{ document: rulebook, activations: [] }] });
  await carryOut({ ...unsigned, report: await simulate(network.provider as never, unsigned) }, [BEN, CLEO]);
  const change = (fee = 5n) =>
    draft(founded, { lane: laneOf(ROUTINE, 0), approvals: 2, calls: [setFee(vault, fee)] });
  return { founded, vault, sender, carryOut, collect, change };
}

async function carriedOut(founded: Founded, sender: Parameters<typeof submit>[0], signed: ProposalFile) {
  const { operation } = await submit(sender, signed);
  const stamp = Stamp.decode(operation.stamp);
  await founded.chain.moveTo(stamp.ready);
  return { stamp, receipt: await execute(sender, signed) };
}
