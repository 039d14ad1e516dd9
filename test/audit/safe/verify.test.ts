import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifySafe } from "../../../src/audit/safe/verify.ts";
import { VERSIONS } from "../../../src/safe/deployments.ts";
import { type Life, live } from "./life.ts";
import { open, type Scene } from "./scene.ts";

const KINDS = VERSIONS.flatMap((version) =>
  (["Safe", "SafeL2"] as const).map((flavour) => ({ version, flavour })),
);

describe.each(KINDS)("a $flavour $version with a long life", ({ version, flavour }) => {
  let scene: Scene;
  let life: Life;
  beforeAll(async () => {
    scene = await open(version, flavour);
    life = await live(scene);
  });
  afterAll(() => scene.close());

  it("is found whole, and everything in it as the test itself knows it", async () => {
    const audit = await verifySafe(scene.connection, scene.safe.address, { fromBlock: 0 });
    expect(audit.ok).toBe(true);
    // What modules do is nobody's signature.
    expect(audit.findings.map(({ severity, kind, event }) => `${severity} ${kind} ${event}`)).toEqual([
      "unproved unbound ExecutionFromModuleSuccess",
      "unproved unbound ExecutionFromModuleSuccess",
      "unproved unbound ExecutionFromModuleFailure",
      "notice unbound ExecutionFailure",
    ]);
    const told = audit.executions.map(({ outcome, nonce, content, approvals }) => ({
      hash: outcome.args.txHash,
      nonce,
      result: outcome.eventName === "ExecutionSuccess" ? "success" : "failure",
      approvals: approvals.map(({ owner, way }) => `${owner} ${way}`),
      transaction: { ...content?.call, nonce },
      source: content?.source,
    }));
    expect(told).toEqual(life.executions);
    expect(audit.modules.map(({ call }) => call?.to)).toEqual(life.modules.map(({ to }) => to));
    expect([...(audit.settings?.owners ?? [])].sort()).toEqual([...life.owners].sort());
    expect(audit.settings?.threshold).toBe(life.threshold);
    expect([...(audit.settings?.modules ?? [])]).toEqual(life.enabled);
  });
});
