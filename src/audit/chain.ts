import type { Hex } from "viem";
import type { Roster } from "../charter/model.ts";
import * as Proposal from "../proposal/proposal.ts";
import * as Word from "../proposal/word.ts";
import { cannotFollow, faultOf, isFree, sameContent } from "./content.ts";
import {
  about,
  type Finding,
  general,
  laneWords,
  linkWords,
  logWords,
  type Positioned,
  valueWords,
} from "./finding.ts";
import { argsOf, type Link, wordAfter } from "./link.ts";
import { type FieldTrial, type Suspects, trials } from "./suspects.ts";

/** What the links of one lane are held against. */
export type Context = {
  readonly domain: Proposal.Domain;
  readonly rosters: ReadonlyMap<number, Roster>;
  /** Every word that any log claims, with the first log that does. */
  readonly words: ReadonlyMap<Hex, Positioned>;
  /** Times of all blocks with logs, UNIX seconds. */
  readonly times: readonly number[];
  readonly suspects: () => Suspects;
};

/** A word on the chain, and the log that led to it; null for the first one. */
type Step = { readonly word: Hex; readonly place: Positioned | null };

/**
 * Follows one lane from its first word to the head in storage, and says of each log that does not fit what became of it. Where a log
 * does not fit, the logs around it tell: whoever drops, alters, moves or invents one cannot also change what later links hang on.
 */
export function checkLane(
  lane: number,
  links: readonly Positioned[],
  first: Hex,
  head: Hex,
  context: Context,
): Finding[] {
  const walk = new Walk(links, first, head, context);
  for (const index of links.keys()) walk.visit(index);
  walk.finish(lane);
  const contents = links.flatMap((place) => {
    const fault = place.link.eventName === "Scheduled" ? faultOf(place.link, context.domain) : null;
    return fault === null ? [] : [about(place, "altered", `${linkWords(place)} ${fault}`)];
  });
  return [...walk.findings, ...contents];
}

class Walk {
  readonly findings: Finding[] = [];
  readonly #links: readonly Positioned[];
  readonly #head: Hex;
  readonly #context: Context;
  readonly #trail: Step[];
  /** Words of logs that stand at the wrong place; what follows may hang on them. */
  readonly #aside = new Set<Hex>();

  constructor(links: readonly Positioned[], first: Hex, head: Hex, context: Context) {
    this.#links = links;
    this.#head = head;
    this.#context = context;
    this.#trail = [{ word: first, place: null }];
  }

  visit(index: number): void {
    const place = this.#links[index] as Positioned;
    const { word } = place.link;
    const follows = (prev: Hex) => this.#after(place, prev) === word;
    if (follows(this.#last.word) || [...this.#aside].some(follows)) {
      this.#trail.push({ word, place });
      return;
    }
    const known = this.#context.words.get(word);
    if (known !== undefined && known !== place) {
      const again = sameContent(known.link, place.link);
      const what = again ? `repeats ${linkWords(known)}` : `claims the word of ${linkWords(known)}`;
      this.#report(place, again ? "repeated" : "invented", `${linkWords(place)} ${what}`);
      return;
    }
    const fork = this.#trail.findLastIndex((step) => follows(step.word));
    if (fork >= 0) {
      this.#cut(
        fork,
        `${linkWords(place)} hangs on ${stepWords(this.#trail[fork])}, and nothing on this log`,
      );
      this.#trail.push({ word, place });
      return;
    }
    this.#explain(place, index);
  }

  finish(lane: number): void {
    const { word } = this.#last;
    if (word === this.#head || this.#aside.has(this.#head)) return;
    const at = this.#trail.findIndex((step) => step.word === this.#head);
    if (at >= 0) {
      this.#cut(at, `storage holds the word of ${stepWords(this.#trail[at])}: this log was never a link`);
      return;
    }
    if (this.#repairLast((found) => found === this.#head)) return;
    const waiting = Word.decode(this.#head).pending
      ? "; the last of them is Scheduled, which is pending"
      : "";
    const message = `the logs end with ${stepWords(this.#last)}, but storage holds another word: the link or links behind it are missing${waiting}`;
    this.findings.push({
      ...general("missing", lane, message, { expected: this.#head, actual: word }),
      position: this.#links.length,
    });
  }

  /** A log that hangs on no word before it: finds out what it was. */
  #explain(place: Positioned, index: number): void {
    const { link } = place;
    const last = this.#last;
    const next = this.#links[index + 1];
    const carriesOn = (word: Hex) =>
      next === undefined ? word === this.#head : this.#after(next, word) === next.link.word;

    const own = this.#after(place, last.word);
    if (carriesOn(own)) {
      const what = next === undefined ? "storage holds" : `${linkWords(next)} hangs on`;
      const message = `the word of ${linkWords(place)} was altered: its arguments give the word that ${what}`;
      this.#report(place, "altered", message, { expected: own, actual: link.word });
      this.#trail.push({ word: own, place });
      return;
    }
    const origin = this.#originOf(place, index);
    if (origin !== null) {
      this.#report(
        place,
        "reordered",
        `${linkWords(place)} does not stand where it was made: ${origin.message}`,
      );
      if (origin.prev === last.word) this.#trail.push({ word: link.word, place });
      else this.#aside.add(link.word);
      return;
    }
    if (carriesOn(last.word)) {
      const what = next === undefined ? "storage holds the word of" : `${linkWords(next)} hangs on`;
      const message = `${linkWords(place)} was invented: it hangs on no link, and ${what} ${stepWords(last)}`;
      this.#report(place, "invented", message);
      return;
    }
    this.#blame(place);
    this.#trail.push({ word: link.word, place });
  }

  /** What is left: a link is missing before this log, or this log or the one before was altered. */
  #blame(place: Positioned): void {
    const { link } = place;
    const last = this.#last;
    const gap = `after ${stepWords(last)} the chain does not continue with ${logWords(link)}`;
    const values = { expected: this.#after(place, last.word), actual: link.word };
    const missing = () => this.#report(place, "missing", `${gap}: a link is missing between`, values);
    // A proposal names the word it was made for.
    const named = link.eventName === "Scheduled" ? Proposal.prevIn(link.args.proposal) : null;
    if (named !== null && this.#after(place, named) === link.word) {
      missing();
      return;
    }
    const trial = this.#repair(place, last.word, (word) => word === link.word);
    if (trial !== null) {
      this.#report(place, "altered", `${linkWords(place)} was altered: ${trialWords(link, trial)}`, {
        expected: valueWords(trial.value),
        actual: valueWords(argsOf(link)[trial.field]),
      });
      return;
    }
    // Its proposal tells that it was altered: checkLane says so.
    if (link.eventName === "Scheduled" && faultOf(link, this.#context.domain) !== null) return;
    if (this.#repairLast((word) => this.#after(place, word) === link.word)) return;
    if (cannotFollow(last.place?.link ?? null, link) || !isFree(link)) missing();
    else {
      const message = `${gap}: a link is missing between, or ${linkWords(place)} was altered`;
      this.#report(place, "broken", message, values);
    }
  }

  /** Whether the log before was altered in one field, word and all; says so if it was. */
  #repairLast(fits: (word: Hex) => boolean): boolean {
    const { place } = this.#last;
    const before = this.#trail.at(-2);
    if (place === null || before === undefined) return false;
    const trial = this.#repair(place, before.word, fits);
    if (trial === null) return false;
    const message = `${linkWords(place)} was altered with its word: ${trialWords(place.link, trial)}`;
    this.#report(place, "altered", message, {
      expected: valueWords(trial.value),
      actual: valueWords(argsOf(place.link)[trial.field]),
    });
    return true;
  }

  #repair(place: Positioned, prev: Hex, fits: (word: Hex) => boolean): FieldTrial | null {
    for (const trial of trials(place.link, this.#context.suspects())) {
      if (fits(this.#after(place, prev, trial))) return trial;
    }
    return null;
  }

  /** The word and time a log's link was made with, if another log claims that word or another block has that time. */
  #originOf(place: Positioned, index: number): { prev: Hex; message: string } | null {
    const { link } = place;
    for (const [prev, other] of this.#context.words) {
      if (this.#after(place, prev) !== link.word) continue;
      const where = other.link.lane === link.lane ? "" : ` of ${laneWords(other.link.lane)}`;
      return { prev, message: `it hangs on ${linkWords(other)}${where}` };
    }
    const near = this.#links.slice(Math.max(0, index - 2), index + 3).map((other) => other.link.word);
    for (const time of this.#context.times) {
      const prev = [this.#last.word, ...near].find(
        (word) => this.#after(place, word, { time }) === link.word,
      );
      if (prev === undefined) continue;
      return { prev, message: `its link was made at time ${time}, this block is of ${link.at.time}` };
    }
    return null;
  }

  /** Drops the steps behind `at`: they were invented. */
  #cut(at: number, why: string): void {
    for (const { place } of this.#trail.splice(at + 1)) {
      if (place !== null) this.#report(place, "invented", `${linkWords(place)} was invented: ${why}`);
    }
  }

  #report(
    place: Positioned,
    kind: Finding["kind"],
    message: string,
    values?: Pick<Finding, "expected" | "actual">,
  ): void {
    this.findings.push(about(place, kind, message, values));
  }

  #after(place: Positioned, prev: Hex, trial?: Parameters<typeof wordAfter>[3]): Hex {
    return wordAfter(place.link, prev, this.#context, trial);
  }

  get #last(): Step {
    return this.#trail.at(-1) as Step;
  }
}

function stepWords(step: Step | undefined): string {
  return step?.place ? linkWords(step.place) : "the lane's first word";
}

function trialWords(link: Link, { field, value }: FieldTrial): string {
  return `it says ${field} ${valueWords(argsOf(link)[field])}, its link committed to ${valueWords(value)}`;
}
