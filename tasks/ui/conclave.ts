import type { ChainState } from "../../src/chain/state.ts";
import type { KeyState, Roster } from "../../src/charter/model.ts";
import { expiryWords, roleWords, type Words } from "../../src/charter/words.ts";
import { numberOf, tierOf } from "../../src/proposal/proposal.ts";
import * as Word from "../../src/proposal/word.ts";
import { formatDate, formatDuration } from "../../src/time.ts";
import { facts, sections, table } from "./table.ts";

export function stateText(
  state: ChainState,
  roster: Roster,
  states: readonly KeyState[],
  words: Words,
): string {
  const { domain, block, setting, config } = state;
  return sections(
    facts([
      ["Conclave", `${domain.verifyingContract} on chain ${domain.chainId}`],
      ["block", `${block.number}, ${formatDate(block.timestamp)}`],
      [
        "scheduling",
        config.closed ? "closed for good" : config.opened ? "open" : "not open: too few keys are activated",
      ],
      ["epoch", String(config.epoch)],
      ["signing window", formatDuration(setting.signingWindow)],
      ["suspension", formatDuration(setting.suspension)],
    ]),
    table(
      ["key", "index", "person", "roles", "state", "expires"],
      roster.keys.flatMap((key, index) =>
        key === null
          ? []
          : [
              [
                words.key(index),
                String(index),
                words.person(key.holder),
                roleWords(key.roles),
                states[index] ?? "",
                expiryWords(key),
              ],
            ],
      ),
    ),
    table(
      ["suspended", "until", "by"],
      state.holders
        .filter(({ suspendedUntil }) => suspendedUntil > block.timestamp)
        .map(({ holder, suspendedUntil, suspendedBy }) => [
          words.person(holder),
          formatDate(suspendedUntil),
          words.key(suspendedBy),
        ]),
    ),
    table(
      ["lane", "of", "holds"],
      state.lanes.map(({ lane, word }) => [
        String(numberOf(lane)),
        words.tier(tierOf(lane)),
        laneWords(word, block.timestamp),
      ]),
    ),
  );
}

function laneWords(word: `0x${string}`, now: number): string {
  const { pending, protected: isProtected, expiry } = Word.decode(word);
  if (!pending) return "nothing";
  if (Word.isExpired(word, now)) return `an operation that expired ${formatDate(expiry * 60)}`;
  return `a pending operation${isProtected ? ", protected" : ""}, which expires ${formatDate(expiry * 60)}`;
}
