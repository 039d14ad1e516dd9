import hre from "hardhat";
import { type Address, encodeFunctionData, getAddress, HttpRequestError, zeroAddress } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { beforeAll, describe, expect, it } from "vitest";
import { connect } from "../../src/chain/client.ts";
import { safeAbi } from "../../src/generated/safe-abi.ts";
import { VERSIONS } from "../../src/safe/deployments.ts";
import { readSafe } from "../../src/safe/state.ts";
import { call, hashes, safeTxHash } from "../../src/safe/transaction.ts";
import { type TestChain, testChain } from "../support/chain.ts";
import { addressOf, deployTestSafe, execute, type TestSafe } from "../support/safe.ts";

const OWNERS = ["0x01", "0x02", "0x03"].map((key) =>
  privateKeyToAccount(`0x${key.slice(2).padStart(64, "0")}`),
);

async function localChain(): Promise<TestChain> {
  const { provider } = await hre.network.create();
  return testChain(provider as never);
}

describe.each(VERSIONS)("a Safe %s", (version) => {
  let chain: TestChain;
  let safe: TestSafe;
  beforeAll(async () => {
    chain = await localChain();
    safe = await deployTestSafe(chain, { version, owners: OWNERS, threshold: 2 });
  });

  it("is read whole, and its release known by its code", async () => {
    const state = await readSafe(await connect(chain.provider), safe.address);
    expect(state).toMatchObject({
      version,
      address: safe.address,
      owners: OWNERS.map(({ address }) => address),
      threshold: 2,
      nonce: 0n,
      guard: null,
      moduleGuard: null,
      modules: [],
      fallbackHandler: addressOf("CompatibilityFallbackHandler", version),
      release: { contract: "SafeL2", version, type: "canonical" },
    });
  });

  it("lists all its modules, given more than one page of them", async () => {
    const modules = Array.from(
      { length: 103 },
      (_, i): Address => `0x${(i + 0x1000).toString(16).padStart(40, "0")}`,
    );
    await chain.undoing(async () => {
      for (const module of modules)
        await execute(safe, {
          to: safe.address,
          data: encodeFunctionData({ abi: safeAbi, functionName: "enableModule", args: [module] }),
        });
      const state = await readSafe(await connect(chain.provider), safe.address);
      expect([...state.modules].sort()).toEqual(modules.map((module) => getAddress(module)).sort());
    });
  });

  it("hashes a transaction as we do", async () => {
    const transaction = {
      ...call({ to: zeroAddress, value: 5n, data: "0x1234" }, 7n),
      safeTxGas: 1n,
      gasPrice: 2n,
    };
    const domain = { chainId: chain.chainId, verifyingContract: safe.address };
    const theirs = await chain.client.readContract({
      address: safe.address,
      abi: safeAbi,
      functionName: "getTransactionHash",
      args: [zeroAddress, 5n, "0x1234", 0, 1n, 0n, 2n, zeroAddress, zeroAddress, 7n],
    });
    expect(safeTxHash(domain, transaction)).toBe(theirs);
    expect(hashes(domain, transaction).safeTxHash).toBe(theirs);
  });
});

it("refuses to take an account for a Safe", async () => {
  const chain = await localChain();
  await expect(readSafe(await connect(chain.provider), addressOf("Safe", "1.5.0"))).rejects.toMatchObject({
    code: "Safe.NotASafe",
  });
});

it("refuses a contract that only says it is a Safe, and tells that from a node that fails", async () => {
  const chain = await localChain();
  const { address } = await deployTestSafe(chain, { version: "1.5.0", owners: OWNERS, threshold: 2 });
  // The singleton answers VERSION, and has no owners.
  await expect(readSafe(await connect(chain.provider), addressOf("SafeL2", "1.5.0"))).rejects.toMatchObject({
    code: "Safe.NotASafe",
  });
  const broken = {
    request: async (request: { method: string; params?: unknown }) => {
      if (request.method === "eth_call") throw new HttpRequestError({ url: "http://node" });
      return chain.provider.request(request);
    },
  };
  await expect(readSafe(await connect(broken), address)).rejects.toMatchObject({ code: "Chain.Unreachable" });
});
