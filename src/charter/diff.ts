import { formatDuration } from "../time.ts";
import { callNames } from "./call-names.ts";
import type { Compiled, Previous } from "./compile.ts";
import { diffRulebook } from "./diff-rulebook.ts";
import type { Difference } from "./difference.ts";
import type { Key, Roster, Tier } from "./model.ts";
import { identity, keyHash } from "./roster.ts";
import type { Charter } from "./schema.ts";
import { expiryWords, roleWords, type Words, wordsFrom } from "./words.ts";

export type { Difference } from "./difference.ts";

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
    ...diffRulebook(compiled.rulebook, previous.rulebook, words),
  ];
}

function* diffGuardians(next: Roster, before: Roster | null): Generator<Difference> {
  if (before?.cooldown === next.cooldown) return;
  const after = formatDuration(next.cooldown);
  const subject = "guardian cooldown";
  const entry = { document: "roster", area: "guardians", subject } as const;
  if (before === null)
    yield { ...entry, change: "added", after, sentence: `sets the guardian cooldown to ${after}` };
  else {
    const was = formatDuration(before.cooldown);
    yield {
      ...entry,
      change: "changed",
      before: was,
      after,
      sentence: `guardian cooldown ${was} → ${after}`,
    };
  }
}

function* diffTiers(next: Roster, before: Roster | null, words: Words): Generator<Difference> {
  const wait =
    before?.tiers[0] === undefined
      ? ""
      : `, which waits tier 0's delay (${formatDuration(before.tiers[0].delay)})`;
  for (let number = 0; number < Math.max(next.tiers.length, before?.tiers.length ?? 0); number++) {
    const [was, becomes] = [before?.tiers[number], next.tiers[number]];
    const entry = { document: "roster", area: "tier", subject: `tier ${number}` } as const;
    if (becomes === undefined)
      yield { ...entry, change: "removed", sentence: `removes tier ${number}${wait}` };
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
    if (becomes !== null && !same)
      yield { ...entry, change: "added", sentence: addition(becomes, label, words) };
    if (same) {
      for (const fact of keyChanges(was, becomes, words)) {
        const [field, old, after, sentence] = fact;
        const owner = words.person(becomes.holder);
        yield {
          ...entry,
          change: "changed",
          field,
          before: old,
          after,
          sentence: `key ${label} of ${owner} ${sentence}`,
        };
      }
    }
  }
}

function addition(key: Key, label: string, words: Words): string {
  const kind = { EOA: "", ERC1271: ", a contract wallet", ERC7913: ", verified by a contract" }[key.kind];
  const succession = key.predecessor === null ? "" : `, to succeed ${words.key(key.predecessor)}`;
  return `adds key ${label} of ${words.person(key.holder)} as ${roleWords(key.roles)}${kind}, expires ${expiryWords(key)}${succession}`;
}

function* keyChanges(
  was: Key,
  key: Key,
  words: Words,
): Generator<[field: string, before: string, after: string, sentence: string]> {
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
    const [before, after] = [was, key].map(({ predecessor }) =>
      predecessor === null ? "none" : words.key(predecessor),
    );
    const sentence =
      after === "none"
        ? `no longer names ${before} as its predecessor`
        : `succeeds ${after} instead of ${before}, ${refused}`;
    yield ["successor-of", before ?? "", after ?? "", sentence];
  }
  if (was.holder !== key.holder) {
    const before = words.person(was.holder);
    yield ["owner", before, words.person(key.holder), `belonged to ${before}, ${refused}`];
  }
  if (keyHash(was) !== keyHash(key))
    yield ["signer", was.signer, key.signer, `changes its kind or verifier, ${refused}`];
}
