import {
  type Address,
  encodeEventTopics,
  type Hex,
  hexToBytes,
  isAddressEqual,
  keccak256,
  zeroAddress,
} from "viem";
import { answered, type Connection } from "../../chain/client.ts";
import { forwards } from "../../chain/logs.ts";
import { conclaveGuardAbi } from "../../generated/abi.ts";
import { conclaveGuardCode } from "../../generated/guard-code.ts";
import { type Announced, announcedExits } from "../guard/exit.ts";
import { firstBlock } from "../history.ts";
import type { SafeState } from "../state.ts";

/** What a ConclaveGuard says of the Safe it guards. */
export type Guarding = {
  readonly guard: Address;
  readonly conclave: Address;
  readonly handler: Address;
  /** Whether the Safe's record with the guard begins with its adoption. Null: the node gives no events. */
  readonly adopted: boolean | null;
  /** Exits announced by owners of now. */
  readonly exits: readonly Announced[];
  /** Modules of the Safe that are the guard's own, by the tier they act for. */
  readonly modules: ReadonlyMap<Address, number>;
  readonly trusted: readonly Address[];
};

const TIERS = 16;

/** What the Safe's guard says of it; null if its code is not this release's ConclaveGuard, whatever it answers. */
export async function readGuarding(connection: Connection, state: SafeState): Promise<Guarding | null> {
  const { address: safe, guard, block, modules } = state;
  if (guard === null) return null;
  const code = await answered(connection, connection.client.getCode({ address: guard, blockNumber: block }));
  if (code === undefined || !isConclaveGuard(code)) return null;
  const ask = connection.client.readContract;
  const at = { address: guard, abi: conclaveGuardAbi, blockNumber: block } as const;
  return answered(connection, readAll());

  async function readAll(): Promise<Guarding> {
    const [conclave, handler, exits] = await Promise.all([
      ask({ ...at, functionName: "conclave" }),
      ask({ ...at, functionName: "handler" }),
      announcedExits(connection, state, at.address),
    ]);
    const ofTiers = await Promise.all(
      Array.from({ length: TIERS }, (_, tier) => ask({ ...at, functionName: "moduleOf", args: [tier] })),
    );
    const own = modules.flatMap((module) => {
      const tier = ofTiers.findIndex((one) => one !== zeroAddress && isAddressEqual(one, module));
      return tier < 0 ? [] : [[module, tier] as const];
    });
    const trust = await Promise.all(
      modules.map(async (module) =>
        (await ask({ ...at, functionName: "isTrusted", args: [safe, module] })) ? [module] : [],
      ),
    );
    return {
      guard: at.address,
      conclave,
      handler,
      adopted: await isAdopted(connection, at.address, safe, block),
      exits,
      modules: new Map(own),
      trusted: trust.flat(),
    };
  }
}

/** Whether the code is ConclaveGuard's, whatever its constructor was given. */
export function isConclaveGuard(code: Hex): boolean {
  const { hash, blanks } = conclaveGuardCode;
  const bytes = hexToBytes(code);
  for (const [start, length] of blanks) bytes.fill(0, start, start + length);
  return keccak256(bytes) === hash;
}

/** Whether the guard's events, from its first block on, tell of an adoption by the Safe. */
async function isAdopted(
  connection: Connection,
  guard: Address,
  safe: Address,
  block: bigint,
): Promise<boolean | null> {
  const [topic, of] = encodeEventTopics({ abi: conclaveGuardAbi, eventName: "Adopted", args: { safe } });
  const topics = [topic, typeof of === "string" ? of : null];
  try {
    const from = await firstBlock(connection, guard, block);
    for await (const logs of forwards(connection, { address: guard, topics }, from, block))
      if (logs.length > 0) return true;
    return false;
  } catch {
    return null;
  }
}
