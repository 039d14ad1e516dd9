import { type Address, createPublicClient, custom, encodeFunctionData, getAddress, type Hex } from "viem";
import { z } from "zod";
import type { Tier } from "../charter/model.ts";
import { Role } from "../charter/model.ts";
import { proposerRoles } from "../charter/quorum.ts";
import * as Roster from "../charter/roster.ts";
import { BaseError } from "../errors.ts";
import { conclaveAbi } from "../generated/abi.ts";
import { executionData } from "../proposal/execution.ts";
import type { ProposalFile } from "../proposal/file.ts";
import { scheduledLink } from "../proposal/link.ts";
import * as Proposal from "../proposal/proposal.ts";
import * as Stamp from "../proposal/stamp.ts";
import * as Word from "../proposal/word.ts";
import { type Pinned, type Provider, type Setting, type Transaction, trace, within } from "./fork.ts";
import { readSchema } from "./trace.ts";

/** `execute` or `amend` as it will be sent, and the lane's word as scheduling would have left it. */
export type Rehearsal = {
  readonly setting: Setting;
  readonly transaction: Transaction;
  /** The lane's storage slot, whose changes are the rehearsal's own. */
  readonly laneSlot: Hex;
};

/** The sender: "Conclave simulation." in ASCII, an account nobody has. */
export const EXECUTOR = getAddress("0x436f6e636c6176652073696d756c6174696f6e2e");

/**
 * Prepares the execution of a proposal as if everybody had consented in the pinned block and it ran at the first moment
 * allowed. `at` moves the clock to a later second. So the very transaction runs that will run in earnest.
 * @throws `Simulation.NotAConclave`, `Simulation.UnknownTier`, `Simulation.TooEarly`, `Simulation.LaneNotFound`.
 */
export async function rehearse(
  provider: Provider,
  block: Pinned,
  file: ProposalFile,
  at?: number,
): Promise<Rehearsal> {
  const { domain, proposal } = file;
  const conclave = domain.verifyingContract;
  // A fork executes nothing at the forked block itself, as it may not know the rules that held there: hence a block more.
  const { authority, laneSlot } = await within(
    provider,
    { at: block.timestamp + 1, slots: [] },
    async () => ({
      authority: await readAuthority(provider, conclave),
      laneSlot: await findLaneSlot(provider, conclave, proposal.lane),
    }),
  );
  const { roster, generations } = authority;
  const tier = roster.tiers[Proposal.tierOf(proposal.lane)];
  if (tier === undefined) {
    throw new BaseError({
      code: "Simulation.UnknownTier",
      message: `the charter has no tier ${Proposal.tierOf(proposal.lane)}`,
      fix: "create the proposal again for a tier of the current charter",
    });
  }
  const scheduledAt = Math.max(block.timestamp, proposal.created);
  const ready = scheduledAt + tier.delay;
  const time = at ?? Math.max(ready, block.timestamp + 1);
  if (time < ready || time <= block.timestamp) throw tooEarly(time, ready);

  const stamp = Stamp.encode({
    ...everybody(roster, tier),
    ...generations,
    scheduledAt,
    ready,
    reservedUntil: 0,
  });
  const packed = Proposal.pack(proposal);
  const link = scheduledLink(domain, proposal.prev, packed, stamp);
  const word = Word.pending(link, true, time + tier.grace + 60);
  const data = executionData(packed, stamp, file.documents);
  return {
    setting: { at: time, slots: [{ address: conclave, slot: laneSlot, value: word }] },
    transaction: { from: EXECUTOR, to: conclave, data },
    laneSlot,
  };
}

async function readAuthority(provider: Provider, address: Address) {
  const client = createPublicClient({ transport: custom(provider, { retryCount: 0 }) });
  try {
    const [config, carrier] = await Promise.all([
      client.readContract({ address, abi: conclaveAbi, functionName: "config" }),
      client.readContract({ address, abi: conclaveAbi, functionName: "rosterCarrier" }),
    ]);
    const carried = (await client.getCode({ address: carrier })) ?? "0x";
    const roster = Roster.decode(`0x${carried.slice(4)}`);
    return {
      roster,
      generations: { roster: config.roster, rulebook: config.rulebook, serial: roster.serial },
    };
  } catch (cause) {
    throw new BaseError({
      code: "Simulation.NotAConclave",
      message: `there is no Conclave at ${address} in the state that was given`,
      fix: "check the address and chain, and fork a block after the deployment",
      cause,
    });
  }
}

/** Consent of all who could give it: only a recovery begun before an incident has it counted again. */
function everybody(roster: ReturnType<typeof Roster.decode>, tier: Tier) {
  const holding = (roles: number) =>
    roster.keys.flatMap((key, index) => (key && (key.roles & roles) !== 0 ? [index] : []));
  return {
    approvers: holding(tier.roles),
    proposer: holding(proposerRoles(tier))[0] ?? Stamp.NO_KEY,
    tester: holding(Role.TESTER)[0] ?? null,
  };
}

/** The one slot that `laneWord(lane)` reads; asked of the node, so that nothing here depends on the storage layout. */
async function findLaneSlot(provider: Provider, conclave: Address, lane: number): Promise<Hex> {
  const data = encodeFunctionData({ abi: conclaveAbi, functionName: "laneWord", args: [lane] });
  const transaction = { from: EXECUTOR, to: conclave, data };
  const read = readSchema.parse(await trace(provider, transaction, { tracer: "prestateTracer" }));
  const account = Object.entries(read).find(([address]) => getAddress(address) === getAddress(conclave));
  const slots = Object.keys(account?.[1].storage ?? {});
  const [slot] = slots;
  if (slot === undefined || slots.length > 1) {
    throw new BaseError({
      code: "Simulation.LaneNotFound",
      message: `the node's trace shows ${slots.length} slots for lane ${lane}, one was expected`,
      fix: "simulate on an in-process fork or on anvil",
      details: { lane, slots },
    });
  }
  return z
    .string()
    .transform((value) => value as Hex)
    .parse(slot);
}

function tooEarly(at: number, ready: number): BaseError {
  return new BaseError({
    code: "Simulation.TooEarly",
    message: `at ${at} the operation could not run yet; it is ready at ${ready}`,
    fix: "leave the time out, or name a later one",
    details: { at, ready },
  });
}
