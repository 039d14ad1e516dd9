import hre from "hardhat";
import { createPublicClient, createWalletClient, custom, type PublicClient, parseEventLogs } from "viem";
import * as Consents from "../../src/approval/consents.ts";
import { type Addition, addSignature, prepare } from "../../src/approval/signing.ts";
import * as State from "../../src/approval/state.ts";
import { type Verify, verifierFor } from "../../src/approval/verify.ts";
import { conclaveAbi } from "../../src/generated/abi.ts";
import * as Documents from "../../src/proposal/documents.ts";
import type { ProposalFile } from "../../src/proposal/file.ts";
import * as Proposal from "../../src/proposal/proposal.ts";
import * as Source from "../../src/proposal/source.ts";
import * as Stamp from "../../src/proposal/stamp.ts";
import type { Provider } from "../../src/test/fork.ts";
import { simulate } from "../../src/test/simulate.ts";
import { TARGET } from "../simulation/by-hand.ts";
import { account } from "../simulation/roster.ts";
import { build, draft, network, START, type Stage } from "../simulation/stage.ts";

/** Key indices by person. */
export const [ANA, BEN, CLEO, DORA, EMIL, FAY, GIL] = [0, 1, 2, 3, 4, 5, 6] as const;
export const DAY = 86_400;

/** A Conclave on a network of its own, and what its people do with it. */
export type Scene = {
  readonly provider: Provider;
  readonly stage: Stage;
  readonly client: PublicClient;
  readonly verify: Verify;
  close(): Promise<void>;
  snapshot(): Promise<() => Promise<unknown>>;
  mineAt(time: number): Promise<void>;
  /** A simulated proposal to set the target's value. */
  tested(value?: string): Promise<ProposalFile>;
  sign(file: ProposalFile, state: State.State, act: Addition["act"], key: number): Promise<ProposalFile>;
  /** With everybody's signature that tier 0 needs. */
  complete(): Promise<{ file: ProposalFile; state: State.State }>;
  /** Simulates, signs, schedules, waits and executes a tier-0 proposal. */
  enact(file: ProposalFile): Promise<void>;
  send(
    functionName: string,
    args: readonly unknown[],
    from?: ReturnType<typeof account>,
  ): ReturnType<PublicClient["waitForTransactionReceipt"]>;
};

export async function open(): Promise<Scene> {
  const connection = await network(hre);
  const provider: Provider = connection.provider;
  const stage = await build(provider, START);
  const client = createPublicClient({ transport: custom(provider), cacheTime: 0, pollingInterval: 10 });
  const verify = verifierFor(client);

  const tested: Scene["tested"] = async (value = "42") => {
    const change = Source.fromCall({ target: stage.target, function: "set(uint256 value)", args: [value] });
    const file = await draft(provider, stage, { ...change, interfaces: TARGET.interfaces });
    return { ...file, report: await simulate(provider, file) };
  };
  const sign: Scene["sign"] = async (file, state, act, key) => {
    const signature = await account(key).signTypedData(prepare(file, state, { act, key }) as never);
    return addSignature(file, state, verify, { act, key, signature });
  };
  const signAll = async (unsigned: ProposalFile) => {
    let file = unsigned;
    const state = await State.read(client, file);
    for (const [act, key] of [
      ["propose", ANA],
      ["test", EMIL],
      ["approve", BEN],
      ["approve", CLEO],
    ] as const) {
      file = await sign(file, state, act, key);
    }
    return { file, state };
  };
  const complete = async () => signAll(await tested());
  const enact: Scene["enact"] = async (unsigned) => {
    const { file, state } = await signAll({ ...unsigned, report: await simulate(provider, unsigned) });
    const { report, signatures } = Consents.pack(
      file,
      await Consents.count(file, state, verify),
      state.roster,
    );
    const args = Proposal.pack(file.proposal, report);
    const { logs } = await send("scheduleProposal", [args, signatures]);
    const [scheduled] = parseEventLogs({ abi: conclaveAbi, logs, eventName: "Scheduled" });
    if (scheduled === undefined) throw new Error("not scheduled");
    const { stamp } = scheduled.args;
    await mineAt(Stamp.decode(stamp).ready);
    if (file.documents.length === 0) await send("execute", [args, stamp]);
    else await send("amend", [args, stamp, file.documents.map(Documents.encode)]);
  };
  const mineAt: Scene["mineAt"] = async (time) => {
    await provider.request({ method: "evm_setNextBlockTimestamp", params: [`0x${time.toString(16)}`] });
    await provider.request({ method: "evm_mine" });
  };
  const send: Scene["send"] = async (functionName, args, from = account(100)) => {
    await provider.request({ method: "hardhat_setBalance", params: [from.address, "0x3635c9adc5dea00000"] });
    const wallet = createWalletClient({ transport: custom(provider), account: from });
    const address = stage.domain.verifyingContract;
    const request = { address, abi: conclaveAbi, functionName, args, gas: 3_000_000n, chain: null };
    return client.waitForTransactionReceipt({ hash: await wallet.writeContract(request as never) });
  };
  return {
    provider,
    stage,
    client,
    verify,
    close: () => connection.close(),
    snapshot: async () => {
      const id = await provider.request({ method: "evm_snapshot" });
      return () => provider.request({ method: "evm_revert", params: [id] });
    },
    mineAt,
    enact,
    tested,
    sign,
    complete,
    send,
  };
}

/** A signature by whoever wants to give one, without asking whether it makes sense. */
export async function force(file: ProposalFile, act: Addition["act"], key: number): Promise<ProposalFile> {
  const signature = await account(key).signTypedData(Consents.typedFor(file, act) as never);
  return { ...file, signatures: [...file.signatures, { act, key, signature }] };
}
