import { callNames } from "../charter/call-names.ts";
import { diff } from "../charter/diff.ts";
import * as RosterCodec from "../charter/roster.ts";
import * as RulebookCodec from "../charter/rulebook.ts";
import type { Charter } from "../charter/schema.ts";
import { type Words, wordsFrom } from "../charter/words.ts";
import type { Named, Supplied } from "../proposal/documents.ts";
import type { State } from "./state.ts";

/** A charter that names nobody, for reviewers who have none: keys and holders are then called by their numbers. */
const NAMELESS = {
  people: [],
  keys: [],
  tiers: [],
  rules: [],
  emergency: [],
  contracts: {},
} as unknown as Charter;

const EMPTY_RULEBOOK = { serial: 0, rules: [], exactRules: [], items: [] } as const;

/** How people call things: from the charter where there is one. */
export function wordsFor(charter: Charter | undefined): Words {
  return charter === undefined ? wordsFrom(null) : wordsFrom(charter, callNames(charter));
}

/** What the document of an amendment changes of the current charter, in people's words. */
export function amendmentWords(
  name: Named["name"],
  { document, activations }: Supplied,
  { roster, rulebook, rosterDocument, rulebookDocument }: State,
  charter: Charter | undefined,
): string[] {
  const words = wordsFor(charter);
  const next =
    name === "amendRulebook"
      ? { roster, rosterDocument, rulebook: RulebookCodec.decode(document), rulebookDocument: document }
      : {
          roster: RosterCodec.decode(document),
          rosterDocument: document,
          rulebook: rulebook ?? EMPTY_RULEBOOK,
          rulebookDocument: rulebookDocument ?? "0x",
        };
  return [
    ...diff(charter ?? NAMELESS, next, { roster, rulebook }).map(({ sentence }) => sentence),
    ...activations.map(({ key }) => `activates key ${words.key(key)} at once, by its own signature`),
  ];
}
