import {
  type AbiEvent,
  concat,
  decodeEventLog,
  encodeAbiParameters,
  encodeEventTopics,
  type Hex,
} from "viem";
import { conclaveAbi } from "../generated/abi.ts";
import * as Proposal from "../proposal/proposal.ts";
import type { Log } from "./collect.ts";
import { type Finding, general } from "./finding.ts";
import { EVENT_NAMES, isLaneEvent, type Link, REGISTER } from "./link.ts";

export type Decoded = { readonly links: readonly Link[]; readonly findings: readonly Finding[] };

/** Reads logs strictly: every topic must be an event of the Conclave, every byte what its ABI would encode. */
export function decode(logs: readonly Log[]): Decoded {
  const findings: Finding[] = [];
  const links = logs.flatMap((log) => {
    const link = decodeOne(log);
    if (typeof link === "string") {
      const message = `log ${log.index} of block ${log.block} ${link}`;
      findings.push({ ...general("unknown", null, message), block: log.block });
      return [];
    }
    return [link];
  });
  return { links, findings };
}

/** The link behind a log, or what is wrong with it. */
function decodeOne(log: Log): Link | string {
  const [selector, ...rest] = log.topics;
  if (selector === undefined) return "has no topic";
  const topics: [Hex, ...Hex[]] = [selector, ...rest];
  try {
    const event = decodeEventLog({ abi: conclaveAbi, topics, data: log.data, strict: true });
    if (!(EVENT_NAMES as readonly string[]).includes(event.eventName))
      return `is ${event.eventName}, which is no link`;
    // Words with bits above their type, or bytes behind the last one, decode to the same values.
    if (encoded(eventOf(event.eventName), event.args as unknown as Args) !== concat([...topics, log.data]))
      return `is ${event.eventName} with bytes that its ABI does not encode`;
    const args = event.args as unknown as { lane?: number; proposal?: Hex; word: Hex };
    const named = args.proposal === undefined ? args.lane : Proposal.laneIn(args.proposal);
    if (named === null) return `is ${event.eventName} of a proposal that is cut off`;
    const lane = isLaneEvent((event as Link).eventName) ? (named ?? REGISTER) : REGISTER;
    const { block, time, index, transaction } = log;
    return { ...event, lane, word: args.word, at: { block, time, index, transaction } } as Link;
  } catch {
    return `is none of the Conclave's events (topic ${selector})`;
  }
}

type Args = Readonly<Record<string, unknown>>;

function eventOf(name: string): AbiEvent {
  return conclaveAbi.find((item) => item.type === "event" && item.name === name) as AbiEvent;
}

/** Topics and data of an event, one behind the other, as its ABI encodes them: a log of other bytes is none of it. */
export function encoded(event: AbiEvent, args: Args): Hex {
  const topics = encodeEventTopics({ abi: [event], eventName: event.name, args } as never) as Hex[];
  const plain = event.inputs.filter((input) => !input.indexed);
  return concat([
    ...topics,
    encodeAbiParameters(
      plain,
      plain.map((input) => args[input.name ?? ""]),
    ),
  ]);
}
