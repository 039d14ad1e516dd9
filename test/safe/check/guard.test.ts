import { type Address, encodeFunctionData, type Hex } from "viem";
import { beforeEach, describe, expect, it } from "vitest";
import { connect } from "../../../src/chain/client.ts";
import { conclaveGuardAbi } from "../../../src/generated/abi.ts";
import { safeAbi } from "../../../src/generated/safe-abi.ts";
import { type SafeCall, transaction } from "../../../src/safe/build.ts";
import { VERSIONS } from "../../../src/safe/deployments.ts";
import { hasModuleGuard, readSafe } from "../../../src/safe/state.ts";
import { type Founded, foundConclave } from "../../support/conclave.ts";
import { account, BEN, CLEO, DAN } from "../../support/people.ts";
import { addressOf, deployTestSafe, execute, type TestSafe } from "../../support/safe.ts";
import { change, DAY, findings, ownChain, setCode } from "../../support/safe-check.ts";

const EXIT_DELAY = 10 * DAY;
const EXIT_WINDOW = 7 * DAY;

describe.each(VERSIONS)("a ConclaveGuard of a Safe %s", (version) => {
  let founded: Founded;
  let safe: TestSafe;
  let guard: Address;
  let handler: Address;
  const conclave = () => ({ conclave: founded.address });
  const own = (functionName: string, args: readonly unknown[]) => ({
    to: safe.address,
    value: 0n,
    data: encodeFunctionData({ abi: safeAbi, functionName, args } as never),
  });
  const adopt = async (...first: readonly SafeCall[]) => {
    const state = await readSafe(await connect(founded.chain.provider), safe.address);
    const adoption: Hex = encodeFunctionData({ abi: conclaveGuardAbi, functionName: "adopt" });
    const calls = [
      ...first,
      own("setFallbackHandler", [handler]),
      own("setGuard", [guard]),
      ...(hasModuleGuard(version) ? [own("setModuleGuard", [guard])] : []),
      { to: guard, value: 0n, data: adoption },
    ];
    const connection = await connect(founded.chain.provider);
    await execute(safe, await transaction(connection, state, calls, state.nonce));
  };
  const newGuard = (bound: Address) =>
    founded.chain.deploy("safe/ConclaveGuard", [bound, BigInt(EXIT_DELAY), BigInt(EXIT_WINDOW), []]);
  const guarded = async () =>
    (await findings(safe, "guard", conclave())).map(({ severity, evidence }) => [severity, evidence.adopted]);

  beforeEach(async () => {
    const chain = await ownChain();
    founded = await foundConclave({ provider: chain.provider });
    const owners = [account(BEN), account(CLEO), account(DAN)];
    safe = await deployTestSafe(founded.chain, { version, owners, threshold: 2 });
    guard = await newGuard(founded.address);
    const at = { address: guard, abi: conclaveGuardAbi } as const;
    handler = await chain.client.readContract({ ...at, functionName: "handler" });
  });

  it("is all right, given it is adopted; messages are judged too", async () => {
    await adopt();
    expect(await guarded()).toEqual([["ok", true]]);
    expect(await findings(safe, "handler", conclave())).toMatchObject([{ severity: "ok", subject: handler }]);
    expect(await findings(safe, "messages", conclave())).toMatchObject([{ severity: "ok" }]);
    expect(await findings(safe, "guard-exit", conclave())).toMatchObject([{ severity: "ok" }]);
  });

  it("is low without adoption, and messages pass it by with Safe's own handler", async () => {
    await change(safe, "setGuard", [guard]);
    expect(await guarded()).toEqual([["low", false]]);
    expect(await findings(safe, "messages", conclave())).toMatchObject([
      { severity: "high", evidence: { handler: addressOf("CompatibilityFallbackHandler", version) } },
    ]);
  });

  it("is critical, given it is bound to another Conclave than the one named", async () => {
    const other = await foundConclave({ provider: founded.chain.provider });
    await change(safe, "setGuard", [await newGuard(other.address)]);
    expect(await findings(safe, "guard", conclave())).toMatchObject([
      { severity: "critical", evidence: { conclave: other.address, expected: founded.address } },
    ]);
  });

  it("is high with an exit announced, critical once that is ready, and over when it lapsed or its owner took it back", async () => {
    await adopt();
    const exits = async () =>
      (await findings(safe, "guard-exit", conclave())).map(({ severity, subject }) => [severity, subject]);
    const owner = account(BEN).address;
    const write = (name: string) =>
      founded.chain.write(guard, conclaveGuardAbi as never, name, [safe.address], account(BEN));
    await write("announceExit");
    expect(await exits()).toEqual([["high", owner]]);
    await founded.chain.advance(EXIT_DELAY);
    expect(await exits()).toEqual([["critical", owner]]);
    await founded.chain.advance(EXIT_WINDOW);
    expect(await exits()).toEqual([["ok", undefined]]);
    await write("announceExit");
    expect(await exits()).toEqual([["high", owner]]);
    await write("withdrawExit");
    expect(await exits()).toEqual([["ok", undefined]]);
  });

  it("is unknown, given code that differs by a byte, whatever it answers", async () => {
    await adopt();
    const code = (await founded.chain.client.getCode({ address: guard })) ?? "0x";
    await setCode(founded.chain, guard, `${code}00`);
    expect(await findings(safe, "guard", conclave())).toMatchObject([{ severity: "high", subject: guard }]);
  });

  it.runIf(hasModuleGuard(version))("lets a trusted module be unknown: medium", async () => {
    const module = await founded.chain.deploy("mocks/Vault", [safe.address]);
    await change(safe, "enableModule", [module]);
    const trust = encodeFunctionData({
      abi: conclaveGuardAbi,
      functionName: "trustModule",
      args: [module, true],
    });
    await adopt({ to: guard, value: 0n, data: trust });
    expect(await findings(safe, "module", conclave())).toMatchObject([
      { severity: "medium", subject: module, evidence: { trusted: true } },
    ]);
  });

  it.runIf(hasModuleGuard(version))("guards modules too, and knows its own", async () => {
    await founded.chain.write(guard, conclaveGuardAbi as never, "moduleFor", [1]);
    const at = { address: guard, abi: conclaveGuardAbi } as const;
    const module = await founded.chain.client.readContract({ ...at, functionName: "moduleOf", args: [1] });
    await change(safe, "enableModule", [module]);
    expect(await findings(safe, "module", conclave())).toMatchObject([
      { severity: "critical", subject: module },
    ]);
    await adopt();
    expect(await findings(safe, "module", conclave())).toMatchObject([
      { severity: "ok", evidence: { tier: 1 } },
    ]);
    expect(await findings(safe, "module-guard", conclave())).toMatchObject([{ severity: "ok" }]);
  });
});
