import {
  type AbiEvent,
  createPublicClient,
  custom,
  decodeEventLog,
  encodeAbiParameters,
  encodeEventTopics,
  type Hex,
  numberToHex,
  type PublicClient,
  toEventSelector,
  zeroAddress,
} from "viem";
import { conclaveAbi } from "../../src/generated/abi.ts";
import * as Proposal from "../../src/proposal/proposal.ts";
import type { Provider } from "../support/chain.ts";

/** A log as a node sends it. */
export type RawLog = {
  readonly topics: readonly Hex[];
  readonly data: Hex;
  readonly blockNumber: Hex;
  readonly blockHash: Hex;
  readonly logIndex: Hex;
  readonly transactionHash: Hex;
};

export type Args = Readonly<Record<string, unknown>>;

/**
 * A node that answers as `provider` did, but lies about logs as told. Answers are kept, so that a thousand audits of one chain cost
 * one round of questions.
 */
export function lyingNode(provider: Provider) {
  const answers = new Map<string, Promise<unknown>>();
  const ask = (method: string, params: unknown) => {
    const question = JSON.stringify([method, params]);
    const known = answers.get(question);
    if (known !== undefined) return known;
    const answer = provider.request({ method, params });
    answers.set(question, answer);
    return answer;
  };
  return (doctor: (logs: readonly RawLog[]) => readonly RawLog[]): PublicClient =>
    createPublicClient({
      cacheTime: 0,
      transport: custom(
        {
          request: async ({ method, params }: { method: string; params?: unknown }) => {
            const answer = await ask(method, params);
            return method === "eth_getLogs" ? doctor(answer as RawLog[]) : answer;
          },
        },
        { retryCount: 0 },
      ),
    });
}

export function decodeLog(log: RawLog): { eventName: string; args: Args } {
  const topics = [...log.topics] as [Hex, ...Hex[]];
  return decodeEventLog({ abi: conclaveAbi, topics, data: log.data }) as unknown as {
    eventName: string;
    args: Args;
  };
}

export function eventOf(log: RawLog): AbiEvent {
  return conclaveAbi.find(
    (item) => item.type === "event" && toEventSelector(item) === log.topics[0],
  ) as AbiEvent;
}

/** Topics and data of an event with these arguments. */
export function encodeLog(event: AbiEvent, args: Args): Pick<RawLog, "topics" | "data"> {
  const topics = encodeEventTopics({ abi: [event], eventName: event.name, args } as never) as Hex[];
  const plain = event.inputs.filter((input) => !input.indexed);
  const data = encodeAbiParameters(
    plain,
    plain.map((input) => args[input.name ?? ""]),
  );
  return { topics, data };
}

/** The log with one argument replaced; `path` is a name, or `proposal.name`. */
export function altered(log: RawLog, path: string): RawLog {
  const { args } = decodeLog(log);
  const [name = "", part] = path.split(".");
  const value = part === undefined ? other(args[name]) : otherProposal(args[name] as Hex, part);
  return { ...log, ...encodeLog(eventOf(log), { ...args, [name]: value }) };
}

/** Every argument of the log's event, those of a proposal one by one. */
export function paths(log: RawLog): string[] {
  return eventOf(log).inputs.flatMap(({ name = "" }) =>
    name === "proposal" ? [name, ...PARTS.map((part) => `${name}.${part}`)] : [name],
  );
}

/** A log put behind the `index`-th, in the same block; those behind it in the block move on. */
export function inserted(
  logs: readonly RawLog[],
  index: number,
  log: Pick<RawLog, "topics" | "data">,
): RawLog[] {
  const place = logs[index] as RawLog;
  return logs
    .toSpliced(index + 1, 0, { ...place, topics: log.topics, data: log.data })
    .map((each, order) => ({ ...each, logIndex: numberToHex(order) }));
}

const PARTS = [
  "lane",
  "prev",
  "epoch",
  "created",
  "deadline",
  "approvals",
  "calls",
  "conditions",
  "note",
  "report",
] as const;

/** The proposal with one part replaced. */
function otherProposal(packed: Hex, part: string): Hex {
  const proposal = Proposal.unpack(packed);
  const report = Proposal.reportOf(packed);
  if (part === "report") return Proposal.pack(proposal, other(report) as Hex);
  const calls = proposal.calls.map((call) => ({ ...call, data: other(call.data) as Hex }));
  const conditions = [
    ...proposal.conditions,
    { target: proposal.calls[0]?.target ?? zeroAddress, data: "0x", comparison: "EQ", expected: report },
  ] as const;
  if (part === "calls") return Proposal.pack({ ...proposal, calls }, report);
  if (part === "conditions") return Proposal.pack({ ...proposal, conditions }, report);
  const name = part as Exclude<keyof Proposal.Proposal, "calls" | "conditions">;
  return Proposal.pack({ ...proposal, [name]: other(proposal[name]) }, report);
}

/** The same type, another value. */
export function other(value: unknown): unknown {
  if (typeof value === "boolean") return !value;
  if (typeof value === "number") return value ^ 1;
  if (typeof value === "bigint") return value ^ 1n;
  const hex = String(value);
  if (hex === "0x") return "0x00";
  const middle = 2 + 2 * Math.floor((hex.length - 2) / 4);
  const byte = (Number.parseInt(hex.slice(middle, middle + 2), 16) ^ 0x55).toString(16).padStart(2, "0");
  return (hex.slice(0, middle) + byte + hex.slice(middle + 2)).toLowerCase();
}
