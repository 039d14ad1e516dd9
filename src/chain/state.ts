import { type Address, getAddress, HttpRequestError, isAddressEqual, BaseError as ViemError } from "viem";
import * as Canonical from "../canonical.ts";
import { KEY_STATES, type Roster } from "../charter/model.ts";
import * as RosterCodec from "../charter/roster.ts";
import * as RulebookCodec from "../charter/rulebook.ts";
import { BaseError } from "../errors.ts";
import { conclaveAbi } from "../generated/abi.ts";
import { laneOf, REGISTER } from "../proposal/proposal.ts";
import { DOMAIN } from "../proposal/typed-data.ts";
import { answered, type Connection } from "./client.ts";
import * as Document from "./document.ts";
import { type ChainState, chainStateSchema } from "./state-schema.ts";

export type { ChainState } from "./state-schema.ts";

const TIERS = 16;

/** Which block to read: a number, or `finalized` for what can no longer be undone. */
export type At = "latest" | "finalized" | bigint;

/**
 * Reads everything a decision needs, all of it at one block, whose hash is checked again at the end.
 * @param options.identities Identities besides the roster's to ask about tombstones, such as those of keys that are to enter.
 * @throws `Chain.NotAConclave`, `Chain.BlockGone`, `Chain.AnswerMalformed`, `Chain.Unreachable`, `Document.*`, `Roster.Malformed`,
 * `Rulebook.Malformed`.
 */
export function read(
  connection: Connection,
  conclave: Address,
  options: { readonly at?: At; readonly identities?: readonly Address[] } = {},
): Promise<ChainState> {
  return answered(connection, readAt(connection, conclave, options.at ?? "latest", options.identities ?? []));
}

async function readAt(
  connection: Connection,
  conclave: Address,
  at: At,
  identities: readonly Address[],
): Promise<ChainState> {
  const { client } = connection;
  const block = await client.getBlock(typeof at === "bigint" ? { blockNumber: at } : { blockTag: at });
  if (block.number === null || block.hash === null) throw blockGone(at);
  const from = { connection, conclave, blockNumber: block.number };
  const head = await readHead(from);
  const rosterDocument = await Document.read(client, conclave, head.config.roster, block.number);
  const rulebookDocument =
    head.config.rulebook === 0
      ? null
      : await Document.read(client, conclave, head.config.rulebook, block.number);
  const roster = RosterCodec.decode(rosterDocument);
  const raw = {
    format: "conclave-state/1",
    domain: { chainId: connection.chainId, verifyingContract: getAddress(conclave) },
    block: { number: Number(block.number), hash: block.hash, timestamp: Number(block.timestamp) },
    ...head,
    rosterDocument,
    rulebookDocument,
    ...(await readLanes(from)),
    ...(await readRegister(from, roster, identities)),
  };
  const after = await client.getBlock({ blockNumber: block.number });
  if (after.hash !== block.hash) throw blockGone(at);
  const state = parse(raw);
  if (state.rulebookDocument !== null) RulebookCodec.decode(state.rulebookDocument);
  return state;
}

/** A state from its JSON, or from what a node answered. @throws `Chain.AnswerMalformed`. */
export function parse(value: unknown): ChainState {
  const result = chainStateSchema.safeParse(JSON.parse(Canonical.stringify(value)));
  if (result.success) return result.data;
  const [first] = result.error.issues;
  throw new BaseError({
    code: "Chain.AnswerMalformed",
    message: `the state cannot be as given: ${first?.path.join(".") || "the whole"}: ${first?.message}`,
    fix: "ask another node; the address may not be a Conclave's",
  });
}

type From = { readonly connection: Connection; readonly conclave: Address; readonly blockNumber: bigint };

async function readHead({ connection, conclave, blockNumber }: From) {
  const at = { address: conclave, abi: conclaveAbi, blockNumber } as const;
  const ask = connection.client.readContract;
  const code = await connection.client.getCode({ address: conclave, blockNumber });
  if (code === undefined) throw notAConclave(conclave, connection);
  const [domain, config, signingWindow, suspension, deployBefore, validator, gate, lens] = await Promise.all([
    ask({ ...at, functionName: "eip712Domain" }),
    ask({ ...at, functionName: "config" }),
    ask({ ...at, functionName: "signingWindow" }),
    ask({ ...at, functionName: "suspensionPeriod" }),
    ask({ ...at, functionName: "deployBefore" }),
    ask({ ...at, functionName: "validator" }),
    ask({ ...at, functionName: "gate" }),
    ask({ ...at, functionName: "lens" }),
  ]).catch((cause: unknown) => {
    // Only a node that answered can say that this is no Conclave.
    const isSilent = cause instanceof ViemError && cause.walk((one) => one instanceof HttpRequestError);
    if (isSilent) throw cause;
    throw notAConclave(conclave, connection, cause);
  });
  const [, name, version, chainId, verifyingContract] = domain;
  const isOwn = chainId === BigInt(connection.chainId) && isAddressEqual(verifyingContract, conclave);
  if (!isOwn || name !== DOMAIN.name || version !== DOMAIN.version) throw notAConclave(conclave, connection);
  return {
    config,
    setting: {
      signingWindow: Number(signingWindow),
      suspension: Number(suspension),
      deployBefore: Number(deployBefore),
      validator,
      gate,
      lens,
    },
  };
}

async function readLanes({ connection, conclave, blockNumber }: From) {
  const at = { address: conclave, abi: conclaveAbi, blockNumber } as const;
  const ask = connection.client.readContract;
  const wordOf = (lane: number) => ask({ ...at, functionName: "laneWord", args: [lane] });
  const laneCounts = await Promise.all(
    Array.from({ length: TIERS }, async (_, tier) =>
      Number(await ask({ ...at, functionName: "laneCount", args: [tier] })),
    ),
  );
  const numbers = laneCounts.flatMap((count, tier) =>
    Array.from({ length: count }, (_, number) => laneOf(tier, number)),
  );
  const lanes = await Promise.all(numbers.map(async (lane) => ({ lane, word: await wordOf(lane) })));
  return { register: await wordOf(REGISTER), laneCounts, lanes };
}

async function readRegister(
  { connection, conclave, blockNumber }: From,
  roster: Roster,
  further: readonly Address[],
) {
  const at = { address: conclave, abi: conclaveAbi, blockNumber } as const;
  const ask = connection.client.readContract;
  const keys = await Promise.all(
    roster.keys.map(async (_, key) => {
      const record = await ask({ ...at, functionName: "keyRecord", args: [key] });
      return { ...record, key, state: KEY_STATES[record.state] };
    }),
  );
  const present = roster.keys.filter((key) => key !== null);
  const holders = await Promise.all(
    [...new Set(present.map(({ holder }) => holder))]
      .sort((a, b) => a - b)
      .map(async (holder) => ({
        holder,
        ...(await ask({ ...at, functionName: "holderRecord", args: [holder] })),
      })),
  );
  const identities = [
    ...new Set([...present.map(RosterCodec.identity), ...further.map((one) => getAddress(one))]),
  ];
  const ended = await Promise.all(
    identities.map((identity) => ask({ ...at, functionName: "tombstoned", args: [identity] })),
  );
  return { keys, holders, tombstones: identities.filter((_, index) => ended[index]) };
}

function notAConclave(conclave: Address, { label }: Connection, cause?: unknown): BaseError {
  return new BaseError({
    code: "Chain.NotAConclave",
    message: `${conclave} is no Conclave on ${label}`,
    fix: "check the address and the chain",
    details: { conclave },
    ...(cause === undefined ? {} : { cause }),
  });
}

function blockGone(at: At): BaseError {
  return new BaseError({
    code: "Chain.BlockGone",
    message: `block ${at} changed while it was read`,
    fix: "read again; for decisions that matter read a finalised block",
  });
}
