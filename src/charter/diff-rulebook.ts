import { formatAmount } from "../yaml/amount.ts";
import type { Difference } from "./difference.ts";
import type { ExactRule, Rule, Rulebook, WatchedItem } from "./model.ts";
import { itemId } from "./rulebook.ts";
import { itemWords, joinWords, tierNumbers, type Words } from "./words.ts";

/** How entries of one list are told apart and spoken of. Entries with one `id` are the same entry, changed if `meaning` differs. */
type List<T> = {
  readonly area: Difference["area"];
  readonly id: (entry: T) => string;
  readonly subject: (entry: T) => string;
  readonly meaning: (entry: T) => string;
  readonly added: (subject: string, meaning: string) => string;
  readonly removed: (subject: string) => string;
};

/** What `next` changes of the rulebook `before`; see `diff`. */
export function* diffRulebook(next: Rulebook, before: Rulebook | null, words: Words): Generator<Difference> {
  yield* diffList(ruleList(words), next.rules, before?.rules ?? []);
  yield* diffList(exactRuleList(words), next.exactRules, before?.exactRules ?? []);
  yield* diffList(itemList(words), next.items, before?.items ?? []);
}

function ruleList(words: Words): List<Rule> {
  const limit = (wei: bigint) => (wei === 0n ? "" : `, with ${formatAmount(wei)} at most`);
  return {
    area: "rule",
    id: ({ target, selector }) => `${target}${selector}`.toLowerCase(),
    subject: ({ target, selector }) => `${words.call(target, selector)} of ${words.place(target)}`,
    meaning: ({ tiers, maxValue }) => `${tierWords(tiers, words)}${limit(maxValue)}`,
    added: (subject, meaning) => `allows ${subject} to ${meaning}`,
    removed: (subject) => `no longer allows ${subject} to any tier but tier 0`,
  };
}

function exactRuleList(words: Words): List<ExactRule> {
  return {
    area: "exactRule",
    id: ({ target, hash }) => `${target}${hash}`.toLowerCase(),
    subject: ({ target, hash }) => `${words.call(target, hash)} of ${words.place(target)}`,
    meaning: ({ tiers, alone }) => `${tierWords(tiers, words)}${alone ? ", by one person alone" : ""}`,
    added: (subject, meaning) => `allows exactly ${subject}, without delay, to ${meaning}`,
    removed: (subject) => `no longer allows ${subject} without delay`,
  };
}

function itemList(words: Words): List<WatchedItem> {
  return {
    area: "watchedItem",
    id: itemId,
    subject: (item) => itemWords(item, words),
    meaning: () => "",
    added: (subject) => `watches ${subject} before a key is retired`,
    removed: (subject) => `no longer watches ${subject}`,
  };
}

function* diffList<T>(list: List<T>, next: readonly T[], before: readonly T[]): Generator<Difference> {
  const old = new Map(before.map((entry) => [list.id(entry), entry]));
  for (const entry of next) {
    const was = old.get(list.id(entry));
    old.delete(list.id(entry));
    const subject = list.subject(entry);
    const meaning = list.meaning(entry);
    const part = { document: "rulebook", area: list.area, subject } as const;
    if (was === undefined) yield { ...part, change: "added", sentence: list.added(subject, meaning) };
    else if (list.meaning(was) !== meaning) {
      const earlier = list.meaning(was);
      const sentence = `${subject}: allowed to ${earlier} → ${meaning}`;
      yield { ...part, change: "changed", field: "allowed to", before: earlier, after: meaning, sentence };
    }
  }
  for (const entry of old.values()) {
    const subject = list.subject(entry);
    yield {
      document: "rulebook",
      area: list.area,
      change: "removed",
      subject,
      sentence: list.removed(subject),
    };
  }
}

function tierWords(mask: number, words: Words): string {
  return joinWords(tierNumbers(mask).map(words.tier));
}
