import { type Hex, pad, toEventSelector } from "viem";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Company } from "../../../src/audit/safe/tell.ts";
import { auditSafe } from "../../../src/audit/safe/tell.ts";
import { verifySafe } from "../../../src/audit/safe/verify.ts";
import * as Interfaces from "../../../src/proposal/interfaces.ts";
import { call } from "../../../src/safe/transaction.ts";
import { DAY, PIA } from "../../support/people.ts";
import type { RawLog } from "../doctored.ts";
import { altered, lyingNode } from "./doctored.ts";
import { announce, by, type Guarded, openGuarded, pass, set, withdraw } from "./guarded.ts";
import { byModule, relayed, step } from "./life.ts";
import { nonceOf, run } from "./scene.ts";

// Dozens of audits, each with all its signatures.
vi.setConfig({ testTimeout: 300_000 });

const KINDS = [
  { version: "1.3.0", flavour: "Safe" },
  { version: "1.4.1", flavour: "SafeL2" },
  { version: "1.5.0", flavour: "SafeL2" },
] as const;

describe.each(KINDS)("given a $flavour $version under a ConclaveGuard", ({ version, flavour }) => {
  let scene: Guarded;
  let first: Hex;
  let company: Company;
  beforeAll(async () => {
    scene = await openGuarded(version, flavour);
    company = { interfaces: Interfaces.from(scene.founded.address, []), claims: [] };
    if (version === "1.5.0") {
      const data = byModule(scene.target, set(scene.target, 7).data);
      await relayed(scene, scene.relay, [step(scene.safe.address, data)]);
    }
    ({ hash: first } = await pass(scene, 1));
    // Announced and taken back; announced, and displaced by what Pia announced too; announced again.
    const nonce = await nonceOf(scene);
    await withdraw(scene, await announce(scene, call(set(scene.target, 2), nonce)));
    const third = call(set(scene.target, 3), nonce);
    await announce(scene, third);
    const fourth = call(set(scene.target, 4), nonce);
    await announce(scene, fourth, PIA);
    await scene.chain.advance(DAY);
    await run(scene, set(scene.target, 4), by(1, 2));
    // Two wait: one past its end, one not ready yet.
    await announce(scene, call(set(scene.target, 5), nonce + 1n));
    await scene.chain.advance(9 * DAY);
    await announce(scene, call(set(scene.target, 6), nonce + 1n));
  });
  afterAll(() => scene.close());

  it("tells who announced, who was counted, and what became of each announcement", async () => {
    const { audit, history, announcements } = await auditSafe(
      scene.connection,
      scene.safe.address,
      { fromBlock: 0 },
      company,
    );
    expect(audit.findings).toEqual([]);
    expect(audit.proved).toBe(true);
    expect(announcements.map(({ fate, proposer, nonce }) => [fate, proposer, nonce])).toEqual([
      ["passed", "holder 0 (k0)", 1n],
      ["withdrawn", "holder 0 (k0)", 2n],
      ["displaced", "holder 0 (k0)", 2n],
      ["passed", "holder 6 (k6)", 2n],
      ["expired", "holder 0 (k0)", 3n],
      ["waits", "holder 0 (k0)", 3n],
    ]);
    expect(history.transactions.map(({ proposer }) => proposer?.words ?? null)).toEqual([
      null,
      "holder 0 (k0)",
      "holder 6 (k6)",
    ]);
    expect(history.transactions[1]).toMatchObject({ safeTxHash: first, result: "success" });
    expect(history.transactions[1]?.consents.map(({ person }) => person?.name).sort()).toEqual([
      "holder 1",
      "holder 2",
    ]);
    expect(audit.guards.map(({ links }) => links.map(({ eventName }) => eventName))).toEqual([
      [
        ...(version === "1.5.0" ? ["ModuleTrusted", "Adopted", "ModulePassed"] : ["Adopted"]),
        "Announced",
        "Passed",
        "Announced",
        "Withdrawn",
        "Announced",
        "Announced",
        "Passed",
        "Announced",
        "Announced",
      ],
    ]);
  });

  it("finds any log of the guard that is dropped, altered or repeated", async () => {
    const node = lyingNode(scene.chain.provider);
    const isGuards = (log: RawLog & { address?: string }) => log.address === scene.guard.toLowerCase();
    const all: RawLog[] = [];
    const told = async (change: (logs: readonly RawLog[]) => readonly RawLog[]) => {
      const doctor = (logs: readonly RawLog[]) => (logs.some(isGuards) ? change(logs) : logs);
      return verifySafe(await node({ logs: doctor }), scene.safe.address, { fromBlock: 0 });
    };
    const honest = await told((logs) => {
      all.push(...logs);
      return logs;
    });
    expect(honest.ok).toBe(true);
    expect(all.length).toBe(version === "1.5.0" ? 12 : 10);
    for (const [index, log] of all.entries()) {
      const dropped = await told((logs) => logs.toSpliced(index, 1));
      expect(dropped.ok, `dropped ${index}`).toBe(false);
      for (let word = 0; word < (log.data.length - 2) / 64; word++) {
        const at = 2 + 64 * word + 63;
        const digit = (Number.parseInt(log.data[at] ?? "0", 16) ^ 1).toString(16);
        const data = `${log.data.slice(0, at)}${digit}${log.data.slice(at + 1)}` as Hex;
        const altered = await told((logs) => logs.with(index, { ...log, data }));
        expect(altered.ok, `altered word ${word} of ${index}`).toBe(false);
      }
      if (log.topics.length < 3) continue;
      const topics = [...log.topics.slice(0, 2), pad("0x77")];
      const other = await told((logs) => logs.with(index, { ...log, topics }));
      expect(other.ok, `altered topic of ${index}`).toBe(false);
    }
    const none = await told(() => []);
    expect(none.findings.filter(({ kind }) => kind === "guard").length).toBeGreaterThan(1);
  });

  it("misses the executions that the guard let pass, given only the logs of the adoption", async () => {
    const node = lyingNode(scene.chain.provider);
    const silent = await verifySafe(
      await node({
        logs: (logs) => logs.filter(({ transactionHash }) => transactionHash === scene.adoptedIn),
      }),
      scene.safe.address,
      { fromBlock: 0 },
    );
    expect(silent.findings.filter(({ kind }) => kind === "missing").length).toBeGreaterThan(1);
  });

  it.runIf(version === "1.5.0")("finds what a module is said to have done and has not", async () => {
    const node = lyingNode(scene.chain.provider);
    const isCall = (log: RawLog) =>
      log.topics[0] === toEventSelector("SafeModuleTransaction(address,address,uint256,bytes,uint8)");
    const lie = async (change: (log: RawLog) => RawLog[]) =>
      verifySafe(
        await node({ logs: (logs) => logs.flatMap((log) => (isCall(log) ? change(log) : [log])) }),
        scene.safe.address,
        { fromBlock: 0 },
      );
    for (const path of ["to", "value", "data", "operation"]) {
      const audit = await lie((log) => [altered(log, path)]);
      expect(
        audit.findings.map(({ kind }) => kind),
        path,
      ).toContain("guard");
    }
    const outcome = toEventSelector("ExecutionFromModuleSuccess(address)");
    const dropped = await verifySafe(
      await node({ logs: (logs) => logs.filter((log) => !isCall(log) && log.topics[0] !== outcome) }),
      scene.safe.address,
      { fromBlock: 0 },
    );
    expect(dropped.findings.map(({ kind, event }) => [kind, event])).toEqual([["guard", "ModulePassed"]]);
  });
});
