import { reasonWords } from "../../approval/words.ts";
import { joinWords, type Words, wordsFrom } from "../../charter/words.ts";
import { formatDate } from "../../time.ts";
import type { Uncounted } from "./counting.ts";
import type { GuardStatus, Obstacle, Standing } from "./guarded.ts";
import { describe } from "./rules.ts";

/** Why a signature does not count for the guard, or why an owner would not in a tier. */
export function uncountedWords(reason: Uncounted, words: Words = wordsFrom(null)): string {
  switch (reason.code) {
    case "notInRoster":
      return "is no key of the Conclave";
    case "tombstoned":
      return "is a key that was retired or compromised";
    case "incident":
      return `was suspended or compromised after it was announced (epoch ${reason.epoch})`;
    case "isProposer":
      return "announced it, and cannot approve too";
    case "isTester":
      return "tested it, and cannot approve too";
    case "otherKind":
      return "did not sign by what the Conclave knows the key as (account or contract)";
    case "delegated":
      return "approved on-chain, and code lies at its address (EIP-7702): it has to sign";
    default:
      return reasonWords(reason, words);
  }
}

export function obstacleWords(obstacle: Obstacle, words: Words = wordsFrom(null)): string {
  switch (obstacle.code) {
    case "rules":
      return describe(obstacle.refusal);
    case "closed":
      return "the Conclave was closed";
    case "tierGone":
      return `${words.tier(obstacle.tier)} is gone`;
    case "proposerDropped":
      return `${words.person(obstacle.holder)}, who announced it, no longer counts`;
    case "testerDropped":
      return `${words.person(obstacle.holder)}, who tested it, no longer counts`;
    case "testerNeeded":
      return "its tier now needs a tester, and it has none";
  }
}

/** One announcement in a sentence: `announced by Ana in tier 1 (routine), ready since …, counted: Ben; one more is needed`. */
export function standingWords(standing: Standing, words: Words = wordsFrom(null)): string {
  const { announcement, phase, readyAt, expiresAt, reservedUntil, obstacles, voided, tally } = standing;
  const when = {
    waiting: `waits until ${formatDate(readyAt)}`,
    ready: `ready since ${formatDate(readyAt)}, until ${formatDate(expiresAt)}`,
    lapsed: `lapsed ${formatDate(expiresAt)}: announce it again`,
    withdrawn: "withdrawn",
    dead: `cannot pass: ${joinWords(obstacles.map((one) => obstacleWords(one, words)))}`,
  }[phase];
  const counted = tally.counted.length === 0 ? "nobody yet" : joinWords(tally.counted.map(words.person));
  const more = Math.max(0, tally.needed - tally.counted.length);
  const still = [
    ...(more > 0 ? [`${more} more ${more === 1 ? "person is" : "people are"} needed`] : []),
    ...(tally.personMissing && more === 0 ? ["one of them must sign with an account's key"] : []),
    ...(voided ? ["all consent was voided since, so that more are needed than usual"] : []),
    ...(reservedUntil !== null ? [`until ${formatDate(reservedUntil)} an EXECUTOR must send it`] : []),
  ];
  return [
    `announced by ${words.person(announcement.proposer)} in ${words.tier(announcement.tier)}`,
    when,
    `counted: ${counted}`,
    ...still,
  ].join("; ");
}

/** Where a transaction stands with the guard, in one sentence for its best announcement. */
export function guardSentence({ best }: GuardStatus, words: Words = wordsFrom(null)): string {
  return best === null
    ? "nobody has announced it: a proposer does, with `safe announce`"
    : standingWords(best, words);
}
