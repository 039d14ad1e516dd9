import { type Address, encodeFunctionData, isAddressEqual } from "viem";
import type { Connection } from "../../chain/client.ts";
import { BaseError } from "../../errors.ts";
import { conclaveGuardAbi } from "../../generated/abi.ts";
import { formatDuration } from "../../time.ts";
import { type SafeCall, transaction } from "../build.ts";
import { create, type SafeFile } from "../file.ts";
import { type Setting, settings } from "../settings.ts";
import { hasModuleGuard } from "../state.ts";
import type { Inspection, Wanted } from "./inspection.ts";
import type { Guarded } from "./state.ts";

/**
 * The one transaction by which the Safe adopts the guard, as a file that owners sign. What was the fallback handler is kept in it.
 * @throws `Adopt.Refused` with all that was found, `SafeBatch.NoContract`, `SafeSetting.Refused`, `Chain.Unreachable`
 */
export async function draft(
  connection: Connection,
  guarded: Guarded,
  wanted: Wanted,
  inspection: Inspection,
): Promise<SafeFile> {
  const grave = inspection.findings.filter((finding) => finding.grave);
  const [first] = grave;
  if (first !== undefined) {
    throw new BaseError({
      code: "Adopt.Refused",
      message: `the Safe cannot adopt the guard: ${first.message}`,
      fix: first.fix,
      details: { findings: grave },
    });
  }
  const { safe, guard } = guarded;
  const made = await transaction(connection, safe, calls(guarded, wanted), safe.nonce);
  return create({
    domain: { chainId: safe.chainId, verifyingContract: safe.address },
    version: safe.version,
    transaction: made,
    title: "Adopt the guard of the Conclave",
    note: `From then on every transaction of the Safe is announced by a proposer of the Conclave ${guard.conclave} and counted in people. Any owner can announce to leave, which takes ${formatDuration(guard.exitDelay)}.`,
    interfaces: ["function adopt()", "function trustModule(address module, bool trusted)"],
    replaced: { fallbackHandler: safe.fallbackHandler },
  });
}

/** The calls of adoption, in an order in which each finds what it needs; `adopt()` looks at all of it at the end. */
export function calls({ safe, guard }: Guarded, { tiers, trusted }: Wanted): readonly SafeCall[] {
  const own = guard.domain.verifyingContract;
  const modules = [guard.conclave, ...modulesFor(guard, tiers)];
  const missing = modules.filter((module) => !safe.modules.some((one) => isAddressEqual(one, module)));
  const changes: Setting[] = [
    { kind: "fallbackHandler", handler: guard.handler },
    ...(hasModuleGuard(safe.version) ? [{ kind: "moduleGuard", guard: own } as const] : []),
    ...missing.map((module) => ({ kind: "enableModule", module }) as const),
    { kind: "guard", guard: own },
  ];
  const trust = trusted.map((module) => ({
    to: own,
    value: 0n,
    data: encodeFunctionData({
      abi: conclaveGuardAbi,
      functionName: "trustModule",
      args: [module, true],
    }),
  }));
  const adopt = {
    to: own,
    value: 0n,
    data: encodeFunctionData({ abi: conclaveGuardAbi, functionName: "adopt" }),
  };
  return [...settings(safe, changes).calls, ...trust, adopt];
}

function modulesFor({ modules }: Guarded["guard"], tiers: readonly number[]): readonly Address[] {
  return modules.filter(({ tier }) => tiers.includes(tier)).map(({ address }) => address);
}
