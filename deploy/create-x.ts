import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { isHex, numberToHex } from "viem";
import { z } from "zod";
import type { Connection } from "../src/chain/client.ts";
import { BaseError } from "../src/errors.ts";
import { CREATE_X } from "../src/execution/deployment.ts";

/** Who signed CreateX's deployment once and for all chains, and what it costs at most. */
const DEPLOYER = "0xeD456e05CaAb11d66C4c797dD6c1D6f9A7F352b5";
const COST = 10n ** 18n;

const presigned = z.object({ presignedTx: z.custom<`0x${string}`>((value) => isHex(value)) });

/**
 * Sees to it that the CREATE2 factory exists. A development node gets it from the transaction its author signed for every chain; elsewhere
 * nobody but a funded sender could, and nothing is done.
 * @throws `Deploy.NoCreateX`.
 */
export async function ensureCreateX({ client, chainId }: Connection): Promise<void> {
  if ((await client.getCode({ address: CREATE_X })) !== undefined) return;
  for (const name of ["hardhat", "anvil"]) {
    try {
      await client.request({ method: `${name}_setBalance`, params: [DEPLOYER, numberToHex(COST)] } as never);
    } catch {
      // Not a development node of this kind.
      continue;
    }
    const hash = await client.sendRawTransaction({ serializedTransaction: await transaction() });
    await client.waitForTransactionReceipt({ hash });
    return;
  }
  throw new BaseError({
    code: "Deploy.NoCreateX",
    message: `chain ${chainId} has no CreateX factory at ${CREATE_X}`,
    fix: "deploy CreateX first by its presigned transaction (https://createx.rocks), or use a chain that has it",
    details: { chainId },
  });
}

/** Ignition carries the transaction, but does not export it. */
async function transaction(): Promise<`0x${string}`> {
  const plugin = createRequire(import.meta.url).resolve("@nomicfoundation/hardhat-ignition");
  const core = createRequire(plugin).resolve("@nomicfoundation/ignition-core");
  const file = join(core, "..", "internal", "execution", "strategy", "createx-artifact.js");
  const module: unknown = await import(pathToFileURL(file).href);
  return presigned.parse(module).presignedTx;
}
