import type { Hex } from "viem";
import { type Key, Role, type Roster, type Rulebook, type Tier } from "./model.ts";
import { calldataHash, contractAddress, selectorOf, signerOf, tierNumber, watchedItem } from "./resolve.ts";
import { encode as encodeRoster, identity } from "./roster.ts";
import { decode as decodeRulebook, encode as encodeRulebook } from "./rulebook.ts";
import type { Charter, CharterKey, CharterTier } from "./schema.ts";

/** What stands on-chain before; both `null` before the first of its kind. */
export type Previous = { readonly roster: Roster | null; readonly rulebook: Rulebook | null };

/** A charter's documents, as values and byte for byte. */
export type Compiled = {
  readonly roster: Roster;
  readonly rulebook: Rulebook;
  readonly rosterDocument: Hex;
  readonly rulebookDocument: Hex;
};

/** Nothing before: the first roster has serial 1, and so has the first rulebook. */
export const GENESIS: Previous = { roster: null, rulebook: null };

/**
 * Compiles a charter to the documents that would follow `previous`. The same charter and the same predecessor give the same bytes.
 * @throws `Roster.TooLong`, `Rulebook.TooLong` if a document does not fit into contract code.
 */
export function compile(charter: Charter, previous: Previous): Compiled {
  const roster = compileRoster(charter, previous.roster);
  const rulebookDocument = encodeRulebook(compileRulebook(charter, previous.rulebook));
  return {
    roster,
    rulebook: decodeRulebook(rulebookDocument),
    rosterDocument: encodeRoster(roster),
    rulebookDocument,
  };
}

function compileRoster(charter: Charter, previous: Roster | null): Roster {
  const serial = (previous?.serial ?? 0) + 1;
  const last = Math.max(...charter.keys.map(({ index }) => index));
  const keys = Array.from({ length: last + 1 }, (_, index) => {
    const key = charter.keys.find((candidate) => candidate.index === index);
    return key === undefined ? null : compileKey(charter, key, previous, serial);
  });
  const tiers = charter.tiers.toSorted((a, b) => a.number - b.number).map(compileTier);
  return { serial, cooldown: charter["guardian-cooldown"], tiers, keys };
}

function compileTier(tier: CharterTier): Tier {
  return {
    approvals: tier.approvals,
    override: tier.override,
    roles: tier.counts,
    testerNeeded: tier.tester,
    recovery: tier.recovery,
    executorFirst: tier["executor-first"],
    delay: tier.delay,
    grace: tier.grace,
  };
}

/** A key that stands at its index already keeps the serial it entered with. */
function compileKey(charter: Charter, key: CharterKey, previous: Roster | null, serial: number): Key {
  const predecessor = charter.keys.find(({ label }) => label === key["successor-of"])?.index;
  const entered: Key = {
    kind: key.kind,
    signer: signerOf(key),
    // An unknown owner was refused when the file was read; -1 has no encoding.
    holder: charter.people.find(({ name }) => name === key.owner)?.id ?? -1,
    roles: key.roles | (key.several === true ? Role.SEVERAL : 0),
    predecessor: predecessor ?? null,
    expiry: key.expires / 60,
    since: serial,
  };
  const before = previous?.keys[key.index];
  return before && identity(before) === identity(entered) ? { ...entered, since: before.since } : entered;
}

function compileRulebook(charter: Charter, previous: Rulebook | null): Rulebook {
  const mask = (tiers: readonly string[]) =>
    tiers.reduce((sum, tier) => sum | (1 << (tierNumber(charter, tier) ?? 0)), 0);
  return {
    serial: (previous?.serial ?? 0) + 1,
    rules: charter.rules.map((rule) => ({
      target: contractAddress(charter, rule.target),
      selector: selectorOf(rule),
      tiers: mask(rule.tiers),
      maxValue: rule["max-value"],
    })),
    exactRules: charter.emergency.map((rule) => ({
      target: contractAddress(charter, rule.target),
      hash: calldataHash(charter, rule),
      tiers: mask(rule.tiers),
      alone: rule.alone,
    })),
    items: [...charter.watched.assets, ...charter.watched.authorities].map((item) =>
      watchedItem(charter, item),
    ),
  };
}
