import type { Hex } from "viem";
import * as Check from "../../charter/check.ts";
import type { Finding } from "../../charter/finding.ts";
import { KEY_STATES } from "../../charter/model.ts";
import * as RosterCodec from "../../charter/roster.ts";
import * as RulebookCodec from "../../charter/rulebook.ts";
import type { Supplied } from "./act.ts";
import { activateKey } from "./keys.ts";
import { refuse } from "./refusal.ts";
import { append, hashOf, keyStates, requireOpen, setConfig, type Work } from "./state.ts";

/** Replaces the roster, and takes the keys into use whose activation comes with it. */
export function amendRoster(work: Work, hash: Hex, supplied: Supplied): void {
  requireOpen(work);
  requireMatch(hash, supplied.document);
  const { document, activations } = supplied;
  const activating = activations.reduce((mask, { key }) => mask | (1n << BigInt(key)), 0n);
  const { setting, now, roster } = work;
  const states = { ...keyStates(work), activating };
  const records = {
    keys: new Map(
      [...work.keys].map(([index, { identity, state, endedAt }]) => [
        index,
        { identity, state: KEY_STATES.indexOf(state), endedAt },
      ]),
    ),
    tombstones: [...work.tombstones],
  };
  requireNone(Check.amendment(roster.document, document, states, settingAt(work)));
  requireNone(Check.replacement(roster.document, document, records, setting.signingWindow, now));
  adoptRoster(work, "RosterAmended", document);
  for (const activation of activations) activateKey(work, activation);
}

/** Extends expiries and nothing else. */
export function renew(work: Work, hash: Hex, { document }: Supplied): void {
  requireOpen(work);
  requireMatch(hash, document);
  requireNone(Check.renewal(work.roster.document, document, work.now));
  adoptRoster(work, "RosterRenewed", document);
}

export function amendRulebook(work: Work, hash: Hex, { document }: Supplied): void {
  requireOpen(work);
  requireMatch(hash, document);
  requireNone(Check.rulebook(document, (work.rulebook?.value.serial ?? 0) + 1));
  const generation = create(work);
  const value = RulebookCodec.decode(document);
  setConfig(work, { rulebook: generation });
  work.rulebook = { document, value };
  append(work, "RulebookAmended", { generation, serial: value.serial, hash });
}

/** Takes a roster into use that has been checked. */
export function adoptRoster(work: Work, name: "RosterAmended" | "RosterRenewed", document: Hex): void {
  const generation = create(work);
  const value = RosterCodec.decode(document);
  setConfig(work, { roster: generation });
  work.roster = { document, value };
  append(work, name, { generation, serial: value.serial, hash: hashOf(document) });
}

/** What charters are judged against at this moment. */
export function settingAt({ setting, now }: Work): Check.Setting {
  const { signingWindow, suspension, domain } = setting;
  return { now, signingWindow, suspension, conclave: domain.verifyingContract };
}

/** The contract reverts with the first of a charter's findings. */
export function requireNone([first]: readonly Finding[]): void {
  if (first !== undefined) refuse(first.name, ...first.args);
}

function requireMatch(hash: Hex, document: Hex): void {
  const actual = hashOf(document);
  if (actual !== hash) refuse("DocumentMismatch", hash, actual);
}

function create(work: Work): number {
  setConfig(work, { documents: work.config.documents + 1 });
  return work.config.documents;
}
