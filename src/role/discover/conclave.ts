import type { Address } from "viem";
import { rosterOf } from "../../chain/standing.ts";
import type { ChainState } from "../../chain/state.ts";
import { ROLE_NAMES, Role, type Roster } from "../../charter/model.ts";
import { GUARDIAN_ACTS, type Need } from "../world.ts";
import { type Draft, enter, idOf, mention } from "./draft.ts";
import { anyKeyWith, keysWith, quorumOf } from "./quorum.ts";

const SOURCE = "conclave";

/** The id of a tier's own power. */
export function tierId(conclave: Address, tier: number): string {
  return idOf(conclave, SOURCE, `tier/${tier}`);
}

/** What guardians end a tier's waiting operations by. */
export function guardianIds(conclave: Address): string[] {
  return GUARDIAN_ACTS.map((act) => idOf(conclave, SOURCE, act));
}

/** The roster itself: tiers, guardians, roles. What the rules of a tier open on others is entered once those were read. */
export function enterConclave(draft: Draft, state: ChainState): void {
  const { verifyingContract: on } = state.domain;
  mention(draft, on, "Conclave");
  if (state.config.closed) return;
  const roster = rosterOf(state);
  for (const [tier, { recovery, delay }] of roster.tiers.entries()) {
    enter(draft, {
      on,
      source: SOURCE,
      name: draft.names.words.tier(tier),
      raw: `tier/${tier}`,
      effects: tier === 0 ? ["act", "funds", "charter"] : recovery ? ["charter"] : ["none"],
      need: quorumOf(roster, tier),
      delay,
      stopped: recovery ? [idOf(on, SOURCE, "stop")] : guardianIds(on),
      // A recovered roster is whatever the recovery wrote into it.
      given:
        tier === 0
          ? roster.tiers.flatMap((other, index) =>
              other.recovery ? [{ by: tierId(on, index), delay: 0 }] : [],
            )
          : [],
    });
  }
  for (const act of GUARDIAN_ACTS)
    enter(draft, {
      on,
      source: SOURCE,
      name: `guardian's ${act}`,
      raw: act,
      effects: ["veto"],
      need: anyKeyWith(roster, Role.GUARDIAN),
    });
  if (roster.tiers.some(({ recovery }) => recovery))
    enter(draft, {
      on,
      source: SOURCE,
      name: "stop of a recovery",
      raw: "stop",
      effects: ["veto"],
      need: stoppers(roster, state.config.attempts),
    });
  for (const role of ROLE_NAMES)
    if (keysWith(roster, Role[role]).length > 0)
      enter(draft, {
        on,
        source: SOURCE,
        name: role,
        raw: `role/${role}`,
        effects: ["none"],
        need: anyKeyWith(roster, Role[role]),
      });
}

/** Attempt k is stopped by k approvers, at most by the blocking minority of the nominal ones. */
function stoppers(roster: Roster, attempts: number): Need {
  const keys = keysWith(roster, Role.APPROVER);
  const holders = new Set(keys.map((key) => roster.keys[key]?.holder)).size;
  const minority = Math.max(1, holders + 1 - (roster.tiers[0]?.approvals ?? 0));
  const needed = Math.min(attempts + 1, minority);
  return {
    kind: "quorum",
    tier: 0,
    proposers: keys,
    testers: null,
    approvers: keys,
    approvals: needed - 1,
    wallets: needed - 1,
    override: null,
  };
}
