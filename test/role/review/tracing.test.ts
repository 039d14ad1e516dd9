import type { Hex } from "viem";
import { beforeAll, describe, expect, it } from "vitest";
import { type Connection, connect } from "../../../src/chain/client.ts";
import { DEFAULTS } from "../../../src/role/review/limits.ts";
import { prepare } from "../../../src/role/review/prepare.ts";
import { anvil } from "../../simulation/anvil.ts";
import { account, DAN, DAY, PIA } from "../../support/people.ts";
import { addressOf, prepared, type Stage, stage, turn } from "./stage.ts";
import { relaying, used, useIn, type When } from "./using.ts";

const UNUSED_FOR = 30 * DAY;

let place: Stage;
let when: When;
beforeAll(async () => {
  ({ place, when } = await used());
}, 120_000);

describe("a node that traces", () => {
  /** The network as a node with `trace_filter` shows it: what that answers is told by `hits`. */
  async function tracing(hits: (account: string) => unknown): Promise<Connection> {
    const { provider } = place.chain;
    const request = async ({ method, params }: { method: string; params?: unknown }) => {
      if (method !== "trace_filter") return provider.request({ method, params });
      const [{ fromAddress }] = params as [{ fromAddress: string[] }];
      return hits(String(fromAddress[0]));
    };
    return connect({ request });
  }
  const over = (connection: Connection) =>
    prepare(connection, place.manager, { ...DEFAULTS, unusedFor: UNUSED_FOR, charter: null, fromBlock: 0 });

  it("tells a contract's use; a hit that is none when looked into does not count", async () => {
    const blockNumber = Number(await place.chain.client.getBlockNumber());
    const block = await place.chain.client.getBlock({ blockNumber: BigInt(blockNumber) });
    const [hash] = block.transactions as Hex[];
    const hit = { action: { to: place.dial }, blockNumber, transactionHash: hash };
    const connection = await tracing((account) => (account === place.machine ? [hit] : []));
    const file = await over(connection);
    expect(useIn(file, place.machine)).toEqual({
      kind: "used",
      at: Number(block.timestamp),
      transaction: hash,
    });
    // A hit in whose transaction the account called nothing.
    const mistaken = await over(await tracing(() => [hit]));
    expect(useIn(mistaken, addressOf(PIA))).toMatchObject({
      kind: "unused",
      how: expect.stringMatching(/traces/),
    });
  });

  it("but leaves out what an account sent, is not believed that there was nothing", async () => {
    const connection = await tracing(() => []);
    const options = { ...DEFAULTS, unusedFor: UNUSED_FOR, charter: null, fromBlock: 0 };
    expect(useIn(await over(connection), addressOf(DAN))).toMatchObject({ kind: "used", at: when.dan });
    const short = await prepare(connection, place.manager, { ...options, scan: 1 });
    expect(useIn(short, addressOf(DAN))).toMatchObject({ kind: "unknowable" });
  });

  it("is anvil: it tells what a contract did, and what an account did at once", async () => {
    const node = await anvil();
    try {
      const there = await stage({ provider: node.provider });
      const { chain, dial, machine } = there;
      await chain.send({ to: dial, data: turn(1n) }, account(DAN));
      const before = await prepared(there, { scan: 1 });
      expect(useIn(before, addressOf(DAN))).toMatchObject({ kind: "used" });
      expect(useIn(before, machine)).toMatchObject({ kind: "unused", how: expect.stringMatching(/traces/) });
      await chain.send({ to: machine, data: relaying(dial) });
      const at = await chain.now();
      expect(useIn(await prepared(there, { scan: 1 }), machine)).toMatchObject({ kind: "used", at });
    } finally {
      await node.stop();
    }
  }, 60_000);

  it("that answers nonsense is one that does not trace", async () => {
    for (const nonsense of [
      null,
      {},
      [{ action: { to: "dial" }, blockNumber: 1, transactionHash: "0x" }],
      "no",
    ])
      expect(useIn(await over(await tracing(() => nonsense)), place.machine)).toMatchObject({
        kind: "unknowable",
      });
  });

  it("that leaves a log out has nothing reviewed", async () => {
    const { provider } = place.chain;
    const request = async (asked: { method: string; params?: unknown }) => {
      const answer = await provider.request(asked);
      return asked.method === "eth_getLogs" ? (answer as unknown[]).slice(0, -1) : answer;
    };
    const lying = await connect({ request });
    await expect(over(lying)).rejects.toMatchObject({ code: "Role.RecordBroken" });
  });
});
