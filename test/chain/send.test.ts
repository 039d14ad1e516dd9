import hre from "hardhat";
import { encodeFunctionData, type Hex, keccak256 } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect, type Provider } from "../../src/chain/client.ts";
import { forwards } from "../../src/chain/logs.ts";
import { send, simulate } from "../../src/chain/send.ts";
import { type TestChain, testChain } from "../support/chain.ts";
import { vaultAbi } from "../support/governed.ts";
import { OUTSIDER } from "../support/people.ts";
import { codeOfAsync, refusalOf } from "../support/refusal.ts";

let network: Awaited<ReturnType<typeof hre.network.create>>;
let chain: TestChain;
let vault: Hex;
beforeAll(async () => {
  network = await hre.network.create();
  chain = await testChain(network.provider as Provider);
  vault = await chain.deploy("mocks/Vault", [OUTSIDER.address]);
});
afterAll(() => network.close());

const setFee = (fee: bigint) => ({
  to: vault,
  data: encodeFunctionData({ abi: vaultAbi, functionName: "setFee", args: [fee] }),
  interfaces: vaultAbi,
});

/** The network as a node that answers some methods in its own way. */
async function lying(answers: Record<string, (params: unknown, real: () => Promise<unknown>) => unknown>) {
  const provider: Provider = {
    request: async (request) => {
      const real = () => network.provider.request(request as never);
      return answers[request.method]?.(request.params, real) ?? real();
    },
  };
  return { connection: await connect(provider, { pollingInterval: 10 }), account: OUTSIDER };
}

test("sends what passes", async () => {
  const receipt = await send(await lying({}), setFee(7n));
  expect(receipt.status).toBe("success");
  expect(receipt.gasUsed).toBeLessThan(60_000n);
});

test("an account that the node signs for will do", async () => {
  const connection = await connect(network.provider);
  const [first = OUTSIDER.address] = (await network.provider.request({ method: "eth_accounts" })) as Hex[];
  const receipt = await send({ connection, account: first }, { to: vault, data: "0xddca3f43" });
  expect(receipt.from.toLowerCase()).toBe(first.toLowerCase());
});

describe("does not send", () => {
  test("what would be refused, and gives the contract's own error and arguments", async () => {
    const sender = await lying({});
    const nonce = await chain.client.getTransactionCount({ address: OUTSIDER.address });
    expect(await refusalOf(() => send(sender, setFee(2000n)))).toMatchObject({
      code: "Revert.FeeTooHigh",
      message: "the contract refused with FeeTooHigh(2000, 1000)",
      details: { error: "FeeTooHigh", args: [2000n, 1000n] },
    });
    expect(await chain.client.getTransactionCount({ address: OUTSIDER.address })).toBe(nonce);
  });

  test("while the node does not answer", async () => {
    const fail = () => Promise.reject(new Error("connect ECONNREFUSED"));
    expect(await codeOfAsync(async () => send(await lying({ eth_call: fail }), setFee(1n)))).toBe(
      "Chain.Unreachable",
    );
    expect(
      await codeOfAsync(async () => send(await lying({ eth_sendRawTransaction: fail }), setFee(1n))),
    ).toBe("Chain.NotSent");
  });
});

test("a transaction that fails after its simulation passed is told as such, with the reason", async () => {
  let calls = 0;
  const sender = await lying({
    eth_call: (_, real) => (++calls === 1 ? Promise.resolve("0x") : real()),
    eth_estimateGas: () => Promise.resolve("0x186a0"),
    eth_sendRawTransaction: async (params, real) => {
      // Hardhat mines the transaction and throws; other nodes just give its hash.
      await real().catch(() => undefined);
      return keccak256((params as [Hex])[0]);
    },
  });
  const error = await refusalOf(() => send(sender, setFee(2000n)));
  expect(error.code).toBe("Chain.Reverted");
  expect(error.cause).toMatchObject({ code: "Revert.FeeTooHigh" });
});

test("a transaction that was sent but is not seen to be mined is no success, and its hash is told", async () => {
  const fail = () => Promise.reject(new Error("connect ECONNREFUSED"));
  const error = await refusalOf(async () =>
    send(await lying({ eth_getTransactionReceipt: fail }), setFee(1n)),
  );
  expect(error.code).toBe("Chain.NotMined");
  const { hash } = error.details as { hash: Hex };
  expect((await chain.client.getTransactionReceipt({ hash })).status).toBe("success");
});

test("a call without a contract behind it returns nothing and does not pretend to", async () => {
  const { connection } = await lying({});
  expect(await simulate(connection, OUTSIDER.address, { to: OUTSIDER.address, data: "0x" })).toBe("0x");
});

describe("logs", () => {
  test("are asked for in smaller portions when the node refuses, none left out and none twice", async () => {
    const asked: [number, number][] = [];
    const { connection } = await lying({
      eth_getLogs: (params) => {
        const [{ fromBlock, toBlock }] = params as [{ fromBlock: Hex; toBlock: Hex }];
        const [first, last] = [Number(fromBlock), Number(toBlock)];
        if (last - first >= 1000) return Promise.reject(new Error("block range is too wide"));
        asked.push([first, last]);
        return Promise.resolve([]);
      },
    });
    for await (const _ of forwards(connection, { address: vault, topics: [] }, 5n, 3000n));
    expect(asked[0]?.[0]).toBe(5);
    expect(asked.at(-1)?.[1]).toBe(3000);
    expect(asked.slice(1).map(([first]) => first)).toEqual(asked.slice(0, -1).map(([, last]) => last + 1));
  });

  test("a node that refuses even little is no use", async () => {
    const { connection } = await lying({ eth_getLogs: () => Promise.reject(new Error("no")) });
    const all = async () => {
      for await (const _ of forwards(connection, { address: vault, topics: [] }, 0n, 3000n));
    };
    expect(await codeOfAsync(all)).toBe("Chain.Unreachable");
  });
});
