import { encodeFunctionData, type Hex, numberToHex, parseAbi } from "viem";
import { compile } from "../../src/charter/compile.ts";
import * as Source from "../../src/proposal/source.ts";
import type { Desk } from "./change.ts";
import * as Decision from "./decision.ts";
import { type Protocol, protocolAbi } from "./protocol.ts";
import type { Told } from "./teller.ts";

const ownable = parseAbi(["function acceptOwnership()"]);

/** The first operation, by tier 0: the charter's rules come into force, and the Conclave accepts the vault. */
export async function enact(desk: Desk, { vault }: Protocol): Promise<Told<undefined>> {
  const { conclave, charter } = desk;
  const { rulebookDocument } = compile(charter, { roster: null, rulebook: null });
  const accept = encodeFunctionData({ abi: ownable, functionName: "acceptOwnership" });
  const owner = encodeFunctionData({ abi: protocolAbi, functionName: "owner" });
  const change = Source.join([
    Source.fromAmendment(conclave, { rulebook: rulebookDocument }),
    Source.fromCall({ target: vault, data: accept }),
  ]);
  const isOurs = { target: vault, data: owner, comparison: "EQ", expected: word(conclave) } as const;
  const idea = {
    tier: 0,
    title: "Put the rules into force",
    note: "The rulebook of the charter, and the vault its developer offered.",
    change: { ...change, conditions: [isOurs] },
  };
  const file = await Decision.agree(desk, idea, {
    proposer: "k0",
    tester: "k2",
    approvers: ["k4", "k6"],
  });
  await Decision.carryOut(desk, await Decision.schedule(desk, file));
  return { detail: "the rulebook is in force and the Conclave owns the vault", value: undefined };
}

/** A value as a word of 32 bytes. */
export function word(value: Hex | number): Hex {
  return numberToHex(BigInt(value), { size: 32 });
}
