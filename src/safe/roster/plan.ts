import { isAddressEqual } from "viem";
import { BaseError } from "../../errors.ts";
import { settingsTransaction } from "../build.ts";
import type { SafeFile } from "../file.ts";
import * as File from "../file.ts";
import { settings } from "../settings.ts";
import type { SafeTransaction } from "../transaction.ts";
import { type Difference, differences, type Ground } from "./diff.ts";
import type { SafesFile } from "./file.ts";
import type { Possession } from "./possession.ts";
import { type Proven, proven } from "./proofs.ts";
import { redeployable } from "./redeploy.ts";
import { steps } from "./steps.ts";

/** What makes one Safe as the file wants it: one transaction, with one nonce. Null: it is so already. */
export type SafePlan = {
  readonly difference: Difference;
  readonly file: SafeFile | null;
  readonly proven: readonly Proven[];
  readonly warnings: readonly string[];
};

/**
 * Plans every Safe of the file, or refuses all of them for what is wrong with one.
 * @throws `SafesPlan.*`, `Possession.*`, `SafeBatch.NoContract`, what {@link differences} throws
 */
export async function plan(
  safes: SafesFile,
  ground: Ground,
  proofs: readonly Possession[],
): Promise<SafePlan[]> {
  const found = await differences(safes, ground);
  const plans: SafePlan[] = [];
  for (const difference of found) {
    const shown = await proven(difference, ground.people, proofs);
    const file = difference.same ? null : await fileFor(difference);
    const warnings = await redeployable(difference, ground.people);
    plans.push({ difference, file, proven: shown, warnings });
  }
  return plans;
}

async function fileFor(difference: Difference): Promise<SafeFile> {
  const { entry, state, words } = difference;
  return File.create({
    domain: { chainId: state.chainId, verifyingContract: state.address },
    version: state.version,
    transaction: await transactionFor(difference, state.nonce),
    title: `Owners of ${entry.name} as safes.yaml has them`,
    note: words.join("\n"),
  });
}

/**
 * The one transaction that takes a difference away.
 * @throws `SafesPlan.Astray`, `SafeBatch.NoContract`, `Chain.Unreachable`
 */
export async function transactionFor(
  { entry, connection, state, wanted }: Difference,
  nonce: bigint,
): Promise<SafeTransaction> {
  const target = { owners: wanted.owners.map(({ address }) => address), threshold: wanted.threshold };
  const changes = steps(state, target);
  checkOutcome(entry.name, settings(state, changes).after, target);
  return settingsTransaction(connection, state, changes, nonce);
}

type Outcome = Parameters<typeof steps>[1];

/** The steps were found by another rule than the one that follows them here: both must come to the same. */
function checkOutcome(safe: string, after: Outcome, wanted: Outcome): void {
  const isSame =
    after.threshold === wanted.threshold &&
    after.owners.length === wanted.owners.length &&
    wanted.owners.every((owner) => after.owners.some((one) => isAddressEqual(one, owner)));
  if (isSame) return;
  throw new BaseError({
    code: "SafesPlan.Astray",
    message: `${safe}: the steps that were found do not lead to the owners that are wanted`,
    fix: "this is a defect of Conclave: report it with safes.yaml",
    details: { safe, after: { owners: after.owners, threshold: after.threshold }, wanted },
  });
}
