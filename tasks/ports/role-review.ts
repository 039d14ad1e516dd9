import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { Address } from "viem";
import type { Connection } from "../../src/chain/client.ts";
import type { Charter } from "../../src/charter/schema.ts";
import { readJson } from "../../src/files.ts";
import { DEFAULTS } from "../../src/role/review/limits.ts";
import { type PrepareOptions, prepare } from "../../src/role/review/prepare.ts";
import type { ReviewFile } from "../../src/role/review/schema.ts";
import { worldSchema } from "../../src/role/world.ts";
import { parseDate, parseDuration } from "../../src/time.ts";
import { connectTo } from "./network.ts";
import { readNumber } from "./number.ts";
import { charterOn, conclaveIfAny, type PlaceOptions } from "./place.ts";
import { readReview } from "./review-file.ts";
import { roleManagerOf, roleManagerSpot } from "./role-manager.ts";

export type ReviewOptions = PlaceOptions & {
  readonly manager: string | undefined;
  readonly fromBlock: string;
  readonly toBlock: string | undefined;
  readonly unusedFor: string | undefined;
  readonly scan: string | undefined;
};

export type ReviewFileOptions = PlaceOptions & {
  readonly file: string;
  readonly fromBlock: string;
  readonly scan: string | undefined;
};

/** A review as this machine's node tells it. */
export type Reviewed = {
  readonly review: ReviewFile;
  readonly connection: Connection;
  readonly charter: Charter | undefined;
};

type More = Partial<Pick<PrepareOptions, "roles" | "validFor" | "since" | "world">>;

/**
 * Prepares a review of the RoleManager of `--manager`, else of the charter's `roles`.
 * @throws `Task.NoRoleManager`, what preparing throws
 */
export async function reviewed(
  options: ReviewOptions,
  hre: HardhatRuntimeEnvironment,
  more: (charter: Charter | undefined) => Promise<More> | More = () => ({}),
): Promise<Reviewed> {
  const { connection, manager, charter } = await roleManagerSpot(options, hre);
  const given = await more(charter);
  return told(options, charter, connection, manager, given);
}

/** A review file, and the same review as this machine's node tells it now. @throws `RoleReview.*`, `Files.*`, `Chain.*`, `Audit.*` */
export async function openReview(
  options: ReviewFileOptions,
  hre: HardhatRuntimeEnvironment,
): Promise<Reviewed & { readonly file: ReviewFile }> {
  const file = await readReview(options.file);
  const { chainId, verifyingContract } = file.domain;
  const charter = await charterOn(options.charter, chainId);
  const connection = await connectTo(options, hre, chainId);
  const own = roleManagerOf(charter, chainId);
  const roles = file.roles.map(({ id }) => id);
  const more = { roles, unusedFor: file.unusedFor, since: file.changesSince };
  const known = { ...options, toBlock: undefined, unusedFor: undefined };
  return { file, ...(await told(known, charter, connection, own ?? verifyingContract, more)) };
}

/** What `--since` and `--world` name. @throws `Time.BadDate`, `Files.*` */
export async function groundOf(options: {
  readonly since: string | undefined;
  readonly world: string | undefined;
}): Promise<More> {
  const world = options.world === undefined ? {} : { world: await readJson(options.world, worldSchema) };
  return { ...world, ...(options.since === undefined ? {} : { since: parseDate(options.since) }) };
}

async function told(
  options: Omit<ReviewOptions, "manager">,
  charter: Charter | undefined,
  connection: Connection,
  manager: Address,
  more: More & { readonly unusedFor?: number },
): Promise<Reviewed> {
  const review = await prepare(connection, manager, {
    charter: charter ?? null,
    conclave: conclaveIfAny(options, charter, connection.chainId),
    fromBlock: readNumber(options.fromBlock),
    ...(options.toBlock === undefined ? {} : { toBlock: readNumber(options.toBlock) }),
    unusedFor: options.unusedFor === undefined ? DEFAULTS.unusedFor : parseDuration(options.unusedFor),
    validFor: DEFAULTS.validFor,
    scan: options.scan === undefined ? DEFAULTS.scan : readNumber(options.scan),
    progress: (done) => process.stderr.write(`read: ${done}\n`),
    ...more,
  });
  return { review, connection, charter };
}
