import type { Address, Hex } from "viem";
import { onRecord } from "../../src/audit/attestations.ts";
import { type Finding, fault, note } from "../../src/ceremony/finding.ts";
import { keysOf } from "../../src/ceremony/transcript.ts";
import { madeThere, refutation, type Verified } from "../../src/ceremony/verify.ts";
import type { Connection } from "../../src/chain/client.ts";
import { rosterOf } from "../../src/chain/standing.ts";
import * as ChainState from "../../src/chain/state.ts";
import type { Words } from "../../src/charter/words.ts";
import { CEREMONY } from "../../src/execution/acts.ts";
import { verified } from "./ceremony.ts";

/** The hash of a sound transcript that names a key. @throws `Ceremony.NotVerified`, `Ceremony.NotMadeThere`, `Ceremony.NotATranscript` */
export async function ceremonyHash(
  path: string,
  software: string | undefined,
  identity: Address,
): Promise<Hex> {
  const found = await verified(path, { software, script: undefined, rehearsal: false });
  const refuted = refutation(found, path);
  if (refuted !== undefined) throw refuted;
  madeThere(found.transcript, identity);
  return found.hash;
}

/** What the chain's record says of a transcript, and who put it there. @throws `Chain.*` */
export async function recordOf(
  { transcript, hash }: Verified,
  { connection, conclave, words }: { connection: Connection; conclave: Address; words: Words },
): Promise<{ readonly findings: readonly Finding[]; readonly attested: readonly string[] }> {
  const state = await ChainState.read(connection, conclave);
  const made = keysOf(transcript.record);
  const found = await onRecord(connection, conclave, rosterOf(state), {
    kind: CEREMONY,
    hash,
    keys: made.map(({ address }) => address),
    block: BigInt(state.block.number),
  });
  const attested: string[] = [];
  const findings = found.flatMap(({ identity, index, attested: own, others }) => {
    const label = made.find(({ address }) => address === identity)?.label ?? identity;
    const where = `key ${label}`;
    for (const { witness, block } of own) attested.push(`${label}: by ${words.key(witness)}, block ${block}`);
    if (index === null) return [note("NotRegistered", where, `is not in the roster of ${conclave}`)];
    const strange =
      others.length === 0 ? [] : [note("OtherCeremony", where, "is on record with another transcript, too")];
    return own.length > 0
      ? strange
      : [...strange, fault("NotAttested", where, "has not this transcript on record")];
  });
  return { findings, attested };
}
