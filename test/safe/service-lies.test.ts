import { type Address, getAddress } from "viem";
import { afterEach, describe, expect, it } from "vitest";
import type { Version } from "../../src/safe/deployments.ts";
import { openService } from "../../src/safe/service.ts";
import { fetchFor, fetchQueue, handIn } from "../../src/safe/service-exchange.ts";
import type { Signature } from "../../src/safe/signature.ts";
import { readSafe } from "../../src/safe/state.ts";
import { call, safeTxHash } from "../../src/safe/transaction.ts";
import { deployTestSafe } from "../support/safe.ts";
import {
  fileOf,
  hurried,
  OWNERS,
  ownerOf,
  type ServiceStage,
  serviceStage,
  signed,
} from "./service-stage.ts";

const TO = getAddress(`0x${"0b".repeat(20)}`);
const [ANA, BEN, CLEO] = OWNERS as [(typeof OWNERS)[0], (typeof OWNERS)[0], (typeof OWNERS)[0]];
const STRANGER = ownerOf(0x5555);

const stages: ServiceStage[] = [];
afterEach(async () => {
  for (const { server } of stages.splice(0)) await server.stop();
});

async function begin(version: Version = "1.4.1") {
  const stage = await serviceStage(version);
  stages.push(stage);
  const { chainId } = stage.chain;
  const service = openService({ chainId, url: stage.server.url, patience: hurried().patience });
  return { ...stage, service };
}

/** The item of the test service, to be changed by a lie. */
type Item = Record<string, unknown> & { confirmations: Record<string, unknown>[] };

describe("a service that lies", () => {
  /** A file with Ana's signature at the service, which has Ben's besides; and what each lie makes of it. */
  async function lying(change: (item: Item) => Item) {
    const stage = await begin();
    const { service, connection, safe, server } = stage;
    const full = await fileOf(safe, call({ to: TO }, 0n), [ANA, BEN]);
    await handIn(service, connection, await stage.state(), full);
    server.lie((answer) => {
      const page = answer as { results?: Item[] } & Item;
      if (Array.isArray(page?.results))
        return { ...page, results: page.results.map((item) => change(structuredClone(item))) };
      return Array.isArray(page?.confirmations) ? change(structuredClone(page)) : answer;
    });
    const mine = { ...full, signatures: full.signatures.filter(({ owner }) => owner === ANA.address) };
    const state = await stage.state();
    const one = await fetchFor(service, connection, state, mine);
    const all = await fetchQueue(service, connection, state);
    return { ...stage, full, mine, one, all };
  }

  const forge = (by: Address) => (item: Item) => {
    const [first] = item.confirmations;
    return { ...item, confirmations: [...item.confirmations, { ...first, owner: by }] };
  };

  it("about the recipient: the hash is another, and nothing is taken over", async () => {
    const { one, all, full } = await lying((item) => ({ ...item, to: CLEO.address }));
    expect(one.fetched).toBeUndefined();
    expect(all.fetched).toEqual([]);
    for (const { doubts } of [one, all])
      expect(doubts).toEqual([{ kind: "hash", safeTxHash: full.safeTxHash, message: expect.any(String) }]);
  });

  it("about hash and recipient alike: the file asked for something else", async () => {
    const { safe, one, all } = await lying((item) => {
      const domain = { chainId: 31_337, verifyingContract: item.safe as Address };
      return { ...item, to: CLEO.address, safeTxHash: safeTxHash(domain, call({ to: CLEO.address }, 0n)) };
    });
    expect(one.fetched).toBeUndefined();
    expect(one.doubts.map(({ kind }) => kind)).toEqual(["hash"]);
    // In the list it is a transaction like any other, but signatures for another do not fit it.
    expect(all.fetched).toHaveLength(1);
    expect(all.fetched[0]?.file.signatures).toEqual([]);
    expect(all.doubts.map(({ kind }) => kind)).toEqual(["forged", "forged"]);
    expect(safe.threshold).toBe(2);
  });

  it.each([
    ["an owner", CLEO.address],
    ["a stranger", STRANGER.address],
  ])("about a confirmation of %s: it is not counted", async (_, by) => {
    const { one, all, full } = await lying(forge(by));
    for (const fetched of [one.fetched, all.fetched[0]])
      expect(fetched?.file.signatures).toEqual(full.signatures);
    expect(one.doubts.map(({ kind }) => kind)).toEqual(["forged"]);
  });

  it("about approvals, and about what contracts signed", async () => {
    const word = (address: Address) => address.slice(2).toLowerCase().padStart(64, "0");
    const approved = `0x${word(CLEO.address)}${"00".repeat(32)}01`;
    const contract = `0x${word(CLEO.address)}${"41".padStart(64, "0")}00${"0".padStart(64, "0")}`;
    for (const signature of [approved, contract]) {
      const { one, full } = await lying((item) => ({
        ...item,
        confirmations: [...item.confirmations, { owner: CLEO.address, signature }],
      }));
      expect(one.fetched?.file.signatures).toEqual(full.signatures);
      expect(one.doubts.map(({ kind }) => kind)).toEqual(["idle"]);
    }
  });

  it("about a signature the file has: the file's stays", async () => {
    const { one, mine } = await lying((item) => item);
    const kept = one.fetched?.file.signatures.find(({ owner }) => owner === ANA.address);
    expect(kept).toEqual(mine.signatures[0]);
    expect(one.fetched?.added).toEqual([BEN.address]);
  });

  it("with a stranger's true signature: it is nobody's who owns the Safe", async () => {
    let made: Signature | undefined;
    const stage = await begin();
    const file = await fileOf(stage.safe, call({ to: TO }, 0n), [ANA]);
    made = await signed(file, STRANGER);
    const { service, connection, server } = stage;
    await handIn(service, connection, await stage.state(), file);
    server.lie((answer) => {
      const item = answer as Item | undefined;
      if (!Array.isArray(item?.confirmations)) return answer;
      return { ...item, confirmations: [...item.confirmations, { ...made }] };
    });
    const { fetched, doubts } = await fetchFor(service, connection, await stage.state(), file);
    expect(fetched?.file).toEqual(file);
    expect(doubts).toEqual([
      { kind: "idle", safeTxHash: file.safeTxHash, message: expect.stringContaining(STRANGER.address) },
    ]);
  });

  it("with another Safe's transaction, one that is unreadable, and one twice", async () => {
    const { service, connection, safe, chain, server, state } = await begin();
    const other = await deployTestSafe(chain, { version: "1.4.1", owners: [ANA], threshold: 1, salt: 9n });
    const file = await fileOf(safe, call({ to: TO }, 0n), [ANA]);
    const foreign = await fileOf(other, call({ to: TO }, 0n), [ANA]);
    await handIn(service, connection, await state(), file);
    await handIn(service, connection, await readSafe(connection, other.address), foreign);
    const shown = (await service.transaction(foreign.safeTxHash)) as Item;
    server.lie((answer) => {
      const page = answer as { results?: unknown[] } | undefined;
      if (!Array.isArray(page?.results)) return answer;
      return { ...page, results: [shown, { safe: 7 }, null, ...page.results, ...page.results] };
    });
    const { fetched, doubts } = await fetchQueue(service, connection, await state());
    expect(fetched.map((one) => one.file.safeTxHash)).toEqual([file.safeTxHash]);
    expect(doubts.map(({ kind }) => kind)).toEqual(["otherSafe", "unreadable", "unreadable"]);
  });

  it("by leaving something out: the file keeps what it has", async () => {
    const { service, connection, safe, state, server } = await begin();
    const file = await fileOf(safe, call({ to: TO }, 0n), [ANA, BEN]);
    expect(await fetchFor(service, connection, await state(), file)).toEqual({ doubts: [] });
    await handIn(service, connection, await state(), file);
    server.lie((answer) => {
      const item = answer as Item | undefined;
      return Array.isArray(item?.confirmations) ? { ...item, confirmations: [] } : answer;
    });
    const { fetched } = await fetchFor(service, connection, await state(), file);
    expect(fetched?.file).toEqual(file);
  });
});
