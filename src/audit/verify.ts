import type { Address, Hex, PublicClient } from "viem";
import type { Roster, Rulebook } from "../charter/model.ts";
import { BaseError } from "../errors.ts";
import { domainSeparator } from "../proposal/typed-data.ts";
import * as Word from "../proposal/word.ts";
import { type Context, checkLane } from "./chain.ts";
import { type Block, blockAt, collect } from "./collect.ts";
import { decode } from "./decode.ts";
import { fetchDocuments } from "./documents.ts";
import { type Finding, general, type Positioned } from "./finding.ts";
import type { Link } from "./link.ts";
import type { Setting, State } from "./model.ts";
import { replay } from "./replay.ts";
import { compare, readSetting, readStorage } from "./storage.ts";
import { suspectsOf } from "./suspects.ts";

/** One lane, as the logs and storage have it. */
export type LaneSummary = {
  readonly lane: number;
  readonly links: number;
  /** The lane's word in storage. */
  readonly head: Hex;
};

/** What an audit found. `findings` empty means: the history is whole, in order, possible, and storage is where it leads. */
export type Audit = {
  readonly ok: boolean;
  readonly setting: Setting;
  readonly fromBlock: number;
  readonly block: Block;
  readonly links: readonly Positioned[];
  readonly lanes: readonly LaneSummary[];
  readonly findings: readonly Finding[];
  /** Links that the model followed; all of them, if nothing was found. */
  readonly followed: number;
  /** Where the model stands at the end; null if it did not get there. */
  readonly state: State | null;
  readonly rosters: ReadonlyMap<number, Roster>;
  readonly rulebooks: ReadonlyMap<number, Rulebook>;
};

/** Blocks to look at: from the one that created the Conclave, to the latest or the given one. */
export type Range = { readonly fromBlock: number; readonly toBlock?: number };

/**
 * Audits a Conclave through a node that need not be trusted about its logs, only about storage at one block: collects the logs, recomputes every
 * word, replays the history through the model, and holds storage against it. Needs no key and writes nothing.
 * @throws `Audit.NodeFailed`, `Audit.NotAConclave`, `Audit.LogsUnavailable`, `Audit.BadAnswer`, `Audit.ChainMoved`
 */
export async function verify(client: PublicClient, address: Address, range: Range): Promise<Audit> {
  const { fromBlock } = range;
  const { block, setting, collected, decoded, links, library, storage } = await answered(() =>
    read(client, address, range),
  );
  const context: Context = {
    domain: setting.domain,
    rosters: library.rosters,
    words: new Map(links.toReversed().map((place) => [place.link.word, place])),
    times: [...new Set(decoded.links.map(({ at }) => at.time))],
    suspects: once(() => suspectsOf(decoded.links, library, setting)),
  };
  const separator = domainSeparator(setting.domain);
  const byLane = Map.groupBy(links, ({ link }) => link.lane);
  const lanes: LaneSummary[] = [];
  const chain: Finding[] = [];
  for (const lane of new Set([...storage.words.keys(), ...byLane.keys()])) {
    const own = byLane.get(lane) ?? [];
    const first = Word.genesisWord(separator, lane);
    const head = storage.words.get(lane) ?? first;
    if (!storage.words.has(lane))
      chain.push(general("invented", lane, `${own.length} logs of a lane that storage has not opened`));
    chain.push(...checkLane(lane, own, first, head, context));
    lanes.push({ lane, links: own.length, head });
  }
  const broken = [...collected.findings, ...decoded.findings, ...library.findings, ...chain];
  // Where a log is missing or altered the model stops too; why it does is evidence, and comes last.
  const { state, followed, finding } = replay(links, library, setting);
  const isWhole = broken.length === 0 && finding === null && state !== null;
  const stored = isWhole ? await answered(() => compare(client, address, block.number, state, storage)) : [];
  const findings = [...broken, ...(finding === null ? [] : [finding]), ...stored];
  return {
    ok: findings.length === 0,
    setting,
    fromBlock,
    block,
    links,
    lanes: lanes.sort((a, b) => a.lane - b.lane),
    findings,
    followed,
    state: finding === null ? state : null,
    rosters: library.rosters,
    rulebooks: library.rulebooks,
  };
}

/** All that the audit asks the node for before it judges, at one block. */
async function read(client: PublicClient, address: Address, { fromBlock, toBlock }: Range) {
  const block = await blockAt(client, toBlock);
  const setting = await readSetting(client, address, block.number);
  const collected = await collect(client, address, fromBlock, block);
  const decoded = decode(collected.logs);
  const links = positioned(decoded.links);
  const library = await fetchDocuments(client, address, links, block.number);
  const storage = await readStorage(client, address, block.number);
  if ((await blockAt(client, block.number)).hash !== block.hash) throw moved(block);
  return { block, setting, collected, decoded, links, library, storage };
}

async function answered<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    if (cause instanceof BaseError) throw cause;
    throw new BaseError({
      code: "Audit.NodeFailed",
      message: "the node failed to answer a question about blocks, code or storage",
      fix: "check that it runs, and that it keeps the state of the block that is audited",
      cause,
    });
  }
}

/** The value when it is first asked for: a sound history never asks. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Links with their positions in their lanes, from 1. */
function positioned(links: readonly Link[]): Positioned[] {
  const counts = new Map<number, number>();
  return links.map((link) => {
    const position = (counts.get(link.lane) ?? 0) + 1;
    counts.set(link.lane, position);
    return { link, position };
  });
}

function moved(block: Block): BaseError {
  return new BaseError({
    code: "Audit.ChainMoved",
    message: `block ${block.number} was replaced while it was being read`,
    fix: "run the audit again, up to a block that is final",
    details: { block: block.number, hash: block.hash },
  });
}
