import type { Positioned } from "../../../src/audit/finding.ts";
import { hashAfter } from "../../../src/audit/link.ts";
import { type Audit, verify } from "../../../src/audit/verify.ts";
import * as Word from "../../../src/proposal/word.ts";
import type { Random } from "../../proposal/random.ts";
import {
  altered,
  decodeLog,
  encodeLog,
  eventOf,
  inserted,
  lyingNode,
  paths,
  type RawLog,
} from "../doctored.ts";
import type { Table } from "./table.ts";

/** A history that was not so. */
type Doctored = { readonly what: string; readonly logs: readonly RawLog[] };

/**
 * Audits the chain as it is, then through a node that lies about its logs in `count` ways.
 * @returns The lies that were believed, and whether the truth was.
 */
export async function doctor(
  { founded }: Table,
  random: Random,
  count: number,
): Promise<{ honest: boolean; believed: readonly string[] }> {
  const node = lyingNode(founded.chain.provider);
  let logs: readonly RawLog[] = [];
  const told = (lie: (all: readonly RawLog[]) => readonly RawLog[]): Promise<Audit> =>
    verify(node(lie), founded.address, { fromBlock: 0 });
  const honest = await told((all) => {
    logs = all;
    return all;
  });
  const believed: string[] = [];
  for (let round = 0; round < count; round++) {
    const lie = doctored(logs, honest, random);
    const audit = await told(() => lie.logs);
    if (audit.ok) believed.push(lie.what);
  }
  return { honest: honest.ok, believed };
}

function doctored(logs: readonly RawLog[], honest: Audit, random: Random): Doctored {
  const { links, setting } = honest;
  const pick = () => random.below(logs.length);
  const at = pick();
  const log = logs[at] as RawLog;
  const name = eventOf(log).name;
  const field = (but?: string) => {
    const all = paths(log).filter((path) => path !== but);
    return all[random.below(all.length)] as string;
  };
  const lies: readonly (() => Doctored)[] = [
    () => {
      const gone = new Set([at, pick(), pick()].slice(random.below(3)));
      return { what: `without ${[...gone].join(", ")}`, logs: logs.filter((_, index) => !gone.has(index)) };
    },
    () => {
      const left = 1 + random.below(logs.length - 1);
      return { what: `only the first ${left}`, logs: logs.slice(0, left) };
    },
    () => {
      const other = (at + 1 + random.below(logs.length - 1)) % logs.length;
      const next = logs[other] as RawLog;
      const swapped = logs
        .with(at, { ...log, topics: next.topics, data: next.data })
        .with(other, { ...next, topics: log.topics, data: log.data });
      return { what: `${at} and ${other} in each other's place`, logs: swapped };
    },
    () => {
      const path = field();
      return { what: `another ${path} in ${name} ${at}`, logs: logs.with(at, altered(log, path)) };
    },
    () => ({ what: `${name} ${at} twice`, logs: inserted(logs, pick(), log) }),
    () => {
      // The word is made anew anyway.
      const path = field("word");
      const changed = logs.with(at, altered(log, path));
      return {
        what: `another ${path} in ${name} ${at}, and all behind it as if it were true`,
        logs: rechained(changed, links, at, setting.domain.chainId),
      };
    },
    () => {
      const { lane } = (links[at] as Positioned).link;
      const last = links.findLastIndex(({ link }) => link.lane === lane);
      const added = inserted(logs, last, log);
      const more = links.toSpliced(last + 1, 0, links[at] as Positioned);
      return {
        what: `${name} ${at} once more as the end of lane ${lane}`,
        logs: rechained(added, more, last + 1, setting.domain.chainId),
      };
    },
  ];
  return (lies[random.below(lies.length)] as (typeof lies)[number])();
}

/** The lane of the log at `from` with words that follow from each other from there on, as a forger would have them. */
function rechained(
  logs: readonly RawLog[],
  links: readonly Positioned[],
  from: number,
  chainId: number,
): readonly RawLog[] {
  const { lane } = (links[from] as Positioned).link;
  let prev = links.slice(0, from).findLast(({ link }) => link.lane === lane)?.link.word;
  return logs.map((log, index) => {
    const { link } = links[index] as Positioned;
    if (index < from || link.lane !== lane || prev === undefined) return log;
    const { args } = decodeLog(log);
    const hash = hashAfter(link.eventName, prev, link.at.time, args, chainId);
    prev = Word.encode({ ...Word.decode(link.word), hash });
    return { ...log, ...encodeLog(eventOf(log), { ...args, word: prev }) };
  });
}
