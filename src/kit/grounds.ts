import { hash } from "../canonical.ts";
import { rosterOf, rulebookOf } from "../chain/standing.ts";
import type { ChainState } from "../chain/state-schema.ts";
import { compile } from "../charter/compile.ts";
import type { Roster } from "../charter/model.ts";
import type { Charter } from "../charter/schema.ts";
import type { ProposalFile } from "../proposal/file.ts";
import { formatDate, formatDuration } from "../time.ts";
import { isOfCharter } from "./claims.ts";

/** What somebody without network may rely on, and what not. */
export type Grounds = {
  readonly checked: readonly string[];
  readonly claimed: readonly string[];
  readonly doubts: readonly string[];
};

const DAY = 86_400;

/** @param clock UNIX seconds by this machine, which may be wrong */
export function grounds(
  file: ProposalFile,
  claims: ChainState | undefined,
  charter: Charter | undefined,
  clock: number,
): Grounds {
  const doubts =
    file.proposal.deadline < clock ? ["by this machine's clock, the proposal's deadline has passed"] : [];
  const checked = [
    "id, note, calls, conditions and documents belong together; the hashes are computed from what is shown",
  ];
  const simulated =
    file.report === undefined
      ? []
      : ["what the simulation found: its tester signs for it, nobody ran it here"];
  if (claims === undefined) {
    const unknown =
      "whose keys sign, whether they may, and whether the chain would take it: no state was given";
    return { checked, claimed: [...simulated, unknown], doubts };
  }
  const { number, timestamp } = claims.block;
  const agreed = agrees(claims, charter);
  return {
    checked: [
      ...checked,
      "signatures of accounts and P-256 keys, by the keys that the state names",
      ...(isOfCharter(claims, file)
        ? ["the proposal was written under the roster and rulebook that the state names"]
        : []),
      ...(agreed ? ["the charter says the same of keys, people and tiers as the state"] : []),
    ],
    claimed: [
      `everything of the chain, as at block ${number} of ${formatDate(timestamp)}: roster, rulebook, lane, epoch, suspensions`,
      "approvals given on-chain and contract wallets' signatures: unknown here",
      ...simulated,
    ],
    doubts: [
      ...doubts,
      ...(agreed === false
        ? ["the charter and the state differ about keys, people or tiers: find out which is right"]
        : []),
      ...(clock + DAY < timestamp
        ? ["this machine's clock is behind the state's: the clock is wrong, or the state"]
        : []),
      ...(clock > timestamp + DAY
        ? [`the state is ${formatDuration(daysIn(clock - timestamp))} old by this machine's clock`]
        : []),
    ],
  };
}

/** Undefined without a charter. */
function agrees(claims: ChainState, charter: Charter | undefined): boolean | undefined {
  if (charter === undefined) return undefined;
  const [roster, rulebook] = [rosterOf(claims), rulebookOf(claims)];
  return gist(compile(charter, { roster, rulebook }).roster) === gist(roster);
}

/** Without the serial, which counts rosters. */
function gist({ serial: _, ...roster }: Roster): string {
  return hash(roster);
}

function daysIn(seconds: number): number {
  return Math.floor(seconds / DAY) * DAY;
}
