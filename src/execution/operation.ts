import { parseEventLogs } from "viem";
import { z } from "zod";
import type { Connection } from "../chain/client.ts";
import { unreachable } from "../chain/client.ts";
import { backwards } from "../chain/logs.ts";
import { BaseError } from "../errors.ts";
import { conclaveAbi } from "../generated/abi.ts";
import { addressSchema, hashSchema, uintSchema } from "../json.ts";
import type { ProposalFile } from "../proposal/file.ts";
import { SCHEDULED_TOPIC, scheduledLink } from "../proposal/link.ts";
import * as Proposal from "../proposal/proposal.ts";
import * as Word from "../proposal/word.ts";

/** What scheduling added to a proposal: all that `execute` wants handed back besides the proposal file. */
export const operationSchema = z.strictObject({
  format: z.literal("conclave-operation/1"),
  id: hashSchema,
  conclave: addressSchema,
  lane: uintSchema(16),
  word: hashSchema,
  stamp: hashSchema,
  report: hashSchema,
  block: uintSchema(53),
  transaction: hashSchema,
});

export type Operation = z.output<typeof operationSchema>;

type Log = Parameters<typeof parseEventLogs>[0]["logs"][number];

/** The operation of a proposal among the logs of a transaction or a block; `null` if there is none. */
export function fromLogs(file: ProposalFile, logs: readonly Log[]): Operation | null {
  const found = parseEventLogs({ abi: conclaveAbi, logs: [...logs], eventName: "Scheduled" })
    .filter(({ address, args }) => address.toLowerCase() === conclaveOf(file) && args.id === file.id)
    .at(-1);
  if (found === undefined) return null;
  const { args, blockNumber, transactionHash } = found;
  return {
    format: "conclave-operation/1",
    id: args.id,
    conclave: file.domain.verifyingContract,
    lane: file.proposal.lane,
    word: args.word,
    stamp: args.stamp,
    report: Proposal.reportOf(args.proposal),
    block: Number(blockNumber),
    transaction: transactionHash ?? `0x${"00".repeat(32)}`,
  };
}

/**
 * Finds the operation of a proposal on-chain, searching back to the proposal's creation. The log found is believed only if its
 * fields give the lane's word that it names.
 * @returns `null` if the proposal was never scheduled.
 * @throws `Operation.LogForged`, `Chain.Unreachable`.
 */
export async function find(connection: Connection, file: ProposalFile): Promise<Operation | null> {
  const { client } = connection;
  const filter = {
    address: file.domain.verifyingContract,
    topics: [SCHEDULED_TOPIC, file.id],
  };
  const latest = await client.getBlockNumber().catch((cause: unknown) => {
    throw unreachable(connection.label, cause);
  });
  let operation: Operation | null = null;
  for await (const { first, logs } of backwards(connection, filter, latest)) {
    operation = fromLogs(file, logs);
    if (operation !== null || first === 0n) break;
    if ((await client.getBlock({ blockNumber: first })).timestamp < file.proposal.created) break;
  }
  if (operation !== null) check(file, operation);
  return operation;
}

/**
 * Refuses an operation that is not this proposal's, or whose fields do not give its word (docs/formats.md, 7).
 * @throws `Operation.WrongProposal`, `Operation.LogForged`.
 */
export function check(file: ProposalFile, operation: Operation): void {
  if (operation.id !== Proposal.id(file.domain, file.proposal) || operation.lane !== file.proposal.lane) {
    throw new BaseError({
      code: "Operation.WrongProposal",
      message: "the operation belongs to another proposal",
      fix: "leave it out: it is found on-chain by the proposal's id",
      details: { operation: operation.id, proposal: file.id },
    });
  }
  const { proposal, domain } = file;
  const args = Proposal.pack(proposal, operation.report);
  const link = scheduledLink(domain, proposal.prev, args, operation.stamp);
  if (Word.mask(link) !== Word.decode(operation.word).hash) {
    throw new BaseError({
      code: "Operation.LogForged",
      message: "the Scheduled event does not give the word it claims: a node or a file is lying",
      fix: "ask another node",
      details: { word: operation.word, link },
    });
  }
}

function conclaveOf(file: ProposalFile): string {
  return file.domain.verifyingContract.toLowerCase();
}
