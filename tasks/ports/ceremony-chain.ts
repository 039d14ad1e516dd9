import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { Address } from "viem";
import { onRecord } from "../../src/audit/attestations.ts";
import { type Finding, fault, note } from "../../src/ceremony/finding.ts";
import { keysOf } from "../../src/ceremony/transcript.ts";
import type { Verified } from "../../src/ceremony/verify.ts";
import { rosterOf } from "../../src/chain/standing.ts";
import * as ChainState from "../../src/chain/state.ts";
import { wordsFrom } from "../../src/charter/words.ts";
import { CEREMONY } from "../../src/execution/attestation.ts";
import { type PlaceOptions, placeOf } from "./place.ts";

/** What the chain's record says of a transcript, and who put it there. @throws `Chain.*` */
export async function recordOf(
  { transcript, hash }: Verified,
  options: PlaceOptions,
  hre: HardhatRuntimeEnvironment,
): Promise<{
  readonly conclave: Address;
  readonly findings: readonly Finding[];
  readonly attested: readonly string[];
}> {
  const { connection, conclave, parsed } = await placeOf(options, hre);
  const words = wordsFrom(parsed?.charter ?? null);
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
  return { conclave, findings, attested };
}
