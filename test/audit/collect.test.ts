import { createPublicClient, custom, type Hex, keccak256, numberToHex, type PublicClient } from "viem";
import { expect, test } from "vitest";
import { collect } from "../../src/audit/collect.ts";
import { verify } from "../../src/audit/verify.ts";
import { BaseError } from "../../src/errors.ts";

const CONCLAVE = "0x00000000000000000000000000000000000c0c1a";
const hashOf = (block: number) => keccak256(numberToHex(block));
const LATEST = { number: 999, hash: hashOf(999), time: 1999 };

type Range = { readonly fromBlock: Hex; readonly toBlock: Hex };

/** A node with one log in every block, that answers for a range as told. */
function nodeOf(answer: (blocks: readonly number[]) => readonly number[]) {
  const asked: (readonly [number, number])[] = [];
  const request = async ({ method, params }: { method: string; params?: unknown }) => {
    if (method === "eth_getBlockByNumber") return block(Number((params as [Hex])[0]));
    if (method !== "eth_getLogs") throw new Error(`not asked for: ${method}`);
    const [{ fromBlock, toBlock }] = params as [Range];
    const [from, to] = [Number(fromBlock), Number(toBlock)];
    asked.push([from, to]);
    const blocks = Array.from({ length: to - from + 1 }, (_, index) => from + index);
    return answer(blocks).map(log);
  };
  const client = createPublicClient({ transport: custom({ request }, { retryCount: 0 }) });
  return { client, asked };
}

function block(number: number) {
  return { number: numberToHex(number), hash: hashOf(number), timestamp: numberToHex(1000 + number) };
}

function log(number: number) {
  return {
    address: CONCLAVE,
    topics: [hashOf(7)],
    data: "0x",
    blockNumber: numberToHex(number),
    blockHash: hashOf(number),
    transactionHash: hashOf(number),
    logIndex: "0x0",
  };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(BaseError);
  return (error as BaseError).code;
}

test("one question suffices where the node answers it", async () => {
  const { client, asked } = nodeOf((blocks) => blocks);
  const { logs, findings } = await collect(client, CONCLAVE, 1, { ...LATEST, number: 321 });
  expect(asked).toEqual([[1, 321]]);
  expect(findings).toEqual([]);
  expect(logs.map(({ block: number }) => number)).toEqual(Array.from({ length: 321 }, (_, i) => i + 1));
  expect(logs[0]?.time).toBe(1001);
});

test("a range that the node refuses is halved until it is not", async () => {
  const { client, asked } = nodeOf((blocks) => {
    if (blocks.length > 100) throw new Error("range too large");
    return blocks;
  });
  const { logs } = await collect(client, CONCLAVE, 0, LATEST);
  expect(logs).toHaveLength(1000);
  expect(asked.filter(([from, to]) => to - from < 100).length).toBeGreaterThanOrEqual(10);
});

test("an answer of a round number of logs is not believed", async () => {
  const { client } = nodeOf((blocks) => blocks.slice(0, 500));
  const { logs, findings } = await collect(client, CONCLAVE, 0, LATEST);
  expect(logs).toHaveLength(1000);
  expect(findings).toEqual([]);
});

test("a round number that is right costs two more questions", async () => {
  const { client, asked } = nodeOf((blocks) => blocks.filter((number) => number < 100));
  const { logs } = await collect(client, CONCLAVE, 0, { ...LATEST, number: 260 });
  expect(logs).toHaveLength(100);
  expect(asked.length).toBeLessThan(6);
});

test("a block whose logs the node does not have is an error, after few questions", async () => {
  const { client, asked } = nodeOf(() => {
    throw new Error("down");
  });
  expect(await codeOf(collect(client, CONCLAVE, 0, LATEST))).toBe("Audit.LogsUnavailable");
  expect(asked.length).toBeLessThanOrEqual(11);
});

test("logs of another contract, dropped blocks and other blocks are findings, and left out", async () => {
  const lying = (change: object): PublicClient => {
    const request = async ({ method, params }: { method: string; params?: unknown }) =>
      method === "eth_getLogs" ? [{ ...log(5), ...change }] : block(Number((params as [Hex])[0]));
    return createPublicClient({ transport: custom({ request }, { retryCount: 0 }) });
  };
  for (const [change, kind] of [
    [{ address: "0x00000000000000000000000000000000000c0c1b" }, "unknown"],
    [{ removed: true }, "unknown"],
    [{ blockNumber: "0x1000" }, "metadata"],
  ] as const) {
    const { logs, findings } = await collect(lying(change), CONCLAVE, 1, LATEST);
    expect(logs).toEqual([]);
    expect(findings.map((finding) => finding.kind)).toEqual([kind]);
  }
  expect(await codeOf(collect(lying({ topics: "none" }), CONCLAVE, 1, LATEST))).toBe("Audit.BadAnswer");
});

test("a node that is down is one clear error", async () => {
  const request = async () => {
    throw new Error("connect ECONNREFUSED");
  };
  const client = createPublicClient({ transport: custom({ request }, { retryCount: 0 }) });
  expect(await codeOf(verify(client, CONCLAVE, { fromBlock: 0 }))).toBe("Audit.NodeFailed");
});

test("what is no Conclave is an error", async () => {
  const request = async ({ method }: { method: string }) => {
    if (method === "eth_getBlockByNumber") return block(9);
    return method === "eth_chainId" ? "0x1" : "0x";
  };
  const client = createPublicClient({ transport: custom({ request }, { retryCount: 0 }) });
  expect(await codeOf(verify(client, CONCLAVE, { fromBlock: 0 }))).toBe("Audit.NotAConclave");
});
