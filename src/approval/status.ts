import { type Act, type Missing, stillAble } from "../charter/quorum.ts";
import type { Charter } from "../charter/schema.ts";
import { check, checkDomain, type ProposalFile } from "../proposal/file.ts";
import type { Stamp } from "../proposal/stamp.ts";
import * as Word from "../proposal/word.ts";
import { wordsFor } from "./amendment.ts";
import { count } from "./consents.ts";
import { checkReport, type Problem, problems } from "./problem.ts";
import type { State } from "./state.ts";
import type { Verify } from "./verify.ts";
import { missingWords } from "./words.ts";

/** This proposal's own operation, once it is scheduled: from its `Scheduled` event. */
export type Operation = { readonly stamp: Stamp; readonly word: `0x${string}` };

/** Somebody who could still give what is missing. */
export type Able = {
  readonly person: string;
  readonly key: number;
  readonly label: string;
  readonly act: Act;
};

export type Status = {
  /** `expired`: scheduled but not run in time. `blocked`: the chain would not take it, see `problems`. */
  readonly phase: "collecting" | "submittable" | "blocked" | "waiting" | "executable" | "expired" | "ended";
  readonly sentence: string;
  readonly missing: Missing;
  readonly needed: readonly string[];
  readonly able: readonly Able[];
  /** UNIX seconds: when it can run; before scheduling, if it were scheduled now. */
  readonly ready: number;
  /** UNIX seconds: last moment to schedule it, or from which it has expired. */
  readonly until: number;
  readonly problems: readonly Problem[];
};

/**
 * Where a proposal stands: who is still needed, by person, and when it is ready.
 * @throws As {@link count}, and for a file that does not stand up by itself.
 */
export async function status(
  file: ProposalFile,
  state: State,
  means: { verify: Verify; charter?: Charter; operation?: Operation; sender?: `0x${string}` },
): Promise<Status> {
  check(file);
  checkDomain(file, state.domain);
  checkReport(file);
  const words = wordsFor(means.charter);
  const { tally, poll } = await count(file, state, means.verify, means.sender);
  const able = Object.entries(stillAble(poll, tally)).flatMap(([act, keys]) =>
    keys.map((key): Able => {
      const holder = state.roster.keys[key]?.holder ?? 0;
      return { person: words.person(holder), key, label: words.key(key), act: act as Act };
    }),
  );
  const wallets = state.roster.keys.some((key) => key?.kind === "ERC1271");
  const common = { missing: tally.missing, needed: missingWords(tally.missing, wallets) };
  if (means.operation !== undefined) {
    return { ...common, needed: [], able: [], problems: [], ...progress(means.operation, state) };
  }
  const found = problems(file, state);
  const ready = state.now + poll.tier.delay;
  const until = file.proposal.deadline;
  const phase = found.length > 0 ? "blocked" : tally.complete ? "submittable" : "collecting";
  const sentence =
    found[0]?.message ??
    (tally.complete ? "everybody needed has signed: submit it" : `still needed: ${common.needed.join(", ")}`);
  return { ...common, phase, sentence, able, ready, until, problems: found };
}

function progress(
  { stamp, word }: Operation,
  state: State,
): Pick<Status, "phase" | "sentence" | "ready" | "until"> {
  const { ready } = stamp;
  const until = Word.decode(word).expiry * 60;
  if (state.word !== word) {
    return { phase: "ended", sentence: "it was executed, cancelled or cleared", ready, until };
  }
  if (Word.isExpired(word, state.now)) {
    return {
      phase: "expired",
      sentence: "it was not executed in time; its lane is free again",
      ready,
      until,
    };
  }
  return state.now < ready
    ? { phase: "waiting", sentence: "it waits out its delay", ready, until }
    : { phase: "executable", sentence: "it can be executed now", ready, until };
}
