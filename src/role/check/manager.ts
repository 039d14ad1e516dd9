import { isAddressEqual, toFunctionSelector } from "viem";
import { hasEnded, lapsesAt } from "../../audit/roles/grant.ts";
import { contractAddress } from "../../charter/resolve.ts";
import type { Charter } from "../../charter/schema.ts";
import { formatDate } from "../../time.ts";
import { comparison, type SettingCall } from "../settings/call.ts";
import { difference } from "../settings/difference.ts";
import type { Settings } from "../settings/state.ts";
import { type WantedSettings, wantedSettings } from "../settings/wanted.ts";
import type { World } from "../world.ts";
import type { CheckFinding, Severity } from "./finding.ts";

/** How bad it is that a call is still to be made: what somebody can do who should not comes first. */
const SEVERITY: Readonly<Record<SettingCall["kind"], Severity>> = {
  revoke: "high",
  function: "high",
  conflict: "high",
  declaration: "medium",
  admin: "high",
  guardian: "medium",
  terms: "medium",
  grant: "medium",
  "grant-delay": "medium",
  "target-delay": "low",
  label: "low",
};

/** What ended does not count any more. */
const REMOVE_ENDED = toFunctionSelector("removeEnded(uint64,address)");

/** A RoleManager against the charter's roles, and the reviews that are overdue there. */
export function checkManager(charter: Charter, settings: Settings): CheckFinding[] {
  const wanted = wantedSettings(charter);
  const { calls, notes } = difference(wanted, settings);
  const on = settings.manager;
  // The Conclave makes itself admin for a moment only to make another call.
  const meant = calls.filter(({ kind, together }) => kind !== "admin" || together === undefined);
  return [
    ...meant.map(
      ({ kind, words, data }): CheckFinding => ({
        check: "manager-setting",
        severity: kind === "revoke" && data.startsWith(REMOVE_ENDED) ? "low" : SEVERITY[kind],
        on,
        power: null,
        found: `still to be done: ${words}`,
        fix: "have the Conclave decide it: hardhat charter plan writes the proposal; or correct the charter",
        evidence: { kind, data },
      }),
    ),
    ...notes.map(
      (note): CheckFinding => ({
        check: "manager-setting",
        severity: "low",
        on,
        power: null,
        found: note,
        fix: "nothing, if it is meant to be so",
        evidence: {},
      }),
    ),
    ...overdue(wanted, settings),
  ];
}

/** Reviews that should have been: a critical role alarms, another one lapses after its grace. */
function* overdue(wanted: WantedSettings, settings: Settings): Generator<CheckFinding> {
  const { time } = settings.block;
  const { role: roleName, account: nameOf } = comparison(wanted, settings);
  for (const { id, members } of settings.roles) {
    for (const { account, grant } of members) {
      const lapse = lapsesAt(grant);
      if (grant.due > time || hasEnded(grant, time)) continue;
      yield {
        check: "review-overdue",
        severity: lapse === null ? "high" : "medium",
        on: settings.manager,
        power: null,
        found: `the grant of ${roleName(id)} to ${nameOf(account)} was to be reviewed by ${formatDate(grant.due)}; ${lapse === null ? "the role is critical, so it does not lapse" : `it lapses ${formatDate(lapse)}`}`,
        fix: "review it: hardhat role review",
        evidence: { role: id, account, due: grant.due, lapses: lapse, alarmed: grant.alarmed },
      };
    }
  }
}

/** Roles of the charter that let upgrade or move funds, as the functions they open show, and do not heed a suspension at once. */
export function checkLive(charter: Charter, world: World): CheckFinding[] {
  const manager = charter.chain.roles;
  return charter.roles
    .filter(({ live, members }) => !live && members.length > 0)
    .flatMap(({ id, name }) => {
      const opened = world.powers.filter(
        ({ source, raw, on }) => source === "role-manager" && raw === String(id) && on !== manager,
      );
      const grave = new Set(
        opened.flatMap(({ effects }) => effects.filter((one) => ["upgrade", "funds", "act"].includes(one))),
      );
      if (grave.size === 0) return [];
      return [
        {
          check: "role-not-live" as const,
          severity: "medium" as const,
          on: manager ?? null,
          power: opened[0]?.id ?? null,
          found: `${name} lets ${[...grave].join(", ")} happen and is not live: a suspended person's key goes on acting until its grant is revoked`,
          fix: 'write "live: true" in the role',
          evidence: { role: id, effects: [...grave] },
        },
      ];
    });
}

/** Declared contracts that are none. What the world does not know of was not looked at. */
export function checkAutomata(charter: Charter, world: World): CheckFinding[] {
  return charter.automata.flatMap(({ contract }) => {
    const address = contractAddress(charter, contract);
    const account = world.accounts.find((one) => isAddressEqual(one.address, address));
    if (account === undefined || account.kind === "contract") return [];
    return [
      {
        check: "automaton-no-contract" as const,
        severity: "high" as const,
        on: address,
        power: null,
        found: `${contract} is declared as a contract, and ${account.kind === "key" ? "is a key of the roster" : "there is no code at it"}`,
        fix: "correct its address, or take it out of automata",
        evidence: { kind: account.kind },
      },
    ];
  });
}
