import type { Hex } from "viem";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type SafeAudit, verifySafe } from "../../../src/audit/safe/verify.ts";
import { encodeExecution, safeTxHash } from "../../../src/safe/transaction.ts";
import { encodeLog, inserted, type RawLog } from "../doctored.ts";
import { altered, argsOf, type Doctor, eventOf, lyingNode, paths } from "./doctored.ts";
import { live } from "./life.ts";
import { open, type Scene } from "./scene.ts";

// Hundreds of audits, each with all its signatures.
vi.setConfig({ testTimeout: 300_000 });

const KINDS = [
  { version: "1.3.0", flavour: "Safe" },
  { version: "1.5.0", flavour: "SafeL2" },
] as const;

describe.each(KINDS)("given a $flavour $version and a node that lies", ({ version, flavour }) => {
  let scene: Scene;
  let node: ReturnType<typeof lyingNode>;
  let honest: SafeAudit;
  let logs: readonly RawLog[];

  beforeAll(async () => {
    scene = await open(version, flavour);
    await live(scene);
    node = lyingNode(scene.chain.provider);
    honest = await told({
      logs: (all) => {
        logs = all;
        return all;
      },
    });
    expect(honest.ok).toBe(true);
  });
  afterAll(() => scene.close());

  async function told(doctor: Doctor): Promise<SafeAudit> {
    return verifySafe(await node(doctor), scene.safe.address, { fromBlock: 0 });
  }

  type Lie = readonly [what: string, doctor: Doctor];

  /** Lies that are not caught; `+` where they leave a mark that the honest answer has not. Sorted, each once. */
  async function escapes(lies: readonly Lie[]): Promise<string[]> {
    const escaped = new Set<string>();
    for (const [what, doctor] of lies) {
      const audit = await told(doctor);
      if (audit.ok) escaped.add(`${what}${audit.findings.length > honest.findings.length ? " +" : ""}`);
    }
    return [...escaped].sort();
  }

  const isL2 = flavour === "SafeL2";
  const name = (log: RawLog) => eventOf(log).name;
  /** Each event's first and last log. */
  const samples = () =>
    [...logs.entries()].filter(
      ([index, log]) =>
        !logs.slice(0, index).some((other) => name(other) === name(log)) ||
        !logs.slice(index + 1).some((other) => name(other) === name(log)),
    );

  it("misses any dropped log, but approvals never used, ether, and what modules did that changed no setting", async () => {
    const lies = logs.map((log, index): Lie => [name(log), { logs: () => logs.toSpliced(index, 1) }]);
    const byModules = ["ExecutionFromModuleFailure", "ExecutionFromModuleSuccess"];
    expect(await escapes(lies)).toEqual(["ApproveHash", ...(isL2 ? [] : byModules), "SafeReceived"]);
  });

  it("sees any altered argument, but those that nothing commits to and the report says so of", async () => {
    const lies = samples().flatMap(([index, log]) =>
      paths(log).map(
        (path): Lie => [`${name(log)}.${path}`, { logs: () => logs.with(index, altered(log, path)) }],
      ),
    );
    const told = [
      "SafeModuleTransaction.data",
      "SafeModuleTransaction.operation",
      "SafeModuleTransaction.to",
      "SafeModuleTransaction.value",
      "SafeMultiSigTransaction.additionalInfo.1",
    ];
    const always = [
      "SafeReceived.sender",
      "SafeReceived.value",
      "SafeSetup.fallbackHandler",
      "SafeSetup.initializer +",
      "SafeSetup.initiator",
    ];
    expect(await escapes(lies)).toEqual([...(isL2 ? told : []), ...always]);
  });

  it("sees neighbours that changed places, but within a transaction where the order tells nothing", async () => {
    const lies = logs.slice(1).map((log, before): Lie => {
      const first = logs[before] as RawLog;
      const swapped = logs
        .with(before, { ...first, topics: log.topics, data: log.data })
        .with(before + 1, { ...log, topics: first.topics, data: first.data });
      return [`${name(first)}, ${name(log)}`, { logs: () => swapped }];
    });
    const outcomes = "ExecutionSuccess, ExecutionSuccess";
    const received = "SafeReceived, ExecutionSuccess";
    const byModule = "ChangedThreshold, ExecutionFromModuleSuccess";
    expect(await escapes(lies)).toEqual(
      isL2 ? [byModule, "SafeMultiSigTransaction, SafeReceived", received] : [byModule, outcomes, received],
    );
  });

  it("sees a repeated log, but of approvals, which may be repeated, and ether; of modules it is marked", async () => {
    const lies = logs.map((log, index): Lie => [name(log), { logs: () => inserted(logs, index, log) }]);
    const byModules = ["ExecutionFromModuleFailure +", "ExecutionFromModuleSuccess +"];
    expect(await escapes(lies)).toEqual(["ApproveHash", ...(isL2 ? [] : byModules), "SafeReceived"]);
  });

  it("sees content that was altered together with its hash, by the owners who did not sign it", async () => {
    const [at, log] = [...logs.entries()].find(([, one]) => name(one) === "ExecutionSuccess") ?? [];
    if (at === undefined || log === undefined) throw new Error("nothing ran");
    const [first] = honest.executions;
    if (first?.content == null) throw new Error("nothing is known");
    const call = { ...first.content.call, value: 77n };
    const txHash = safeTxHash(honest.domain, { ...call, nonce: 0n });
    const forged = { ...log, ...encodeLog(eventOf(log), { ...argsOf(log), txHash }) };
    const said = logs.findIndex((one) => name(one) === "SafeMultiSigTransaction");
    const audit = await told({
      logs: () => {
        const changed = logs.with(at, forged);
        const event = logs[said];
        if (event === undefined) return changed;
        return changed.with(said, {
          ...event,
          ...encodeLog(eventOf(event), { ...argsOf(event), value: 77n }),
        });
      },
      answer: (method, params, answer) => {
        const [hash] = (params ?? []) as [Hex?];
        if (method !== "eth_getTransactionByHash" || hash !== log.transactionHash) return answer;
        return {
          ...(answer as object),
          input: encodeExecution({ ...call, nonce: 0n }, first.content?.signatures ?? "0x"),
        };
      },
    });
    const wrong = audit.findings.filter(({ severity, kind }) => severity === "error" && kind === "signature");
    expect(wrong.map(({ nonce }) => nonce)).toEqual([0n]);
  });

  it("marks a failure's opposite, and does not believe a failure that cannot be logged", async () => {
    const outcome = (from: string, to: string) => {
      const index = logs.findIndex((log) => name(log) === from);
      const log = logs[index] as RawLog;
      const other = logs.find((one) => name(one) === to) as RawLog;
      return logs.with(index, { ...log, topics: [other.topics[0] as Hex, ...log.topics.slice(1)] });
    };
    const hidden = await told({ logs: () => outcome("ExecutionFailure", "ExecutionSuccess") });
    const marks = hidden.findings.filter(({ severity, kind }) => severity === "notice" && kind === "unbound");
    expect({ ok: hidden.ok, marks: marks.map(({ event }) => event) }).toEqual({
      ok: true,
      marks: ["ExecutionSuccess"],
    });
    const invented = await told({ logs: () => outcome("ExecutionSuccess", "ExecutionFailure") });
    expect(invented.findings.map(({ kind, nonce }) => [kind, nonce])).toContainEqual(["impossible", 0n]);
  });

  it.skipIf(isL2)(
    "sees calldata and traces that are not those that ran, and marks what is withheld",
    async () => {
      const lie = (change: (answer: { input: Hex }) => unknown, of: string): Doctor => ({
        answer: (method, _, answer) => (method === of ? change(answer as { input: Hex }) : answer),
      });
      const richer = (input: Hex) => `${input.slice(0, 136)}ff${input.slice(138)}` as Hex;
      const direct = await told(
        lie((answer) => ({ ...answer, input: richer(answer.input) }), "eth_getTransactionByHash"),
      );
      expect(direct.findings.filter(({ kind }) => kind === "altered").length).toBeGreaterThan(5);
      const traced = await told(
        lie(
          (answer) => JSON.parse(JSON.stringify(answer).replaceAll("6a761202", "6a761203")),
          "debug_traceTransaction",
        ),
      );
      expect(traced.findings.filter(({ kind }) => kind === "altered").length).toBeGreaterThan(1);
      const withheld = await told({
        answer: (method, _, answer) =>
          ["eth_getTransactionByHash", "debug_traceTransaction"].includes(method) ? null : answer,
      });
      expect(withheld.ok && withheld.proved).toBe(false);
      const unknown = withheld.findings.filter(
        ({ kind, event }) => kind === "content" && event?.startsWith("ExecutionS"),
      );
      expect(unknown.length).toBe(
        honest.executions.filter(({ outcome }) => outcome.eventName === "ExecutionSuccess").length,
      );
    },
  );
});
