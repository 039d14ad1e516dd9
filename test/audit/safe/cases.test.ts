import {
  concatHex,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  pad,
  toEventSelector,
  zeroAddress,
} from "viem";
import { afterEach, describe, expect, it } from "vitest";
import { verifySafe } from "../../../src/audit/safe/verify.ts";
import { safeAbi, safeHandlerAbi, safeProxyFactoryAbi } from "../../../src/generated/safe-abi.ts";
import { VERSIONS } from "../../../src/safe/deployments.ts";
import { call, hashes } from "../../../src/safe/transaction.ts";
import { artifact } from "../../support/artifact.ts";
import { addressOf, deployTestSafe } from "../../support/safe.ts";
import { audited, EARLIER, kinds, nothing, TRACERS, without } from "./asking.ts";
import { prepared, relayed, step } from "./life.ts";
import { approveHash, ecdsa, hashOf, key, nonceOf, open, own, run, type Scene } from "./scene.ts";

let scene: Scene;
afterEach(() => scene.close());

describe.each(VERSIONS)("given a Safe %s", (version) => {
  it("asks an owner that is a Safe itself whether it consented, and marks it where the node has no state of then", async () => {
    scene = await open(version, "Safe");
    const inner = await deployTestSafe(scene.chain, {
      version,
      flavour: "Safe",
      owners: [key(5)],
      threshold: 1,
      salt: 1n,
    });
    await run(scene, own(scene, "addOwnerWithThreshold", [inner.address, 2n]));
    const transaction = call(nothing, await nonceOf(scene));
    const domain = { chainId: scene.chain.chainId, verifyingContract: scene.safe.address };
    const { domain: separator, message, safeTxHash } = hashes(domain, transaction);
    // Before 1.5.0 a contract is handed what is hashed, since then the hash.
    const asked: Hex =
      version === "1.5.0"
        ? encodeAbiParameters([{ type: "bytes32" }], [safeTxHash])
        : concatHex(["0x1901", separator, message]);
    const digest = await scene.chain.client.readContract({
      address: addressOf("CompatibilityFallbackHandler", version),
      abi: safeHandlerAbi,
      functionName: "getMessageHashForSafe",
      args: [inner.address, asked],
    });
    const bytes = await key(5).sign({ hash: digest });
    await run(scene, nothing, [...ecdsa(0), { contract: inner.address, bytes }]);
    const audit = await audited(scene);
    expect(kinds(audit.findings)).toEqual([]);
    expect(
      audit.executions.at(-1)?.approvals.map(({ owner, way, proof }) => [owner, way, proof]),
    ).toContainEqual([inner.address, "contract", "asked"]);
    const forgetful = await without(scene, EARLIER);
    const later = await verifySafe(forgetful, scene.safe.address, { fromBlock: 0 });
    expect(kinds(later.findings)).toEqual(["unproved signature ExecutionSuccess"]);
  });

  it("cannot know what ran through another contract without traces, but which nonce it used", async () => {
    scene = await open(version, "Safe");
    const relay = await scene.chain.deploy("mocks/Relay");
    await run(scene, nothing);
    const { data, transaction } = await prepared(scene, nothing, 1n);
    await relayed(scene, relay, [step(scene.safe.address, data)]);
    await run(scene, nothing);
    const blind = await without(scene, ...TRACERS);
    const audit = await verifySafe(blind, scene.safe.address, { fromBlock: 0 });
    expect(kinds(audit.findings)).toEqual(["unproved content ExecutionSuccess"]);
    expect({ ok: audit.ok, proved: audit.proved }).toEqual({ ok: true, proved: false });
    expect(audit.executions.map(({ nonce, nonceBy, content }) => [nonce, nonceBy, content === null])).toEqual(
      [
        [0n, "hash", false],
        [1n, "order", true],
        [2n, "hash", false],
      ],
    );
    expect(audit.executions[1]?.outcome.args.txHash).toBe(hashOf(scene, transaction));
    const whole = await audited(scene);
    expect({ proved: whole.proved, source: whole.executions[1]?.content?.source }).toEqual({
      proved: true,
      source: "trace",
    });
  });

  it("takes an owner's sending for a consent that only the node vouches for, given a threshold of one", async () => {
    scene = await open(version, "SafeL2");
    await run(scene, own(scene, "changeThreshold", [1n]));
    await run(scene, nothing, [{ account: key(2), way: "executor" }], key(2));
    const audit = await audited(scene);
    expect(kinds(audit.findings)).toEqual(["unproved unbound ExecutionSuccess"]);
    expect(audit.executions[1]?.approvals).toMatchObject([
      { owner: key(2).address, way: "executor", proof: "word" },
    ]);
    await approveHash(scene, key(1), hashOf(scene, call(nothing, 2n)));
    await run(scene, nothing, [{ account: key(1), way: "approved" }]);
    const stored = await audited(scene);
    expect(stored.findings).toHaveLength(1);
    expect(stored.executions[2]?.approvals).toMatchObject([
      {
        owner: key(1).address,
        way: "approved",
        proof: "storage",
        transaction: stored.hashes[0]?.at.transaction,
      },
    ]);
  });

  it("notices code that acts as the Safe, and finds what it changed without a log", async () => {
    scene = await open(version, "SafeL2");
    const scribbler = await scene.chain.deploy("mocks/Scribbler");
    const { abi } = artifact("mocks/Scribbler");
    const scribbling = (functionName: string, args: readonly unknown[]) =>
      ({ to: scribbler, data: encodeFunctionData({ abi, functionName, args }), operation: 1 }) as const;
    // The threshold lies in slot 4.
    await run(scene, scribbling("write", [pad("0x04"), pad("0x01")]));
    const silent = await audited(scene);
    expect(kinds(silent.findings)).toEqual(["notice opaque null", "error storage null"]);
    expect(silent.findings[1]).toMatchObject({ expected: "2", actual: "1" });
    const undone = await run(scene, own(scene, "changeThreshold", [2n]), ecdsa(0));
    expect(undone.receipt.status).toBe("success");
    // Seen from the end storage is right again; the transaction that one owner sufficed for is not.
    expect(kinds((await audited(scene)).findings)).toContain("error signature ExecutionSuccess");
  });

  it("does not take a forged outcome of such code for an execution", async () => {
    scene = await open(version, "SafeL2");
    const scribbler = await scene.chain.deploy("mocks/Scribbler");
    const { abi } = artifact("mocks/Scribbler");
    // As 1.3.0 logs it, with one topic.
    const topic = toEventSelector("ExecutionSuccess(bytes32,uint256)");
    const data = concatHex([pad("0xabcd"), pad("0x")]);
    await run(scene, {
      to: scribbler,
      data: encodeFunctionData({ abi, functionName: "log", args: [topic, data] }),
      operation: 1,
    });
    const audit = await audited(scene);
    expect(kinds(audit.findings)).toContain("error invented null");
    const odd = encodeFunctionData({ abi, functionName: "log", args: [pad("0x77"), "0x"] });
    await run(scene, { to: scribbler, data: odd, operation: 1 });
    expect(kinds((await audited(scene)).findings)).toContain("notice unknown null");
  });

  it("tells a Safe set up by foreign code, by whose logs it is judged", async () => {
    scene = await open(version, "SafeL2");
    const scribbler = await scene.chain.deploy("mocks/Scribbler");
    const { abi } = artifact("mocks/Scribbler");
    const module = key(6).address;
    const setup = (data: Hex) =>
      encodeFunctionData({
        abi: safeAbi,
        functionName: "setup",
        args: [[key(0).address], 1n, scribbler, data, zeroAddress, zeroAddress, 0n, zeroAddress],
      });
    const deployed = async (data: Hex, salt: bigint) => {
      const factory = addressOf("SafeProxyFactory", version);
      const singleton = addressOf("SafeL2", version);
      const receipt = await scene.chain.write(factory, safeProxyFactoryAbi, "createProxyWithNonce", [
        singleton,
        setup(data),
        salt,
      ]);
      const log = receipt.logs.find(
        ({ topics }) => topics[0] === toEventSelector("SafeSetup(address,address[],uint256,address,address)"),
      );
      return log?.address as Hex;
    };
    // Logs that a module is enabled, and does not enable it.
    const lie = encodeFunctionData({
      abi,
      functionName: "log",
      args: [toEventSelector("EnabledModule(address)"), pad(module)],
    });
    const address = await deployed(lie, 5n);
    const audit = await verifySafe(scene.connection, address, { fromBlock: 0 });
    expect(kinds(audit.findings)).toEqual(["notice opaque SafeSetup", "error storage null"]);
    const honest = await deployed(
      encodeFunctionData({ abi, functionName: "write", args: [pad("0x99"), pad("0x01")] }),
      6n,
    );
    const second = await verifySafe(scene.connection, honest, { fromBlock: 0 });
    expect({ ok: second.ok, kinds: kinds(second.findings) }).toEqual({
      ok: true,
      kinds: ["notice opaque SafeSetup"],
    });
  });

  it("has no beginning, given a later first block; and can be told up to an earlier last one", async () => {
    scene = await open(version, "SafeL2");
    const { receipt } = await run(scene, nothing);
    await run(scene, nothing);
    const late = await audited(scene, { fromBlock: Number(receipt.blockNumber) });
    expect(kinds(late.findings)).toEqual(["error missing SafeSetup"]);
    const early = await audited(scene, { toBlock: Number(receipt.blockNumber) });
    expect({ proved: early.proved, count: early.executions.length }).toEqual({ proved: true, count: 1 });
  });
});
