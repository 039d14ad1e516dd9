import type { Address, Hex, PublicClient } from "viem";
import { KEY_STATES, type KeyState, type Roster, type Rulebook } from "../charter/model.ts";
import type { Standing } from "../charter/quorum.ts";
import * as RosterCodec from "../charter/roster.ts";
import * as RulebookCodec from "../charter/rulebook.ts";
import { BaseError } from "../errors.ts";
import { conclaveAbi } from "../generated/abi.ts";
import { checkDomain, type ProposalFile } from "../proposal/file.ts";
import * as Proposal from "../proposal/proposal.ts";

/** What the chain says at one block about everything a proposal depends on. `now` is that block's timestamp. */
export type State = {
  readonly domain: Proposal.Domain;
  readonly block: number;
  readonly now: number;
  readonly signingWindow: number;
  readonly epoch: number;
  readonly opened: boolean;
  readonly closed: boolean;
  /** The lane's word, and how many lanes of its tier are open. */
  readonly word: Hex;
  readonly laneCount: number;
  readonly roster: Roster;
  readonly rosterDocument: Hex;
  readonly rulebook: Rulebook | null;
  readonly rulebookDocument: Hex | null;
  readonly standing: Standing;
  /** Keys that approved this proposal on-chain. */
  readonly preApproved: ReadonlySet<number>;
};

/**
 * Reads the state for one proposal file: read-only, all of it at one block.
 * @throws `ProposalFile.WrongChain`, `Approval.NotAConclave`.
 */
export async function read(client: PublicClient, file: ProposalFile): Promise<State> {
  const address = file.domain.verifyingContract;
  checkDomain(file, { chainId: await client.getChainId(), verifyingContract: address });
  const block = await client.getBlock();
  const at = { address, abi: conclaveAbi, blockNumber: block.number } as const;
  const tier = Proposal.tierOf(file.proposal.lane);
  const [config, word, laneCount, signingWindow, roster, rulebook] = await Promise.all([
    client.readContract({ ...at, functionName: "config" }),
    client.readContract({ ...at, functionName: "laneWord", args: [file.proposal.lane] }),
    client.readContract({ ...at, functionName: "laneCount", args: [tier] }),
    client.readContract({ ...at, functionName: "signingWindow" }),
    client.readContract({ ...at, functionName: "rosterCarrier" }),
    client.readContract({ ...at, functionName: "rulebookCarrier" }),
  ]).catch((cause: unknown) => {
    throw new BaseError({
      code: "Approval.NotAConclave",
      message: `${address} does not answer as a Conclave`,
      fix: "check the address and the chain",
      cause,
    });
  });
  const carried = async (carrier: Address): Promise<Hex> =>
    // The first byte of a carrier is STOP.
    `0x${((await client.getCode({ address: carrier, blockNumber: block.number })) ?? "0x00").slice(4)}`;
  const rosterDocument = await carried(roster);
  const rulebookDocument = config.rulebook === 0 ? null : await carried(rulebook);
  const decoded = RosterCodec.decode(rosterDocument);
  const id = Proposal.id(file.domain, file.proposal);
  return {
    domain: file.domain,
    block: Number(block.number),
    now: Number(block.timestamp),
    signingWindow: Number(signingWindow),
    epoch: config.epoch,
    opened: config.opened,
    closed: config.closed,
    word,
    laneCount: Number(laneCount),
    roster: decoded,
    rosterDocument,
    rulebook: rulebookDocument === null ? null : RulebookCodec.decode(rulebookDocument),
    rulebookDocument,
    standing: await readStanding(client, address, block.number, decoded),
    preApproved: await readPreApproved(client, address, block.number, decoded, id),
  };
}

async function readStanding(
  client: PublicClient,
  address: Address,
  blockNumber: bigint,
  roster: Roster,
): Promise<Standing> {
  const at = { address, abi: conclaveAbi, blockNumber } as const;
  const states = new Map<number, KeyState>();
  const suspendedUntil = new Map<number, number>();
  const holders = new Set<number>();
  await Promise.all(
    roster.keys.map(async (key, index) => {
      if (key === null) return;
      holders.add(key.holder);
      const record = await client.readContract({ ...at, functionName: "keyRecord", args: [index] });
      // A record with another identity is of an earlier key at this index.
      const isOwn = record.identity.toLowerCase() === RosterCodec.identity(key).toLowerCase();
      states.set(index, (isOwn ? KEY_STATES[record.state] : undefined) ?? "Pending");
    }),
  );
  await Promise.all(
    [...holders].map(async (holder) => {
      const record = await client.readContract({ ...at, functionName: "holderRecord", args: [holder] });
      suspendedUntil.set(holder, record.suspendedUntil);
    }),
  );
  return { states, suspendedUntil };
}

async function readPreApproved(
  client: PublicClient,
  address: Address,
  blockNumber: bigint,
  roster: Roster,
  id: Hex,
): Promise<ReadonlySet<number>> {
  const found = await Promise.all(
    roster.keys.map(async (key, index) => {
      // A P-256 or WebAuthn key has no address to send `approve` from.
      if (key === null || key.kind === "ERC7913") return null;
      const args = [id, RosterCodec.identity(key)] as const;
      const given = await client.readContract({
        address,
        abi: conclaveAbi,
        blockNumber,
        functionName: "preApproved",
        args,
      });
      return given ? index : null;
    }),
  );
  return new Set(found.filter((index) => index !== null));
}
