import hre from "hardhat";
import {
  type AbiEvent,
  decodeEventLog,
  type Hex,
  numberToHex,
  toEventSelector,
  toFunctionSelector,
} from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type RolesAudit, verifyRoles } from "../../../src/audit/roles/verify.ts";
import { roleManagerAbi } from "../../../src/generated/abi.ts";
import type { Provider } from "../../support/chain.ts";
import { type Args, encodeLog, inserted, other, type RawLog } from "../doctored.ts";
import { type Doctor, lyingNode } from "../safe/doctored.ts";
import { liveLong, type RolePlace, rolePlace } from "./life.ts";

type Network = Awaited<ReturnType<typeof hre.network.create>>;

const OPERATIONS = ["OperationScheduled", "OperationExecuted", "OperationCanceled"];

let network: Network;
let place: RolePlace;
let node: ReturnType<typeof lyingNode>;
let honest: RolesAudit;
let logs: readonly RawLog[];

beforeAll(async () => {
  network = await hre.network.create();
  place = await rolePlace(network);
  await liveLong(place);
  node = lyingNode(network.provider as Provider);
  const keep = (all: readonly RawLog[]) => {
    logs = all;
    return all;
  };
  honest = await told({ logs: keep });
  expect(honest.findings).toEqual([]);
});
afterAll(() => network.close());

async function told(doctor: Doctor): Promise<RolesAudit> {
  return verifyRoles(await node(doctor), place.manager, { fromBlock: 0 });
}

function eventOf({ topics }: RawLog): AbiEvent {
  return roleManagerAbi.find(
    (item) => item.type === "event" && toEventSelector(item) === topics[0],
  ) as AbiEvent;
}

function argsOf({ topics, data }: RawLog): Args {
  const event = decodeEventLog({ abi: roleManagerAbi, topics: [...topics] as [Hex, ...Hex[]], data });
  return event.args as unknown as Args;
}

function altered(log: RawLog, path: string): RawLog {
  const [name = "", part] = path.split(".");
  const args = argsOf(log);
  const value = args[name];
  const inner = value as Args;
  const changed = part === undefined ? other(value) : { ...inner, [part]: other(inner[part]) };
  return { ...log, ...encodeLog(eventOf(log), { ...args, [name]: changed }) };
}

function paths(log: RawLog): string[] {
  return eventOf(log).inputs.flatMap((input) => {
    const parts = "components" in input ? input.components : undefined;
    return parts === undefined ? [input.name ?? ""] : parts.map(({ name }) => `${input.name}.${name}`);
  });
}

function isLink(log: RawLog): boolean {
  return !OPERATIONS.includes(eventOf(log).name);
}

function blockOf(log: RawLog | undefined): number {
  return Number(log?.blockNumber);
}

describe("given a node that lies about a RoleManager's logs", () => {
  test("a log left out is missed, whichever it is, and told in its block", async () => {
    for (const [index, log] of logs.entries()) {
      const { findings } = await told({ logs: () => logs.toSpliced(index, 1) });
      const what = `${eventOf(log).name} in block ${blockOf(log)}`;
      expect(findings.length, what).toBeGreaterThan(0);
      if (!isLink(log)) continue;
      const first = findings[0];
      expect(first?.block, what).toBe(blockOf(log));
      expect(["missing", "broken"], what).toContain(first?.kind);
    }
  }, 300_000);

  test("a log that stands twice is told as repeated", async () => {
    for (const [index, log] of logs.entries()) {
      if (!isLink(log)) continue;
      const { findings } = await told({ logs: () => inserted(logs, index, log) });
      const what = `${eventOf(log).name} in block ${blockOf(log)}`;
      expect(
        findings.find(({ kind, block }) => kind === "repeated" && block === blockOf(log)),
        what,
      ).toBeDefined();
    }
  }, 300_000);

  test("two links that changed places are told as reordered, if they are of one block", async () => {
    for (const [index, log] of logs.slice(0, -1).entries()) {
      const next = logs[index + 1] as RawLog;
      if (!isLink(log) || !isLink(next)) continue;
      const swapped = logs
        .with(index, { ...log, topics: next.topics, data: next.data })
        .with(index + 1, { ...next, topics: log.topics, data: log.data });
      const { findings } = await told({ logs: () => swapped });
      const what = `${eventOf(log).name} and ${eventOf(next).name} in block ${blockOf(log)}`;
      expect(findings.length, what).toBeGreaterThan(0);
      if (blockOf(log) !== blockOf(next)) continue;
      expect(findings[0], what).toMatchObject({ kind: "reordered", block: blockOf(log) });
    }
  }, 300_000);

  test("an argument that was altered is seen, of each event's first and last log; but for when something was ready that ended", async () => {
    const escaped = new Set<string>();
    const names = new Set(logs.map((log) => eventOf(log).name));
    for (const name of names) {
      const own = [...logs.keys()].filter((index) => eventOf(logs[index] as RawLog).name === name);
      for (const index of new Set([own[0] ?? 0, own.at(-1) ?? 0])) {
        const log = logs[index] as RawLog;
        for (const path of paths(log)) {
          const { findings } = await told({ logs: () => logs.with(index, altered(log, path)) });
          if (findings.length === 0) escaped.add(`${name}.${path} in block ${blockOf(log)}`);
          else if (isLink(log)) expect(findings.some(({ block }) => block === blockOf(log))).toBe(true);
        }
      }
    }
    const first = logs.find((log) => eventOf(log).name === "OperationScheduled");
    expect([...escaped]).toEqual([`OperationScheduled.schedule in block ${blockOf(first)}`]);
  }, 300_000);

  test("a link that was invented is told, in a block that made links and in one that made none", async () => {
    const index = logs.findIndex(
      (log) => eventOf(log).name === "RoleGranted" && blockOf(log) > blockOf(logs[0]),
    );
    const grant = logs[index] as RawLog;
    const again = inserted(logs, index, altered(grant, "account"));
    expect((await told({ logs: () => again })).findings).toContainEqual(
      expect.objectContaining({ kind: "invented", block: blockOf(grant) }),
    );
    const empty = await place.chain.client.getBlock({ blockNumber: BigInt(blockOf(grant) - 1) });
    const elsewhere = {
      ...grant,
      blockNumber: numberToHex(empty.number ?? 0n),
      blockHash: empty.hash as Hex,
    };
    const moved = logs.toSpliced(index, 0, { ...elsewhere, logIndex: "0x77" });
    expect((await told({ logs: () => moved })).findings).toContainEqual(
      expect.objectContaining({ kind: "invented", block: Number(empty.number) }),
    );
  });

  test("a log with bytes that no event of a RoleManager has is told as unknown", async () => {
    const last = logs.length - 1;
    const odd = { ...(logs[last] as RawLog), data: `${logs[last]?.data}00` as Hex };
    expect((await told({ logs: () => logs.with(last, odd) })).findings).toContainEqual(
      expect.objectContaining({ kind: "unknown", block: blockOf(logs[last]) }),
    );
  });

  test("several lies are told each in its block", async () => {
    const links = [...logs.keys()].filter((index) => isLink(logs[index] as RawLog));
    const [one, two] = [links.at(30), links.at(-3)] as [number, number];
    const { findings } = await told({ logs: () => logs.toSpliced(two, 1).toSpliced(one, 1) });
    const blocks = findings
      .filter(({ kind }) => kind === "missing" || kind === "broken")
      .map(({ block }) => block);
    expect(blocks).toContain(blockOf(logs[one]));
    expect(blocks).toContain(blockOf(logs[two]));
  });

  test("where former state is not kept, a lie is seen all the same, though not where it is", async () => {
    const answer: Doctor["answer"] = (method, params, honestly) => {
      const [, block] = (params ?? []) as [unknown, unknown];
      if (method !== "eth_call" || block === numberToHex(honest.block.number)) return honestly;
      throw new Error("missing trie node");
    };
    const sound = await told({ answer });
    expect(sound.findings).toEqual([]);
    const { findings } = await told({ answer, logs: () => logs.toSpliced(3, 1) });
    expect(findings[0]).toMatchObject({ kind: "broken", block: null });
    expect(findings[0]?.message).toMatch(/a node that keeps former state could tell where/);
  });
});

describe("given a node that lies about a RoleManager's storage", () => {
  test("what the contract answers otherwise than the history leads to is told", async () => {
    const slots: string[] = [];
    const answer: Doctor["answer"] = (method, params, honestly) => {
      if (method !== "eth_getStorageAt") return honestly;
      slots.push(JSON.stringify(params));
      return numberToHex(1n, { size: 32 });
    };
    const { findings } = await told({ answer });
    expect(slots.length).toBeGreaterThan(0);
    expect(findings.map(({ kind }) => kind)).toEqual(slots.map(() => "storage"));
  });

  test("a head that no logs lead to is told, with the block in which it parted", async () => {
    const selector = toFunctionSelector("head()");
    const answer: Doctor["answer"] = (method, params, honestly) => {
      const [call, block] = (params ?? []) as [{ data?: Hex } | undefined, Hex | undefined];
      const isHead = method === "eth_call" && call?.data?.startsWith(selector);
      return isHead && block === numberToHex(honest.block.number) ? numberToHex(1n, { size: 32 }) : honestly;
    };
    const { findings } = await told({ answer });
    expect(findings[0]).toMatchObject({ kind: "broken", block: honest.block.number });
  });
});

describe("given logs that were made up to confuse", () => {
  test("words and terms that no contract would store are told, and stop nothing", async () => {
    const of = (name: string) =>
      logs.findIndex((log) => eventOf(log).name === name && blockOf(log) > blockOf(logs[0]));
    const changed = (name: string, change: (args: Args) => Args) => {
      const index = of(name);
      const log = logs[index] as RawLog;
      return logs.with(index, { ...log, ...encodeLog(eventOf(log), change(argsOf(log))) });
    };
    const most = 2n ** 256n - 1n;
    const odd = { term: 2 ** 32 - 1, period: 2 ** 32 - 1, grace: 2 ** 32 - 1, reviewer: 2n ** 64n - 1n };
    const lies = [
      changed("GrantTermed", (args) => ({ ...args, grant: most })),
      changed("GrantReviewed", (args) => ({ ...args, grant: most })),
      changed("GrantSucceeded", (args) => ({ ...args, grant: 0n })),
      changed("RoleDefined", (args) => ({ ...args, terms: { ...odd, critical: false, live: true } })),
      changed("OperationScheduled", (args) => ({ ...args, data: "0x" })),
      changed("RoleGrantDelayChanged", (args) => ({ ...args, delay: 2 ** 32 - 1, since: 2 ** 48 - 1 })),
    ];
    for (const lie of lies) expect((await told({ logs: () => lie })).ok).toBe(false);
  });
});

describe("what no link commits to", () => {
  test("only an operation of which every log is left out escapes", async () => {
    const ids = new Set(logs.flatMap((log) => (isLink(log) ? [] : [String(argsOf(log).operationId)])));
    expect(ids.size).toBe(2);
    for (const id of ids) {
      const left = logs.filter((log) => isLink(log) || argsOf(log).operationId !== id);
      expect((await told({ logs: () => left })).findings).toEqual([]);
    }
  });
});
