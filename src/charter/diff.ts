import { formatDuration } from "../time.ts";
import { formatAmount } from "./amount.ts";
import type { Compiled, Previous } from "./compile.ts";
import type { ExactRule, Key, Roster, Rule, Tier } from "./model.ts";
import { callNames } from "./call-names.ts";
import { identity, keyHash } from "./roster.ts";
import { itemId } from "./rulebook.ts";
import type { Charter } from "./schema.ts";
import { expiryWords, itemWords, joinWords, roleWords, tierNumbers, type Words, wordsFrom } from "./words.ts";

/** One difference between a charter and the chain, for people and for machines. */
export type Difference = {
  readonly document: "roster" | "rulebook";
  readonly area: "key" | "tier" | "guardians" | "rule" | "exactRule" | "watchedItem";
  readonly change: "added" | "removed" | "changed";
  /** `k4`, `tier 1`, … */
  readonly subject: string;
  /** The field that changed, with its values; left out where the whole entry did. */
  readonly field?: string;
  readonly before?: string;
  readonly after?: string;
  readonly sentence: string;
};

/**
 * What the charter's documents change of what is on-chain, in people's words. Empty if nothing needs to be amended; serials do
 * not count.
 */
export function diff(charter: Charter, compiled: Compiled, previous: Previous): Difference[] {
  const words = wordsFrom(charter, callNames(charter));
  return [
    ...diffGuardians(compiled.roster, previous.roster),
    ...diffTiers(compiled.roster, previous.roster, words),
    ...diffKeys(compiled.roster, previous.roster, words),
    ...diffRules(compiled, previous, words),
    ...diffExactRules(compiled, previous, words),
    ...diffItems(compiled, previous, words),
  ];
}

function* diffGuardians(next: Roster, before: Roster | null): Generator<Difference> {
  if (before?.cooldown === next.cooldown) return;
  const after = formatDuration(next.cooldown);
  const subject = "guardian cooldown";
  const entry = { document: "roster", area: "guardians", subject } as const;
  if (before === null) yield { ...entry, change: "added", after, sentence: `sets the guardian cooldown to ${after}` };
  else {
    const was = formatDuration(before.cooldown);
    yield { ...entry, change: "changed", before: was, after, sentence: `guardian cooldown ${was} → ${after}` };
  }
}

function* diffTiers(next: Roster, before: Roster | null, words: Words): Generator<Difference> {
  const wait = before?.tiers[0] === undefined ? "" : `, which waits tier 0's delay (${formatDuration(before.tiers[0].delay)})`;
  for (let number = 0; number < Math.max(next.tiers.length, before?.tiers.length ?? 0); number++) {
    const [was, becomes] = [before?.tiers[number], next.tiers[number]];
    const entry = { document: "roster", area: "tier", subject: `tier ${number}` } as const;
    if (becomes === undefined) yield { ...entry, change: "removed", sentence: `removes tier ${number}${wait}` };
    else if (was === undefined) {
      const facts = tierFacts(becomes).map(([field, value]) => `${field} ${value}`);
      yield { ...entry, change: "added", sentence: `adds ${words.tier(number)}: ${facts.join(", ")}${wait}` };
    } else {
      for (const [index, [field, after]] of tierFacts(becomes).entries()) {
        const value = tierFacts(was)[index]?.[1] ?? "";
        if (value === after) continue;
        const sentence = `tier ${number} ${field} ${value} → ${after}${wait}`;
        yield { ...entry, change: "changed", field, before: value, after, sentence };
      }
    }
  }
}

function tierFacts(tier: Tier): [field: string, value: string][] {
  const yes = (value: boolean) => (value ? "yes" : "no");
  return [
    ["approvals", String(tier.approvals)],
    ["override", tier.override === 255 ? "never" : String(tier.override)],
    ["delay", formatDuration(tier.delay)],
    ["grace", formatDuration(tier.grace)],
    ["counted roles", roleWords(tier.roles)],
    ["tester needed", yes(tier.testerNeeded)],
    ["recovery", yes(tier.recovery)],
    ["executor first", yes(tier.executorFirst)],
  ];
}

function* diffKeys(next: Roster, before: Roster | null, words: Words): Generator<Difference> {
  for (let index = 0; index < Math.max(next.keys.length, before?.keys.length ?? 0); index++) {
    const was = before?.keys[index] ?? null;
    const becomes = next.keys[index] ?? null;
    const label = words.key(index);
    const entry = { document: "roster", area: "key", subject: label } as const;
    const same = was !== null && becomes !== null && identity(was) === identity(becomes);
    if (was !== null && !same) {
      const sentence = `removes key ${label} of ${words.person(was.holder)} (${roleWords(was.roles)})`;
      yield { ...entry, change: "removed", sentence };
    }
    if (becomes !== null && !same) yield { ...entry, change: "added", sentence: addition(becomes, label, words) };
    if (same) {
      for (const fact of keyChanges(was, becomes, words)) {
        const [field, old, after, sentence] = fact;
        const owner = words.person(becomes.holder);
        yield { ...entry, change: "changed", field, before: old, after, sentence: `key ${label} of ${owner} ${sentence}` };
      }
    }
  }
}

function addition(key: Key, label: string, words: Words): string {
  const kind = { EOA: "", ERC1271: ", a contract wallet", ERC7913: ", verified by a contract" }[key.kind];
  const succession = key.predecessor === null ? "" : `, to succeed ${words.key(key.predecessor)}`;
  return `adds key ${label} of ${words.person(key.holder)} as ${roleWords(key.roles)}${kind}, expires ${expiryWords(key)}${succession}`;
}

function* keyChanges(was: Key, key: Key, words: Words): Generator<[field: string, before: string, after: string, sentence: string]> {
  const refused = "which the Conclave refuses: enter a new key instead";
  if (was.roles !== key.roles) {
    const [before, after] = [roleWords(was.roles), roleWords(key.roles)];
    yield ["roles", before, after, `becomes ${after} instead of ${before}`];
  }
  if (was.expiry !== key.expiry) {
    const [before, after] = [expiryWords(was), expiryWords(key)];
    yield ["expires", before, after, `expires ${after} instead of ${before}`];
  }
  if (was.predecessor !== key.predecessor) {
    const [before, after] = [was, key].map(({ predecessor }) => (predecessor === null ? "none" : words.key(predecessor)));
    const sentence = after === "none" ? `no longer names ${before} as its predecessor` : `succeeds ${after} instead of ${before}, ${refused}`;
    yield ["successor-of", before ?? "", after ?? "", sentence];
  }
  if (was.holder !== key.holder) {
    const before = words.person(was.holder);
    yield ["owner", before, words.person(key.holder), `belonged to ${before}, ${refused}`];
  }
  if (keyHash(was) !== keyHash(key)) yield ["signer", was.signer, key.signer, `changes its kind or verifier, ${refused}`];
}

/** Entries of both sides paired by what identifies them. */
function pairs<T>(next: readonly T[], before: readonly T[], idOf: (entry: T) => string): [was: T | undefined, becomes: T | undefined][] {
  const old = new Map(before.map((entry) => [idOf(entry).toLowerCase(), entry]));
  const kept = new Set(next.map((entry) => idOf(entry).toLowerCase()));
  return [
    ...next.map((entry): [T | undefined, T] => [old.get(idOf(entry).toLowerCase()), entry]),
    ...before.filter((entry) => !kept.has(idOf(entry).toLowerCase())).map((entry): [T, undefined] => [entry, undefined]),
  ];
}

function* diffRules(next: Compiled, { rulebook }: Previous, words: Words): Generator<Difference> {
  for (const [was, rule] of pairs(next.rulebook.rules, rulebook?.rules ?? [], ({ target, selector }) => target + selector)) {
    const meaning = (one: Rule) =>
      `${tierWords(one.tiers, words)}${one.maxValue === 0n ? "" : `, with ${formatAmount(one.maxValue)} at most`}`;
    yield* changed("rule", was, rule, meaning, (one) => `${words.call(one.target, one.selector)} of ${words.place(one.target)}`, {
      added: (one, subject) => `allows ${subject} to ${meaning(one)}`,
      removed: (_, subject) => `no longer allows ${subject} to any tier but tier 0`,
    });
  }
}

function* diffExactRules(next: Compiled, { rulebook }: Previous, words: Words): Generator<Difference> {
  const list = pairs(next.rulebook.exactRules, rulebook?.exactRules ?? [], ({ target, hash }) => target + hash);
  for (const [was, rule] of list) {
    const meaning = (one: ExactRule) => `${tierWords(one.tiers, words)}${one.alone ? ", by one person alone" : ""}`;
    yield* changed("exactRule", was, rule, meaning, (one) => `${words.call(one.target, one.hash)} of ${words.place(one.target)}`, {
      added: (one, subject) => `allows exactly ${subject}, without delay, to ${meaning(one)}`,
      removed: (_, subject) => `no longer allows ${subject} without delay`,
    });
  }
}

function* diffItems(next: Compiled, { rulebook }: Previous, words: Words): Generator<Difference> {
  for (const [was, item] of pairs(next.rulebook.items, rulebook?.items ?? [], itemId)) {
    yield* changed("watchedItem", was, item, () => "", (one) => itemWords(one, words), {
      added: (_, subject) => `watches ${subject} before a key is retired`,
      removed: (_, subject) => `no longer watches ${subject}`,
    });
  }
}

function* changed<T>(
  area: Difference["area"],
  was: T | undefined,
  becomes: T | undefined,
  meaning: (entry: T) => string,
  subjectOf: (entry: T) => string,
  sentences: { added: (entry: T, subject: string) => string; removed: (entry: T, subject: string) => string },
): Generator<Difference> {
  if (becomes === undefined) {
    if (was === undefined) return;
    const subject = subjectOf(was);
    yield { document: "rulebook", area, change: "removed", subject, sentence: sentences.removed(was, subject) };
    return;
  }
  const subject = subjectOf(becomes);
  const entry = { document: "rulebook", area, subject } as const;
  if (was === undefined) yield { ...entry, change: "added", sentence: sentences.added(becomes, subject) };
  else if (meaning(was) !== meaning(becomes)) {
    const [before, after] = [meaning(was), meaning(becomes)];
    yield { ...entry, change: "changed", field: "allowed to", before, after, sentence: `${subject}: allowed to ${before} → ${after}` };
  }
}

function tierWords(mask: number, words: Words): string {
  return joinWords(tierNumbers(mask).map(words.tier));
}
