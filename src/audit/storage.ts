import type { Address, Hex, PublicClient } from "viem";
import { KEY_STATES } from "../charter/model.ts";
import { BaseError } from "../errors.ts";
import { conclaveAbi } from "../generated/abi.ts";
import { type Finding, general } from "./finding.ts";
import { holderRecord, keyRecord } from "./model/state.ts";
import type { Config, HolderRecord, KeyRecord, Setting, State } from "./model.ts";

/** What storage says at one block. */
export type Storage = {
  readonly config: Config;
  /** Words by lane, of every open lane and the register. */
  readonly words: ReadonlyMap<number, Hex>;
  readonly laneCounts: readonly number[];
  readonly keys: readonly KeyRecord[];
  readonly holders: readonly HolderRecord[];
};

const TIERS = 16;
/** Lanes that a tier can have. */
const LANES = 256;
const INDICES = 64;
const REGISTER = 0xffff;
const AT_A_TIME = 16;

/** Reads W and the length of a suspension, which are part of the code. @throws `Audit.NotAConclave` */
export async function readSetting(client: PublicClient, address: Address, block: number): Promise<Setting> {
  const at = { address, abi: conclaveAbi, blockNumber: BigInt(block) } as const;
  try {
    const [chainId, signingWindow, suspension] = await Promise.all([
      client.getChainId(),
      client.readContract({ ...at, functionName: "signingWindow" }),
      client.readContract({ ...at, functionName: "suspensionPeriod" }),
    ]);
    return {
      domain: { chainId, verifyingContract: address },
      signingWindow: Number(signingWindow),
      suspension: Number(suspension),
    };
  } catch (cause) {
    throw new BaseError({
      code: "Audit.NotAConclave",
      message: `${address} does not answer as a Conclave`,
      fix: "check the address, the chain and the node",
      cause,
    });
  }
}

/** Reads all that can be enumerated, at one block. */
export async function readStorage(client: PublicClient, address: Address, block: number): Promise<Storage> {
  const at = { address, abi: conclaveAbi, blockNumber: BigInt(block) } as const;
  const config = await client.readContract({ ...at, functionName: "config" });
  const laneCounts = await each(TIERS, async (tier) =>
    Number(await client.readContract({ ...at, functionName: "laneCount", args: [tier] })),
  );
  const absurd = laneCounts.find((count) => count > LANES);
  if (absurd !== undefined) {
    throw new BaseError({
      code: "Audit.AbsurdCount",
      message: `the node says that a tier has ${absurd} lanes, a tier has ${LANES} at most`,
      fix: "use another node",
    });
  }
  const lanes = laneCounts.flatMap((count, tier) =>
    Array.from({ length: count }, (_, number) => (tier << 8) | number),
  );
  const numbers = [...lanes, REGISTER];
  const words = await each(numbers.length, async (index) => {
    const lane = numbers[index] as number;
    return [lane, await client.readContract({ ...at, functionName: "laneWord", args: [lane] })] as const;
  });
  const keys = await each(INDICES, async (key): Promise<KeyRecord> => {
    const record = await client.readContract({ ...at, functionName: "keyRecord", args: [key] });
    const { endedAt, changes } = record;
    const identity = record.identity.toLowerCase() as Address;
    return { identity, state: KEY_STATES[record.state] ?? "Pending", endedAt, changes };
  });
  const holders = await each(INDICES, (holder) =>
    client.readContract({ ...at, functionName: "holderRecord", args: [holder] }),
  );
  return { config, words: new Map(words), laneCounts, keys, holders };
}

/** Holds storage against what the history led to. The words of the lanes are the chain's matter. */
export async function compare(
  client: PublicClient,
  address: Address,
  block: number,
  state: State,
  storage: Storage,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const hold = (what: string, lane: number | null, expected: object, actual: object) => {
    for (const [field, value] of Object.entries(expected)) {
      const found = (actual as Record<string, unknown>)[field];
      if (String(found) === String(value)) continue;
      const message = `${what}: ${field} is ${found} in storage, the history leads to ${value}`;
      findings.push(general("storage", lane, message, { expected: String(value), actual: String(found) }));
    }
  };
  hold("config", null, state.config, storage.config);
  for (const [tier, count] of storage.laneCounts.entries())
    hold(`tier ${tier}`, null, { lanes: state.laneCounts.get(tier) ?? 0 }, { lanes: count });
  for (const [key, record] of storage.keys.entries())
    hold(`key k${key}`, null, keyRecord(state, key), record);
  for (const [holder, record] of storage.holders.entries())
    hold(`holder ${holder}`, null, holderRecord(state, holder), record);
  for (const [lane, word] of storage.words)
    hold(
      "lane",
      lane,
      { word: state.lanes.get(lane) ?? (lane === REGISTER ? state.register : word) },
      { word },
    );

  const at = { address, abi: conclaveAbi, blockNumber: BigInt(block) } as const;
  const remembered = [
    ...[...state.tombstones].map((identity) => ({
      what: `tombstone of ${identity}`,
      ask: () => client.readContract({ ...at, functionName: "tombstoned", args: [identity] }),
    })),
    ...[...state.preApprovals].map((pair) => ({
      what: `pre-approval ${pair}`,
      ask: () => client.readContract({ ...at, functionName: "preApproved", args: split(pair) }),
    })),
    ...[...state.waivers].map((pair) => ({
      what: `waiver ${pair}`,
      ask: () => client.readContract({ ...at, functionName: "waived", args: split(pair) }),
    })),
  ];
  await each(remembered.length, async (index) => {
    const { what, ask } = remembered[index] as (typeof remembered)[number];
    if (!(await ask())) findings.push(general("storage", null, `the ${what} is not in storage`));
  });
  return findings;
}

function split(pair: string): readonly [Hex, Hex] {
  const [first, second] = pair.split("/");
  return [first as Hex, second as Hex];
}

/** Asks `count` questions, some at a time. */
async function each<T>(count: number, ask: (index: number) => Promise<T>): Promise<T[]> {
  const answers: T[] = [];
  for (let start = 0; start < count; start += AT_A_TIME) {
    const some = Array.from({ length: Math.min(AT_A_TIME, count - start) }, (_, offset) => start + offset);
    answers.push(...(await Promise.all(some.map(ask))));
  }
  return answers;
}
