import { type AbiEvent, decodeEventLog, type Hex, toEventSelector } from "viem";
import { type Connection, connect, type Provider } from "../../../src/chain/client.ts";
import { safe130Abi, safeAbi } from "../../../src/generated/safe-abi.ts";
import { type Args, encodeLog, other, type RawLog } from "../doctored.ts";

/** What a node changes of its answers. */
export type Doctor = {
  readonly logs?: (all: readonly RawLog[]) => readonly RawLog[];
  /** Any other answer, by method. */
  readonly answer?: (method: string, params: unknown, answer: unknown) => unknown;
};

/** A node that answers as `provider` did, but lies as told. Answers are kept, so that many audits cost one round of questions. */
export function lyingNode(provider: Provider) {
  const answers = new Map<string, Promise<unknown>>();
  const ask = (method: string, params: unknown) => {
    const question = JSON.stringify([method, params]);
    const known = answers.get(question) ?? provider.request({ method, params });
    answers.set(question, known);
    return known;
  };
  return ({ logs, answer }: Doctor): Promise<Connection> =>
    connect({
      request: async ({ method, params }) => {
        const honest = await ask(method, params);
        if (method === "eth_getLogs") return logs === undefined ? honest : logs(honest as RawLog[]);
        return answer === undefined ? honest : answer(method, params, honest);
      },
    });
}

const EVENTS: readonly AbiEvent[] = [...safe130Abi, ...safeAbi].filter((item) => item.type === "event");

export function eventOf({ topics }: RawLog): AbiEvent {
  const found = EVENTS.find(
    (item) =>
      toEventSelector(item) === topics[0] &&
      item.inputs.filter(({ indexed }) => indexed).length === topics.length - 1,
  );
  if (found === undefined) throw new Error(`no event of a Safe: ${topics[0]}`);
  return found;
}

export function argsOf(log: RawLog): Args {
  const topics = [...log.topics] as [Hex, ...Hex[]];
  return decodeEventLog({ abi: [eventOf(log)], topics, data: log.data }).args as unknown as Args;
}

/** The log with one argument replaced; of `additionalInfo` one word, of lists one item. */
export function altered(log: RawLog, path: string): RawLog {
  const args = argsOf(log);
  const [name = "", index] = path.split(".");
  const value = args[name];
  if (Array.isArray(value)) {
    const changed = value.with(0, other(value[0]));
    return { ...log, ...encodeLog(eventOf(log), { ...args, [name]: changed }) };
  }
  if (index === undefined) return { ...log, ...encodeLog(eventOf(log), { ...args, [name]: other(value) }) };
  const info = String(value);
  // The lowest byte of the word.
  const at = 2 + 64 * (Number(index) + 1) - 2;
  const byte = (Number.parseInt(info.slice(at, at + 2), 16) ^ 1).toString(16).padStart(2, "0");
  const changed = info.slice(0, at) + byte + info.slice(at + 2);
  return { ...log, ...encodeLog(eventOf(log), { ...args, [name]: changed }) };
}

export function paths(log: RawLog): string[] {
  return eventOf(log).inputs.flatMap(({ name = "" }) =>
    name === "additionalInfo" ? ["0", "1", "2"].map((word) => `${name}.${word}`) : [name],
  );
}
