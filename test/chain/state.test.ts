import hre from "hardhat";
import { isAddressEqual, keccak256, zeroAddress } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as Canonical from "../../src/canonical.ts";
import { type Connection, connect } from "../../src/chain/client.ts";
import * as Standing from "../../src/chain/standing.ts";
import * as ChainState from "../../src/chain/state.ts";
import * as RosterCodec from "../../src/charter/roster.ts";
import { REGISTER } from "../../src/proposal/proposal.ts";
import * as Word from "../../src/proposal/word.ts";
import { draft, type Founded, foundConclave, schedule, setRulebook } from "../support/conclave.ts";
import { ANA, BEN, roster, SIGNING_WINDOW, SUSPENSION } from "../support/people.ts";
import { codeOfAsync } from "../support/refusal.ts";

let network: Awaited<ReturnType<typeof hre.network.create>>;
let founded: Founded;
let connection: Connection;
beforeAll(async () => {
  network = await hre.network.create();
  founded = await foundConclave(network);
  connection = await connect(network.provider);
});
afterAll(() => network.close());

const read = (options?: Parameters<typeof ChainState.read>[2]) =>
  ChainState.read(connection, founded.address, options);

describe("a Conclave with its keys activated", () => {
  test("says what it was deployed with", async () => {
    const state = await read();
    const block = await connection.client.getBlock();
    expect(state.block).toEqual({
      number: Number(block.number),
      hash: block.hash,
      timestamp: Number(block.timestamp),
    });
    expect(state.domain).toEqual(founded.domain);
    expect(state.setting).toMatchObject({
      ...founded.helpers,
      signingWindow: SIGNING_WINDOW,
      suspension: SUSPENSION,
    });
    expect(state.config).toMatchObject({
      epoch: 0,
      roster: 1,
      rulebook: 0,
      documents: 1,
      opened: true,
      closed: false,
    });
    expect(Standing.rosterOf(state)).toEqual(founded.roster);
    expect(Standing.rulebookOf(state)).toBe(null);
    expect(state.laneCounts).toEqual(Array(16).fill(0));
    expect(state.lanes).toEqual([]);
    expect(state.register).not.toBe(Word.firstWord(founded.domain, REGISTER));
  });

  test("and who is in use", async () => {
    const state = await read();
    const all = (1n << BigInt(founded.roster.keys.length)) - 1n;
    expect(Standing.keyStates(state, [3])).toEqual({ active: all, activating: 8n, pending: 0n });
    expect(Standing.standing(state).states.get(BEN)).toBe("Active");
    expect([...Standing.standing(state).suspendedUntil.keys()]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    const record = Standing.records(state).keys.get(ANA);
    expect(record).toMatchObject({ state: 1, endedAt: 0 });
    const [ana] = founded.roster.keys;
    expect(ana && isAddressEqual(record?.identity ?? zeroAddress, RosterCodec.identity(ana))).toBe(true);
    expect(state.tombstones).toEqual([]);
  });

  test("survives the way through JSON", async () => {
    const state = await read();
    expect(ChainState.parse(JSON.parse(Canonical.pretty(state)))).toEqual(state);
  });

  test("follows rulebook and lanes, and an older block stays as it was", async () => {
    await founded.chain.undoing(async () => {
      const before = await connection.client.getBlockNumber();
      await setRulebook(founded, { items: [{ kind: "native", target: zeroAddress, parameter: 5n }] });
      const file = await draft(founded, {
        lane: 1,
        calls: [{ target: founded.address, value: 0n, data: "0x", minGas: 0 }],
      });
      const { word } = await schedule(founded, file);
      const state = await read();
      expect(Standing.rulebookOf(state)?.items).toEqual([
        { kind: "native", target: zeroAddress, parameter: 5n },
      ]);
      expect(state.config).toMatchObject({ rulebook: 2, documents: 2 });
      expect(state.laneCounts[0]).toBe(2);
      expect(state.lanes[1]).toEqual({ lane: 1, word });
      expect((await read({ at: before })).config).toMatchObject({ rulebook: 0, documents: 1 });
    });
  });

  test("a record of an earlier key at the same place is not the present key's", async () => {
    const state = await read();
    const other = roster(0, {
      keys: founded.roster.keys.map((key, index) =>
        index === BEN && key ? { ...key, signer: `0x${"22".repeat(20)}` } : key,
      ),
    });
    expect(Standing.keyState(state, founded.roster, BEN)).toBe("Active");
    expect(Standing.keyState(state, other, BEN)).toBe("Pending");
    expect(Standing.keyState(state, founded.roster, 40)).toBe("Pending");
  });
});

describe("refusals", () => {
  test("an address without code, or with another contract", async () => {
    const nowhere = `0x${"77".repeat(20)}` as const;
    expect(await codeOfAsync(() => ChainState.read(connection, nowhere))).toBe("Chain.NotAConclave");
    expect(await codeOfAsync(() => ChainState.read(connection, founded.helpers.lens))).toBe(
      "Chain.NotAConclave",
    );
  });

  test("a block that is replaced while it is read", async () => {
    let asked = 0;
    const provider = {
      request: async (request: { method: string; params?: unknown }) => {
        const answer = await network.provider.request(request as never);
        if (request.method !== "eth_getBlockByNumber" || ++asked === 1) return answer;
        return { ...(answer as object), hash: keccak256("0x01") };
      },
    };
    const shifting = await connect(provider);
    expect(await codeOfAsync(() => ChainState.read(shifting, founded.address))).toBe("Chain.BlockGone");
  });

  test("a state that cannot be", async () => {
    const state = await read();
    for (const wrong of [
      { laneCounts: [1] },
      { register: "0x12" },
      { keys: [{}] },
      { format: "conclave-state/2" },
      { more: 1 },
    ]) {
      expect(await codeOfAsync(() => ChainState.parse({ ...state, ...wrong }))).toBe("Chain.AnswerMalformed");
    }
  });

  test("a node that stops answering", async () => {
    let up = true;
    const provider = {
      request: (request: { method: string; params?: unknown }) =>
        up ? network.provider.request(request as never) : Promise.reject(new Error("connect ECONNREFUSED")),
    };
    const failing = await connect(provider);
    up = false;
    expect(await codeOfAsync(() => ChainState.read(failing, founded.address))).toBe("Chain.Unreachable");
  });
});

test("a node that goes away half-way is not taken for a wrong address", async () => {
  const server = await hre.network.createServer();
  const { address, port } = await server.listen();
  const url = `http://${address}:${port}`;
  const remote = await connect(url);
  const { client } = remote;
  const getCode: typeof client.getCode = async () => {
    await server.close();
    return "0x00";
  };
  const leaving = { ...remote, client: { ...client, getCode } };
  expect(await codeOfAsync(() => ChainState.read(leaving, founded.address))).toBe("Chain.Unreachable");
});
