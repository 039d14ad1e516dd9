import { createRequire } from "node:module";
import { type Hex, keccak256 } from "viem";
import { beforeAll, describe, expect, it } from "vitest";
import { VERSIONS } from "../../../src/safe/deployments.ts";
import { proxyVersion } from "../../../src/safe/proxies.ts";
import type { TestChain } from "../../support/chain.ts";
import { addressOf, deployTestSafe, type Flavour, type TestSafe } from "../../support/safe.ts";
import { change, findings, OWNERS, ownChain, setCode, setSlot } from "../../support/safe-check.ts";

const require = createRequire(import.meta.url);
const SINGLETON: Hex = `0x${"00".repeat(32)}`;

const PROXIES = {
  "1.3.0":
    "@gnosis.pm/safe-contracts/build/artifacts/contracts/proxies/GnosisSafeProxy.sol/GnosisSafeProxy.json",
  "1.4.1": "@safe-global/safe-contracts/build/artifacts/contracts/proxies/SafeProxy.sol/SafeProxy.json",
  "1.5.0": "@safe-global/safe-smart-account/build/artifacts/contracts/proxies/SafeProxy.sol/SafeProxy.json",
};

it.each(VERSIONS)("knows the proxy that the package of %s ships", (version) => {
  const { deployedBytecode } = require(PROXIES[version]) as { deployedBytecode: Hex };
  expect(proxyVersion(keccak256(deployedBytecode))).toBe(version);
});

const KINDS = VERSIONS.flatMap((version) =>
  (["Safe", "SafeL2"] as const).map((flavour) => [version, flavour] as const),
);

describe.each(KINDS)("a Safe of %s, flavour %s", (version, flavour: Flavour) => {
  let chain: TestChain;
  let safe: TestSafe;
  beforeAll(async () => {
    chain = await ownChain();
    safe = await deployTestSafe(chain, { version, flavour, owners: OWNERS, threshold: 3 });
  });

  it("has a known proxy and singleton, and the age of its version", async () => {
    expect(await findings(safe, "proxy")).toMatchObject([{ severity: "ok", evidence: { version } }]);
    expect(await findings(safe, "singleton")).toMatchObject([
      { severity: "ok", evidence: { release: flavour } },
    ]);
    const severity = { "1.3.0": "medium", "1.4.1": "low", "1.5.0": "ok" }[version];
    expect(await findings(safe, "version")).toMatchObject([{ severity, evidence: { version } }]);
  });

  it("is told from one whose singleton is other code, wherever that lies", async () => {
    const moved = OWNERS[0]?.address ?? "0x";
    const code = (await chain.client.getCode({ address: addressOf(flavour, version) })) ?? "0x";
    await chain.undoing(async () => {
      await setCode(chain, moved, code);
      await setSlot(chain, safe.address, SINGLETON, moved);
      expect(await findings(safe, "singleton")).toMatchObject([{ severity: "ok" }]);
      await setCode(chain, moved, `${code}00`);
      expect(await findings(safe, "singleton")).toMatchObject([
        { severity: "critical", evidence: { singleton: moved, release: null } },
      ]);
    });
  });

  it("is told from one whose proxy is other code", async () => {
    const code = (await chain.client.getCode({ address: safe.address })) ?? "0x";
    await chain.undoing(async () => {
      await setCode(chain, safe.address, `${code}00`);
      expect(await findings(safe, "proxy")).toMatchObject([{ severity: "critical" }]);
    });
  });

  it.each([
    [1, "critical"],
    [2, "medium"],
    [3, "ok"],
    [5, "high"],
  ] as const)("given a threshold of %i of 5: %s", async (threshold, severity) => {
    await chain.undoing(async () => {
      if (threshold !== 3) await change(safe, "changeThreshold", [BigInt(threshold)]);
      const evidence = { threshold, owners: 5 };
      expect(await findings(safe, "threshold")).toMatchObject([{ severity, evidence }]);
    });
  });
});

it("calls one of one critical, and half of the owners low", async () => {
  const chain = await ownChain();
  const lone = await deployTestSafe(chain, { version: "1.5.0", owners: OWNERS.slice(0, 1), threshold: 1 });
  expect(await findings(lone, "threshold")).toMatchObject([
    { severity: "critical", evidence: { owners: 1 } },
  ]);
  const half = await deployTestSafe(chain, { version: "1.5.0", owners: OWNERS.slice(0, 4), threshold: 2 });
  expect(await findings(half, "threshold")).toMatchObject([{ severity: "low" }]);
});
