import { type Address, isAddressEqual } from "viem";
import type { Connection } from "../../chain/client.ts";
import { BaseError } from "../../errors.ts";
import { transaction } from "../build.ts";
import { of, type Version } from "../deployments.ts";
import { create, type SafeFile } from "../file.ts";
import { type Setting, settings } from "../settings.ts";
import type { Guarded } from "./state.ts";

/**
 * The one transaction by which a Safe leaves its guard, in tier 0: guard and module guard off, the Conclave's modules disabled, and a
 * fallback handler of before put back. After the way out, what is left of it.
 * @param handler Left out: Safe's own of the Safe's version. Null: none.
 * @throws `SafeLeave.NothingLeft`, `SafeLeave.NoHandler`, `SafeBatch.NoContract`, `Chain.Unreachable`
 */
export async function draft(
  connection: Connection,
  guarded: Guarded,
  handler?: Address | null,
): Promise<SafeFile> {
  const { safe, guard } = guarded;
  const changes = leaving(guarded, handler);
  if (changes.length === 0) {
    throw new BaseError({
      code: "SafeLeave.NothingLeft",
      message: `the Safe ${safe.address} has nothing of the guard ${guard.domain.verifyingContract}`,
      fix: "check the Safe's address and the guard's; there is nothing to leave",
    });
  }
  return create({
    domain: { chainId: safe.chainId, verifyingContract: safe.address },
    version: safe.version,
    transaction: await transaction(connection, safe, settings(safe, changes).calls, safe.nonce),
    title: "Leave the guard of the Conclave",
    note: "From then on the owners' signatures alone decide, as before the Safe adopted the guard.",
  });
}

/** The changes, the guard first: what comes after it in the batch is not judged any more. */
export function leaving({ safe, guard }: Guarded, handler?: Address | null): readonly Setting[] {
  const own = guard.domain.verifyingContract;
  const ours = [guard.conclave, ...guard.modules.map(({ address }) => address)];
  const is = (a: Address | null, b: Address) => a !== null && isAddressEqual(a, b);
  return [
    ...(is(safe.guard, own) ? [{ kind: "guard", guard: null } as const] : []),
    ...(is(safe.moduleGuard, own) ? [{ kind: "moduleGuard", guard: null } as const] : []),
    ...(is(safe.fallbackHandler, guard.handler)
      ? [
          {
            kind: "fallbackHandler",
            handler: handler === undefined ? usualHandler(safe.version) : handler,
          } as const,
        ]
      : []),
    ...safe.modules
      .filter((module) => ours.some((one) => isAddressEqual(one, module)))
      .map((module) => ({ kind: "disableModule", module }) as const),
  ];
}

function usualHandler(version: Version): Address {
  const [usual] = of("CompatibilityFallbackHandler", version);
  if (usual !== undefined) return usual.address;
  throw new BaseError({
    code: "SafeLeave.NoHandler",
    message: `there is no handler of Safe's own for ${version}`,
    fix: "name the fallback handler with --handler",
  });
}
