import { type Address, decodeEventLog, encodeEventTopics, type Hex, isAddressEqual } from "viem";
import type { Connection } from "../chain/client.ts";
import { forwards } from "../chain/logs.ts";
import type { Roster } from "../charter/model.ts";
import * as RosterCodec from "../charter/roster.ts";
import { conclaveAbi } from "../generated/abi.ts";
import { firstBlock } from "../safe/history.ts";

/** One attestation as the log has it; the kinds are in docs/formats.md, 7. */
export type Attestation = {
  readonly subject: Hex;
  readonly hash: Hex;
  /** Index of the key that attested, in the roster of that time. */
  readonly witness: number;
  readonly block: number;
  readonly transaction: Hex;
};

/**
 * Attestations of one kind about some subjects, oldest first, by the word of the node that is asked; `audit verify` proves the record.
 * @throws `Chain.Unreachable`
 */
export async function attestations(
  connection: Connection,
  conclave: Address,
  about: { readonly kind: number; readonly subjects: readonly Hex[]; readonly block: bigint },
): Promise<readonly Attestation[]> {
  if (about.subjects.length === 0) return [];
  const args = { kind: about.kind, subject: [...about.subjects] };
  const topics = encodeEventTopics({ abi: conclaveAbi, eventName: "Attested", args });
  const filter = { address: conclave, topics: topics as (Hex | Hex[])[] };
  const from = await firstBlock(connection, conclave, about.block).catch(() => 0n);
  const found: Attestation[] = [];
  for await (const logs of forwards(connection, filter, from, about.block)) {
    for (const { topics, data, blockNumber, transactionHash } of logs) {
      const { args } = decodeEventLog({
        abi: conclaveAbi,
        eventName: "Attested",
        topics: topics as never,
        data,
      });
      // A node may answer more than it was asked.
      if (args.kind !== about.kind || !about.subjects.includes(args.subject)) continue;
      const { subject, hash, witness } = args;
      found.push({
        subject,
        hash,
        witness,
        block: Number(blockNumber ?? 0),
        transaction: transactionHash ?? "0x",
      });
    }
  }
  return found;
}

/** A key in the roster, and whether a document about it is on record. */
export type OnRecord = {
  readonly identity: Address;
  /** Null if the roster does not have it. */
  readonly index: number | null;
  readonly attested: readonly Attestation[];
  /** Attestations of the same kind with another document's hash. */
  readonly others: readonly Attestation[];
};

/**
 * What the record says of a document about keys, such as a ceremony's transcript.
 * @param keys by identity (docs/formats.md, 1)
 * @throws `Chain.Unreachable`
 */
export async function onRecord(
  connection: Connection,
  conclave: Address,
  roster: Roster,
  document: {
    readonly kind: number;
    readonly hash: Hex;
    readonly keys: readonly Address[];
    readonly block: bigint;
  },
): Promise<readonly OnRecord[]> {
  const known = document.keys.map((identity) => {
    const index = roster.keys.findIndex(
      (key) => key !== null && isAddressEqual(RosterCodec.identity(key), identity),
    );
    const key = roster.keys[index];
    return { identity, index: key ? index : null, subject: key ? RosterCodec.keyHash(key) : null };
  });
  const subjects = known.flatMap(({ subject }) => subject ?? []);
  const all = await attestations(connection, conclave, {
    kind: document.kind,
    subjects,
    block: document.block,
  });
  return known.map(({ identity, index, subject }) => {
    const own = all.filter((one) => one.subject === subject);
    return {
      identity,
      index,
      attested: own.filter(({ hash }) => hash === document.hash),
      others: own.filter(({ hash }) => hash !== document.hash),
    };
  });
}
