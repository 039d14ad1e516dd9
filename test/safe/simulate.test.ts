import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Address, encodeDeployData, encodeFunctionData, type Hex, zeroAddress } from "viem";
import { describe, expect, it } from "vitest";
import { safeAbi } from "../../src/generated/safe-abi.ts";
import { VERSIONS } from "../../src/safe/deployments.ts";
import { execute } from "../../src/safe/execute.ts";
import { create, type SafeFile } from "../../src/safe/file.ts";
import { findings } from "../../src/safe/review.ts";
import { sign } from "../../src/safe/signing.ts";
import { simulate } from "../../src/safe/simulate.ts";
import { status } from "../../src/safe/status.ts";
import { artifact } from "../support/artifact.ts";
import { OUTSIDER } from "../support/people.ts";
import { execute as executeBare } from "../support/safe.ts";
import { account, fileFor, OWNERS, type Stage, signerOf, stage } from "./stage.ts";

const [ana, ben] = OWNERS as [ReturnType<typeof account>, ReturnType<typeof account>];
const RECEIVER = account(90n).address;

/** One of Safe's example guards: lets no delegatecall pass but to one address. */
async function guard(on: Stage): Promise<Address> {
  const path = "examples/guards/DelegateCallTransactionGuard.sol/DelegateCallTransactionGuard.json";
  const name = `@safe-global/safe-smart-account/build/artifacts/contracts/${path}`;
  const { abi, bytecode } = JSON.parse(
    readFileSync(createRequire(import.meta.url).resolve(name), "utf8"),
  ) as { abi: []; bytecode: Hex };
  const { contractAddress } = await on.chain.send({
    data: encodeDeployData({ abi, bytecode, args: [zeroAddress] } as never),
  });
  return contractAddress as Address;
}

const run = (on: Stage, file: SafeFile) => simulate(on.chain.provider as never, file);
const signed = async (file: SafeFile) => sign(await sign(file, signerOf(ana)), signerOf(ben));

describe.each(VERSIONS)("a simulation on a Safe %s", (version) => {
  it("runs the Safe's guard, and says what it refuses", async () => {
    const on = await stage(version);
    const data = encodeFunctionData({ abi: safeAbi, functionName: "setGuard", args: [await guard(on)] });
    await executeBare(on.safe, { to: on.safe.address, data });
    const batch = await fileFor(on, [
      { to: RECEIVER, value: 1n },
      { to: RECEIVER, value: 2n },
    ]);
    expect(await run(on, batch)).toMatchObject({
      outcome: "failure",
      failure: { decoded: { name: "Error", args: [{ value: "This call is restricted" }] } },
    });
    expect(await run(on, await fileFor(on, [{ to: RECEIVER, value: 1n }]))).toMatchObject({
      outcome: "success",
    });
  });

  it("shows state, tokens and ether, whose consent was made up, and leaves the node as it was", async () => {
    const on = await stage(version);
    const token = await on.chain.deploy("mocks/Token");
    const mint = encodeFunctionData({
      abi: artifact("mocks/Token").abi,
      functionName: "mint",
      args: [RECEIVER, 9n],
    });
    const file = await sign(
      await fileFor(on, [
        { to: token, data: mint },
        { to: RECEIVER, value: 3n },
      ]),
      signerOf(ben),
    );
    const before = await on.chain.client.getBlockNumber();
    const shown = await run(on, file);
    expect(await on.chain.client.getBlockNumber()).toBe(before);
    expect(await status(on.connection, file)).toMatchObject({ phase: "collecting", missing: 1 });
    expect(shown.assumed.approvers).toHaveLength(2);
    expect(shown.assumed.approvers).toContain(ben.address);
    expect(shown.balances).toContainEqual({ account: RECEIVER, asset: token, id: null, change: 9n });
    expect(shown.balances).toContainEqual({ account: RECEIVER, asset: "native", id: null, change: 3n });
    expect(shown.events).toMatchObject([{ address: token, decoded: { name: "Transfer" } }]);
    expect(new Set(shown.storage.map(({ address }) => address))).toEqual(new Set([token]));
    expect(findings(shown, file)).toContain(`${RECEIVER} gains 3 wei`);
  });

  it("shows a change of owners as the Safe's own event", async () => {
    const on = await stage(version);
    const data = encodeFunctionData({
      abi: safeAbi,
      functionName: "addOwnerWithThreshold",
      args: [RECEIVER, 3n],
    });
    const shown = await run(on, await fileFor(on, [{ to: on.safe.address, data }]));
    expect(shown.events.map(({ decoded }) => [decoded?.name, decoded?.args[0]?.value])).toEqual([
      ["AddedOwner", RECEIVER],
      ["ChangedThreshold", "3"],
    ]);
    expect(shown.storage.length).toBeGreaterThan(2);
  });

  it("takes a call that fails for a failure, also where the Safe would use up the nonce; so does execution", async () => {
    const on = await stage(version);
    await on.chain.setBalance(OUTSIDER.address, 10n ** 20n);
    const bare = await fileFor(on, [{ to: RECEIVER, value: 10n ** 24n }]);
    const { domain, transaction } = bare;
    const file = create({
      domain,
      version,
      transaction: { ...transaction, safeTxGas: 50_000n },
      title: "Limited",
    });
    expect(await run(on, bare)).toMatchObject({ outcome: "failure" });
    expect(await run(on, file)).toMatchObject({ outcome: "failure" });
    await expect(
      execute({ connection: on.connection, account: OUTSIDER }, await signed(file)),
    ).rejects.toMatchObject({
      code: "SafeExecution.CallFailed",
    });
    expect(await status(on.connection, file)).toMatchObject({ phase: "failed" });
    await expect(run(on, file)).rejects.toMatchObject({
      code: "SafeSimulation.Used",
      details: { nonce: 0n, now: 1n },
    });
  });
});

it("is refused on another chain, and where no Safe is", async () => {
  const on = await stage("1.4.1");
  const { domain, version, transaction } = await fileFor(on, [{ to: RECEIVER }]);
  const other = create({ domain: { ...domain, chainId: 1 }, version, transaction, title: "Other" });
  await expect(run(on, other)).rejects.toMatchObject({ code: "SafeSimulation.WrongChain" });
  const nowhere = create({
    domain: { ...domain, verifyingContract: RECEIVER },
    version,
    transaction,
    title: "Other",
  });
  await expect(run(on, nowhere)).rejects.toMatchObject({
    code: "SafeSimulation.NotASafe",
    details: { address: RECEIVER },
  });
  const moved = create({ domain, version: "1.5.0", transaction, title: "Other" });
  await expect(status(on.connection, moved)).rejects.toMatchObject({
    code: "SafeFile.OtherVersion",
    details: { file: "1.5.0", safe: "1.4.1" },
  });
});
