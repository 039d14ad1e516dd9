import type { Address, Hex } from "viem";
import { answered, type Connection } from "../../chain/client.ts";
import { rosterOf } from "../../chain/standing.ts";
import { Role } from "../../charter/model.ts";
import { proposerRoles } from "../../charter/quorum.ts";
import { conclaveGuardAbi } from "../../generated/abi.ts";
import type { SafeFile } from "../file.ts";
import type { Signature } from "../signature.ts";
import * as Announcement from "./announcement.ts";
import { count, type Tally } from "./counting.ts";
import { judge, type Refusal } from "./rules.ts";
import { type Guarded, groundFor } from "./state.ts";

/** Why an announcement cannot pass, apart from time and signatures. */
export type Obstacle =
  | { readonly code: "rules"; readonly refusal: Refusal }
  | { readonly code: "closed" }
  | { readonly code: "tierGone"; readonly tier: number }
  | { readonly code: "proposerDropped"; readonly holder: number }
  | { readonly code: "testerDropped"; readonly holder: number }
  | { readonly code: "testerNeeded" };

/** `lapsed`: its time is over. `dead`: it cannot pass as things stand. */
export type Phase = "waiting" | "ready" | "lapsed" | "withdrawn" | "dead";

/** One holder's announcement of a transaction, judged as of one block. UNIX seconds. */
export type Standing = {
  readonly announcement: Announcement.Announcement;
  readonly readyAt: number;
  readonly expiresAt: number;
  /** Until then only an EXECUTOR's account may execute it; null: anybody may from the first. */
  readonly reservedUntil: number | null;
  readonly phase: Phase;
  readonly obstacles: readonly Obstacle[];
  /** A guardian voided all consent since: only as many approvals as protect let it pass. */
  readonly voided: boolean;
  readonly tally: Tally;
};

/** All announcements of a file's transaction. It passes by any that is ready and whose tally is complete. */
export type GuardStatus = {
  readonly guard: Hex;
  readonly standings: readonly Standing[];
  /** The one it would pass by first, or come nearest to it; null: nobody has announced it. */
  readonly best: Standing | null;
};

/**
 * What the guard says to a file's transaction now: announced by whom, in which tier, from when to when, and whose signatures count.
 * @param signatures Those that the Safe takes (`standing.ts`); the file's by default.
 * @throws `Chain.Unreachable`
 */
export async function guardStatus(
  connection: Connection,
  guarded: Guarded,
  file: SafeFile,
  signatures: readonly Signature[] = file.signatures,
): Promise<GuardStatus> {
  const announcements = await readAnnouncements(connection, guarded, file.safeTxHash);
  const ground = await groundFor(connection, guarded, file.transaction);
  const coded = await withCode(connection, guarded, signatures);
  const standings = announcements.map((announcement) => {
    const { refusal, alone } = judge(ground, file.transaction, announcement.tier);
    return standingOf(guarded, announcement, refusal, alone, signatures, coded);
  });
  return {
    guard: guarded.guard.domain.verifyingContract,
    standings,
    best: standings.toSorted((a, b) => weight(a) - weight(b))[0] ?? null,
  };
}

/** Where announcements lie: with which guard, for which Safe, as of which block. */
type Announcing = {
  readonly safe: Pick<Guarded["safe"], "address" | "block">;
  readonly guard: { readonly domain: Pick<Guarded["guard"]["domain"], "verifyingContract"> };
};

/** Every holder's announcement of a transaction or message, the first one first. @throws `Chain.Unreachable` */
export async function readAnnouncements(
  connection: Connection,
  { safe, guard }: Announcing,
  hash: Hex,
): Promise<readonly Announcement.Announcement[]> {
  const at = {
    address: guard.domain.verifyingContract,
    abi: conclaveGuardAbi,
    blockNumber: safe.block,
  } as const;
  const ask = connection.client.readContract;
  const word = await answered(
    connection,
    ask({ ...at, functionName: "announcement", args: [safe.address, hash] }),
  );
  const first = Announcement.decode(word);
  if (first === null) return [];
  const others = await answered(
    connection,
    Promise.all(
      first.others.map((holder) =>
        ask({ ...at, functionName: "announcementBy", args: [safe.address, hash, holder] }),
      ),
    ),
  );
  return [first, ...others.flatMap((other) => Announcement.decode(other) ?? [])];
}

/** Of those who approved on-chain, the owners at whose address code lies. @throws `Chain.Unreachable` */
async function withCode(
  connection: Connection,
  { safe }: Guarded,
  signatures: readonly Signature[],
): Promise<readonly Address[]> {
  const approvers = signatures.filter(({ kind }) => kind === "approved").map(({ owner }) => owner);
  const ask = approvers.map((address) => connection.client.getCode({ address, blockNumber: safe.block }));
  const codes = await answered(connection, Promise.all(ask));
  return approvers.filter((_, index) => codes[index] !== undefined);
}

/** One announcement as of the block that was read. `alone`: the rules ask for no approver. `coded`: see `count`. */
export function standingOf(
  { conclave }: Guarded,
  announcement: Announcement.Announcement,
  refusal: Refusal | null,
  alone: boolean,
  signatures: readonly Signature[],
  coded: readonly Address[],
): Standing {
  const { config, block } = conclave;
  const { tier: index, epoch, proposer, tester } = announcement;
  const tier = rosterOf(conclave).tiers[index];
  const voided = config.lastVoid > epoch;
  const approvals = alone ? 0 : (tier?.approvals ?? 0);
  const needed = voided ? Math.max(approvals, tier?.override ?? 0) : approvals;
  const obstacles: Obstacle[] = [
    ...(config.closed ? [{ code: "closed" } as const] : []),
    ...(tier === undefined ? [{ code: "tierGone", tier: index } as const] : []),
    ...(refusal === null ? [] : [{ code: "rules", refusal } as const]),
    ...(tier !== undefined && !stands(conclave, proposer, proposerRoles(tier), epoch)
      ? [{ code: "proposerDropped", holder: proposer } as const]
      : []),
    ...(tier?.testerNeeded && tester === null ? [{ code: "testerNeeded" } as const] : []),
    ...(tier?.testerNeeded && tester !== null && !stands(conclave, tester, Role.TESTER, epoch)
      ? [{ code: "testerDropped", holder: tester } as const]
      : []),
  ];
  // A delay that has become longer since holds; a shorter one brings nothing forward.
  const readyAt = announcement.announcedAt + Math.max(announcement.delay, tier?.delay ?? 0);
  const expiresAt = Announcement.expiresAt(announcement);
  return {
    announcement,
    readyAt,
    expiresAt,
    reservedUntil: tier?.executorFirst ? readyAt + Math.floor(tier.grace / 2) : null,
    phase: phaseOf(announcement.standing, obstacles, block.timestamp, readyAt, expiresAt),
    obstacles,
    voided,
    tally: count(conclave, { tier: index, proposer, tester, epoch, needed }, signatures, coded),
  };
}

function phaseOf(
  isStanding: boolean,
  obstacles: readonly Obstacle[],
  now: number,
  readyAt: number,
  expiresAt: number,
): Phase {
  if (!isStanding) return "withdrawn";
  if (now >= expiresAt) return "lapsed";
  if (obstacles.length > 0) return "dead";
  return now < readyAt ? "waiting" : "ready";
}

/** Whether a sponsor still holds a key with one of the roles, and had no incident since. */
function stands(conclave: Guarded["conclave"], holder: number, roles: number, epoch: number): boolean {
  const isThere = rosterOf(conclave).keys.some(
    (key) => key !== null && key.holder === holder && (key.roles & roles) !== 0,
  );
  const incident = conclave.holders.find((one) => one.holder === holder)?.incident ?? 0;
  return isThere && incident <= epoch;
}

function weight({ phase, tally, readyAt }: Standing): number {
  const order = ["ready", "waiting", "dead", "lapsed", "withdrawn"].indexOf(phase);
  return order * 1e12 + (tally.complete ? 0 : 1e11) + readyAt;
}
