import { type Address, getContractAddress, type Hex, keccak256, type PublicClient } from "viem";
import type { Roster, Rulebook } from "../charter/model.ts";
import * as RosterCodec from "../charter/roster.ts";
import * as RulebookCodec from "../charter/rulebook.ts";
import { BaseError } from "../errors.ts";
import { about, type Finding, type Positioned } from "./finding.ts";

/** Rosters and rulebooks by generation, their bytes by hash, and what is wrong with them. */
export type Library = {
  readonly rosters: ReadonlyMap<number, Roster>;
  readonly rulebooks: ReadonlyMap<number, Rulebook>;
  readonly byHash: ReadonlyMap<Hex, Hex>;
  /** Hash of what stands at each generation's address, right or wrong. */
  readonly hashes: ReadonlyMap<number, Hex>;
  readonly findings: readonly Finding[];
};

/** Where a generation's document stands: the contract created it with that nonce (docs/formats.md, 1). */
export function carrierOf(conclave: Address, generation: number): Address {
  return getContractAddress({ from: conclave, nonce: BigInt(generation) });
}

/** Fetches every document the links name, and holds each against its hash. All at `block`, so that it is one state. */
export async function fetchDocuments(
  client: PublicClient,
  conclave: Address,
  links: readonly Positioned[],
  block: number,
): Promise<Library> {
  const rosters = new Map<number, Roster>();
  const rulebooks = new Map<number, Rulebook>();
  const byHash = new Map<Hex, Hex>();
  const hashes = new Map<number, Hex>();
  const findings: Finding[] = [];
  for (const place of links) {
    const { link } = place;
    const isRulebook = link.eventName === "RulebookAmended";
    if (!isRulebook && link.eventName !== "RosterAmended" && link.eventName !== "RosterRenewed") continue;
    const { generation, hash } = link.args;
    const wrong = (message: string, values: Pick<Finding, "expected" | "actual"> = {}) =>
      findings.push(about(place, "document", `the document of generation ${generation} ${message}`, values));
    const address = carrierOf(conclave, generation);
    const code = await client.getCode({ address, blockNumber: BigInt(block) });
    // The first byte of a carrier is STOP.
    if (code === undefined || !code.startsWith("0x00")) {
      wrong(`is not at ${address}`);
      continue;
    }
    const document: Hex = `0x${code.slice(4)}`;
    const actual = keccak256(document);
    hashes.set(generation, actual);
    if (actual !== hash) {
      wrong("is not the one its link commits to", { expected: hash, actual });
      continue;
    }
    try {
      if (isRulebook) rulebooks.set(generation, RulebookCodec.decode(document));
      else rosters.set(generation, RosterCodec.decode(document));
      byHash.set(hash, document);
    } catch (error) {
      if (!(error instanceof BaseError)) throw error;
      wrong(`cannot be read: ${error.message}`);
    }
  }
  return { rosters, rulebooks, byHash, hashes, findings };
}
