import type { Address } from "viem";
import type { ChainState } from "../../chain/state.ts";
import { chainIds, onChain } from "../../charter/on-chain.ts";
import type { Charter } from "../../charter/schema.ts";
import { reaches, type Severity } from "../../safe/check/finding.ts";
import { declaredPowers, isAbout } from "../declared.ts";
import { judgeWorld } from "../findings/judge.ts";
import type { Settings } from "../settings/state.ts";
import type { World } from "../world.ts";
import { drift } from "./drift.ts";
import { type CheckFinding, type DriftCheck, sorted } from "./finding.ts";
import { checkLimits } from "./limits.ts";
import { checkAutomata, checkLive, checkManager } from "./manager.ts";
import { checkDocuments } from "./roster.ts";
import { checkWays } from "./ways.ts";

/** What of the chain is looked at besides the world; null where nobody asked a node. */
export type Beside = {
  readonly settings: Settings | null;
  readonly state: ChainState | null;
};

/** Powers as they are against the charter, worst first, at one block. */
export type RoleReport = {
  readonly format: "conclave-role-check/1";
  readonly chainId: number;
  readonly block: World["block"];
  readonly conclave: Address | null;
  readonly findings: readonly CheckFinding[];
  /** What was not looked at, and why. */
  readonly skipped: readonly string[];
};

/**
 * Holds a world against the charter as it holds on the world's chain: powers nobody declared, members, the RoleManager's settings, roster and
 * rulebook, overdue reviews, limits, ways around timelocks, and what is known to go wrong with powers.
 * @throws `Charter.OtherChain`, `Role.WorldAtOdds`, what {@link declaredPowers} and the analysis throw
 */
export function checkRoles(whole: Charter, world: World, beside: Beside): RoleReport {
  const charter = onChain(whole, world.chainId);
  const { settings, state } = beside;
  const findings: CheckFinding[] = [
    ...drift(charter, world, { managed: settings === null }),
    ...(settings === null ? [] : checkManager(charter, settings)),
    ...(state === null ? [] : checkDocuments(charter, state)),
    ...unnamed(charter),
    ...checkAutomata(charter, world),
    ...checkLive(charter, world),
    ...checkLimits(charter, world),
    ...known(charter, world),
  ];
  return {
    format: "conclave-role-check/1",
    chainId: world.chainId,
    block: world.block,
    conclave: world.conclave,
    findings: sorted(findings),
    skipped: [
      ...skipped(charter, beside),
      ...chainIds(whole)
        .filter((id) => id !== world.chainId)
        .map((id) => `chain ${id}: each chain is looked at by itself, with a node or a world of that chain`),
    ],
  };
}

/** What is known to go wrong; what the catalogue gives a reason for is told, and no failure. */
function known(charter: Charter, world: World): CheckFinding[] {
  const judged: CheckFinding[] = judgeWorld(world);
  const direct = new Set(judged.flatMap(({ check, power }) => (check === "second-path" ? [power] : [])));
  const ways = checkWays(world).filter(({ power }) => !direct.has(power));
  const reasons = declaredPowers(charter).filter(({ reason }) => reason !== null);
  return [...judged, ...ways].map((finding) => {
    const power = world.powers.find(({ id }) => id === finding.power);
    const reason = power && reasons.find((one) => isAbout(one, power))?.reason;
    if (reason === undefined || reason === null) return finding;
    return { ...finding, severity: "ok", accepted: reason };
  });
}

function unnamed({ chain, roles, duties, automata }: Charter): CheckFinding[] {
  if (chain.roles !== undefined || roles.length + duties.length + automata.length === 0) return [];
  return [
    {
      check: "manager-unnamed",
      severity: "high",
      on: null,
      power: null,
      found: "the charter has roles, and names no RoleManager in which they live",
      fix: "deploy one (hardhat role deploy --record), or write its address as chain.roles",
      evidence: {},
    },
  ];
}

function skipped({ chain }: Charter, { settings, state }: Beside): string[] {
  return [
    ...(chain.roles !== undefined && settings === null
      ? ["the RoleManager's terms, duties and reviews: a world holds members only; ask a node for these"]
      : []),
    ...(chain.conclave !== undefined && state === null
      ? ["roster and rulebook: a world does not hold the documents; ask a node for these"]
      : []),
  ];
}

/** The findings as bad as `limit` or worse. */
export function failures({ findings }: RoleReport, limit: Severity): readonly CheckFinding[] {
  return findings.filter(({ severity }) => reaches(severity, limit));
}

/** The findings of one check. */
export function found(
  { findings }: RoleReport,
  check: CheckFinding["check"] | DriftCheck,
): readonly CheckFinding[] {
  return findings.filter((finding) => finding.check === check);
}
