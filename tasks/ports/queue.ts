import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { Address } from "viem";
import type { Connection } from "../../src/chain/client.ts";
import type { Charter } from "../../src/charter/schema.ts";
import type { QueueFinding } from "../../src/safe/queue-finding.ts";
import { readFolder } from "../../src/safe/queue-folder.ts";
import type { Source } from "../../src/safe/queue-item.ts";
import type { Service } from "../../src/safe/service.ts";
import { type Fetched, fetchQueue } from "../../src/safe/service-exchange.ts";
import type { Doubt } from "../../src/safe/service-verify.ts";
import { readSafe, type SafeState } from "../../src/safe/state.ts";
import { addressesIn, type SafeOptions, safeSpot } from "./safe-spot.ts";
import { type ServiceOptions, serviceIfAny } from "./service.ts";

export type QueueSourceOptions = SafeOptions & ServiceOptions & { readonly folder: string };

/** A Safe, and its transactions from a folder and, if one is named, a service. */
export type QueueSources = {
  readonly connection: Connection;
  readonly state: SafeState;
  readonly charter?: Charter;
  readonly service?: Service;
  readonly sources: readonly Source[];
  readonly fetched: readonly Fetched[];
  readonly doubts: readonly Doubt[];
  readonly findings: readonly QueueFinding[];
};

/** @throws `SafeAddress.*`, `Safe.*`, `Files.CannotList`, `SafeService.*`, `Chain.*` */
export async function queueSources(
  options: QueueSourceOptions,
  hre: HardhatRuntimeEnvironment,
): Promise<QueueSources> {
  const { connection, safe, charter } = await safeSpot(options, hre);
  const state = await readSafe(connection, safe);
  const { sources, findings } = await readFolder(options.folder, state);
  const service = await serviceIfAny(options, state.chainId);
  const { fetched, doubts } =
    service === undefined ? { fetched: [], doubts: [] } : await fetchQueue(service, connection, state);
  const shown = fetched.map(
    ({ file, claimed }): Source => ({ kind: "service", label: service?.label ?? "", file, claimed }),
  );
  return {
    ...{ connection, state, fetched, doubts, findings, sources: [...sources, ...shown] },
    ...(charter === undefined ? {} : { charter }),
    ...(service === undefined ? {} : { service }),
  };
}

/** Addresses by commas, and the contracts of a charter on this chain. @throws `SafeAddress.*` */
export async function knownAddresses(
  text: string | undefined,
  { state, charter }: Pick<QueueSources, "state" | "charter">,
): Promise<readonly Address[]> {
  const written = await addressesIn(text, state.chainId);
  if (charter === undefined || charter.chain.id !== state.chainId) return written;
  const { conclave } = charter.chain;
  return [...written, ...Object.values(charter.contracts), ...(conclave === undefined ? [] : [conclave])];
}
