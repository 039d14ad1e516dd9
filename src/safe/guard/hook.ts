import type { Connection } from "../../chain/client.ts";
import { BaseError } from "../../errors.ts";
import type { SafeFile } from "../file.ts";
import type { Signature } from "../signature.ts";
import type { SafeState } from "../state.ts";
import { submittable } from "./counting.ts";
import { type GuardStatus, guardStatus, readAnnouncements } from "./guarded.ts";
import { isGuard, readGuarded } from "./state.ts";

/** What a Safe's guard says to a file's transaction; null if the Safe has no guard, or another one than ours. @throws `Chain.Unreachable` */
export async function guardStatusOf(
  connection: Connection,
  { guard }: Pick<SafeState, "guard">,
  file: SafeFile,
  signatures: readonly Signature[] = file.signatures,
): Promise<GuardStatus | null> {
  if (guard === null || !(await isGuard(connection, guard))) return null;
  const guarded = await readGuarded(connection, file.domain.verifyingContract);
  return guardStatus(connection, guarded, file, signatures);
}

/**
 * Of signatures that the Safe would take, those to hand it: under our guard all that may count, but none by keys that would have it refuse
 * the whole, as far as the threshold allows. Without such a guard, or where its Conclave gives no answer, they are left as they are: the
 * way out must work without it.
 * @throws `Chain.Unreachable`
 */
export async function withoutRefused<T extends Signature>(
  connection: Connection,
  { guard }: Pick<SafeState, "guard">,
  file: SafeFile,
  signatures: readonly T[],
): Promise<readonly T[]> {
  if (guard === null || !(await isGuard(connection, guard))) return signatures;
  try {
    const guarded = await readGuarded(connection, file.domain.verifyingContract);
    const announced = await readAnnouncements(connection, guarded, file.safeTxHash);
    const kept = submittable(guarded.conclave, announced[0]?.tier ?? 0, signatures);
    return kept.length < guarded.safe.threshold ? signatures : kept;
  } catch (error) {
    if (error instanceof BaseError && error.code !== "Chain.Unreachable") return signatures;
    throw error;
  }
}
