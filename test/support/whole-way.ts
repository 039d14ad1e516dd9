import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import { keccak256, parseAbi, zeroAddress } from "viem";
import { deployConclave } from "../../deploy/deploy.ts";
import { addSignature, prepare } from "../../src/approval/signing.ts";
import * as ApprovalState from "../../src/approval/state.ts";
import { verifierFor } from "../../src/approval/verify.ts";
import { connect, type Provider as Rpc } from "../../src/chain/client.ts";
import { keyState, rosterOf } from "../../src/chain/standing.ts";
import * as ChainState from "../../src/chain/state.ts";
import { Role } from "../../src/charter/model.ts";
import type { Act } from "../../src/charter/quorum.ts";
import * as RosterCodec from "../../src/charter/roster.ts";
import * as RulebookCodec from "../../src/charter/rulebook.ts";
import * as Acts from "../../src/execution/acts.ts";
import { execute } from "../../src/execution/execute.ts";
import { retire } from "../../src/execution/register.ts";
import { submit } from "../../src/execution/submit.ts";
import type { ProposalFile } from "../../src/proposal/file.ts";
import { laneOf } from "../../src/proposal/proposal.ts";
import * as SelfCall from "../../src/proposal/self-call.ts";
import * as Stamp from "../../src/proposal/stamp.ts";
import { plan } from "../../src/sweep/plan.ts";
import { run } from "../../src/sweep/run.ts";
import type { Provider } from "../../src/test/fork.ts";
import { simulate } from "../../src/test/simulate.ts";
import { testChain } from "./chain.ts";
import { activation, draft, type Founded } from "./conclave.ts";
import { setFee, sign, vaultAbi } from "./governed.ts";
import {
  ANA,
  account,
  BEN,
  CLEO,
  DAY,
  EVE,
  key,
  OUTSIDER,
  ROUTINE,
  roster,
  SIGNING_WINDOW,
  SUSPENSION,
} from "./people.ts";

/** What a walk from an empty chain to a retired key leaves behind. */
export type Walked = {
  readonly fee: bigint;
  readonly states: Readonly<Record<"ben" | "successor", string>>;
  readonly received: { readonly wei: bigint; readonly tokens: bigint };
  readonly config: ChainState.ChainState["config"];
};

const NEXT = 13;
const tokenAbi = parseAbi([
  "function mint(address to, uint256 amount)",
  "function balanceOf(address account) view returns (uint256)",
]);

/**
 * Deployment, activation, the rulebook by a first operation of tier 0 (simulated and tested), a change, a rotation, a sweep and a retirement: all
 * through the library, on any development node.
 */
export async function walk(
  hre: HardhatRuntimeEnvironment,
  source: Rpc | string,
  provider: Provider,
): Promise<Walked> {
  const chain = await testChain(provider);
  const connection = await connect(source, { pollingInterval: 10 });
  await chain.setBalance(OUTSIDER.address, 10n ** 24n);
  const sender = { connection, account: OUTSIDER };
  const now = await chain.now();
  const first = roster(now);
  const rosterDocument = RosterCodec.encode(first);
  const { conclave, helpers } = await deployConclave(
    { sender, artifacts: hre.artifacts },
    { rosterDocument, signingWindow: SIGNING_WINDOW, suspension: SUSPENSION, deployBefore: now + 7 * DAY },
  );
  const domain = { chainId: chain.chainId, verifyingContract: conclave };
  const founded: Founded = { chain, address: conclave, domain, helpers, roster: first, rosterDocument };
  const state = () => ChainState.read(connection, conclave);

  for (const index of first.keys.keys()) {
    const prepared = Acts.prepare(await state(), { kind: "activate", key: index });
    await Acts.perform(sender, prepared, await sign(prepared));
  }

  const vault = await chain.deploy("mocks/Vault", [conclave]);
  const token = await chain.deploy("mocks/Token");
  const carryOut = async (file: ProposalFile) => {
    const { operation } = await submit(sender, await collect(connection.client as never, file));
    await chain.moveTo(Stamp.decode(operation.stamp).ready);
    await execute(sender, file);
  };
  const tested = async (file: ProposalFile) => ({ ...file, report: await simulate(provider, file) });

  const book = RulebookCodec.encode({
    serial: 1,
    rules: [{ target: vault, selector: "0x69fe0e2d", tiers: 1 << ROUTINE, maxValue: 0n }],
    exactRules: [],
    items: [
      { kind: "native", target: zeroAddress, parameter: 10n ** 15n },
      { kind: "erc20", target: token, parameter: 0n },
    ],
  });
  await carryOut(
    await tested(
      await draft(founded, {
        calls: [SelfCall.call(conclave, "amendRulebook", [keccak256(book)])],
        documents: [{ document: book, activations: [] }],
      }),
    ),
  );
  await carryOut(await draft(founded, { lane: laneOf(ROUTINE, 0), calls: [setFee(vault, 5n)] }));

  const expiry = first.keys[BEN]?.expiry ?? 0;
  const successor = key(NEXT, BEN, Role.APPROVER, expiry, { predecessor: BEN, since: 2 });
  const second = { ...first, serial: 2, keys: [...first.keys, successor] };
  const document = RosterCodec.encode(second);
  await carryOut(
    await tested(
      await draft(founded, {
        calls: [SelfCall.call(conclave, "amendRoster", [keccak256(document)])],
        documents: [{ document, activations: [await activation(founded, NEXT, second)] }],
      }),
    ),
  );

  const ben = account(BEN);
  await chain.setBalance(ben.address, 10n ** 18n);
  await chain.write(token, tokenAbi, "mint", [ben.address, 1_000n]);
  await run({ connection, account: ben }, await plan(connection, await state(), BEN, conclave));
  await retire(sender, conclave, BEN);

  const end = await state();
  const current = rosterOf(end);
  const ask = { address: token, abi: tokenAbi, functionName: "balanceOf", args: [conclave] } as const;
  return {
    fee: (await chain.client.readContract({ address: vault, abi: vaultAbi, functionName: "fee" })) as bigint,
    states: { ben: keyState(end, current, BEN), successor: keyState(end, current, NEXT) },
    received: {
      wei: await chain.client.getBalance({ address: conclave }),
      tokens: await chain.client.readContract(ask),
    },
    config: end.config,
  };
}

/** Everybody looks at the chain, signs, and passes the file on. */
async function collect(
  client: Parameters<typeof ApprovalState.read>[0],
  file: ProposalFile,
): Promise<ProposalFile> {
  const acts: [Act, number][] = [
    ["propose", ANA],
    ...(file.report === undefined ? [] : ([["test", EVE]] as [Act, number][])),
    ...([BEN, CLEO].slice(0, file.proposal.approvals).map((index) => ["approve", index]) as [Act, number][]),
  ];
  let signed = file;
  for (const [act, index] of acts) {
    const state = await ApprovalState.read(client, signed);
    const signature = await account(index).signTypedData(
      prepare(signed, state, { act, key: index }) as never,
    );
    signed = await addSignature(signed, state, verifierFor(client), { act, key: index, signature });
  }
  return signed;
}
