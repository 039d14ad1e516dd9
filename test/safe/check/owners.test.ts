import { concatHex, keccak256, numberToHex } from "viem";
import { mnemonicToAccount, privateKeyToAccount } from "viem/accounts";
import { beforeEach, describe, expect, it } from "vitest";
import { VERSIONS } from "../../../src/safe/deployments.ts";
import type { TestChain } from "../../support/chain.ts";
import { deployTestSafe, execute, type TestSafe } from "../../support/safe.ts";
import {
  change,
  DAY,
  findings,
  OWNERS,
  ownChain,
  setCode,
  setSlot,
  slotOf,
} from "../../support/safe-check.ts";

const [ADA, BOB, CYD, DOT] = OWNERS.map(({ address }) => address) as [
  `0x${string}`,
  `0x${string}`,
  `0x${string}`,
  `0x${string}`,
];
const SENTINEL = "0x0000000000000000000000000000000000000001";
/** Of the mapping `owners` and `modules` in Safe's storage. */
const OWNERS_SLOT = 2;
const DELEGATE = "0x00000000000000000000000000000000000de1e6";

describe.each(VERSIONS)("owners of a Safe %s", (version) => {
  let chain: TestChain;
  let safe: TestSafe;
  beforeEach(async () => {
    chain = await ownChain();
    safe = await deployTestSafe(chain, { version, owners: OWNERS.slice(0, 3), threshold: 2 });
  });

  it("are accounts, given accounts", async () => {
    const codes = await findings(safe, "owner-code");
    expect(codes.map(({ severity, subject }) => [severity, subject])).toEqual([
      ["ok", ADA],
      ["ok", BOB],
      ["ok", CYD],
    ]);
    expect(await findings(safe, "owner-known")).toEqual([]);
    expect(await findings(safe, "owner-self")).toEqual([]);
    expect(await findings(safe, "owner-cycle")).toMatchObject([{ severity: "ok" }]);
  });

  it("are found out, given keys that everybody has or nobody", async () => {
    const seventh = mnemonicToAccount("test test test test test test test test test test test junk", {
      addressIndex: 7,
    });
    const small = privateKeyToAccount(numberToHex(3, { size: 32 }));
    const burnt = "0x000000000000000000000000000000000000dEaD";
    const precompile = "0x0000000000000000000000000000000000000100";
    for (const owner of [seventh.address, small.address, burnt, precompile])
      await change(safe, "addOwnerWithThreshold", [owner, 2n]);
    const judged = await findings(safe, "owner-known");
    expect(judged.map(({ severity, subject }) => [severity, subject])).toEqual([
      ["critical", small.address],
      ["critical", seventh.address],
      ["high", precompile],
      ["high", burnt],
    ]);
  });

  it("run somebody's code, given a delegation of EIP-7702", async () => {
    await setCode(chain, BOB, concatHex(["0xef0100", DELEGATE]));
    const bobs = async () => (await findings(safe, "owner-code")).filter(({ subject }) => subject === BOB);
    expect(await bobs()).toMatchObject([
      { severity: "high", evidence: { kind: "delegated", delegateCodeHash: null } },
    ]);
    await setCode(chain, DELEGATE, "0x6001");
    expect(await bobs()).toMatchObject([{ evidence: { delegateCodeHash: keccak256("0x6001") } }]);
  });

  it("are contracts of unknown kind, given code; clones named with what they are clones of", async () => {
    await setCode(chain, ADA, "0x6001");
    await setCode(chain, BOB, `0x363d3d373d3d3d363d73${DELEGATE.slice(2)}5af43d82803e903d91602b57fd5bf3`);
    const judged = await findings(safe, "owner-code");
    expect(judged).toContainEqual(
      expect.objectContaining({
        severity: "medium",
        subject: ADA,
        evidence: { kind: "contract", codeHash: keccak256("0x6001") },
      }),
    );
    const bobs = judged.find(({ subject }) => subject === BOB);
    expect(bobs).toMatchObject({ severity: "medium", evidence: { kind: "clone" } });
    expect(String(bobs?.evidence.of).toLowerCase()).toBe(DELEGATE);
  });

  it("are Safes, weak ones told from others, and cycles followed", async () => {
    const strong = await deployTestSafe(chain, {
      version,
      owners: OWNERS.slice(2, 5),
      threshold: 2,
      salt: 1n,
    });
    const weak = await deployTestSafe(chain, { version, owners: OWNERS.slice(0, 1), threshold: 1, salt: 2n });
    await change(safe, "addOwnerWithThreshold", [strong.address, 2n]);
    await change(safe, "addOwnerWithThreshold", [weak.address, 2n]);
    const judged = (await findings(safe, "owner-code")).filter(({ evidence }) => evidence.kind === "safe");
    expect(judged.map(({ severity, subject }) => [severity, subject])).toEqual([
      ["medium", weak.address],
      ["ok", strong.address],
    ]);
    expect(await findings(safe, "owner-cycle")).toMatchObject([{ severity: "ok" }]);
    await change(weak, "addOwnerWithThreshold", [safe.address, 1n]);
    expect(await findings(safe, "owner-cycle")).toMatchObject([
      {
        severity: "medium",
        evidence: {
          cycle: [safe.address, weak.address, safe.address],
          outside: 4,
          entangled: [weak.address],
        },
      },
    ]);
    await change(safe, "changeThreshold", [5n]);
    expect(await findings(safe, "owner-cycle")).toMatchObject([{ severity: "critical" }]);
    // Seen from strong nothing leads back; a cycle further on is found all the same.
    await change(strong, "addOwnerWithThreshold", [weak.address, 2n]);
    expect(await findings(strong, "owner-cycle")).toMatchObject([
      { severity: "medium", evidence: { entangled: [weak.address] } },
    ]);
  });

  it("are the Safe itself or a module, given a storage that no call would make", async () => {
    await setSlot(chain, safe.address, slotOf(OWNERS_SLOT, SENTINEL), safe.address);
    await setSlot(chain, safe.address, slotOf(OWNERS_SLOT, safe.address), BOB);
    expect(await findings(safe, "owner-self")).toMatchObject([{ severity: "high", subject: safe.address }]);
    await change({ ...safe, owners: OWNERS.slice(1, 3) }, "enableModule", [CYD]);
    expect(await findings(safe, "owner-self")).toMatchObject([
      { severity: "critical", subject: CYD },
      { severity: "high", subject: safe.address },
    ]);
  });
});

describe.each(
  VERSIONS.flatMap((version) => (["Safe", "SafeL2"] as const).map((flavour) => [version, flavour] as const)),
)("who signed, on a Safe %s of flavour %s", (version, flavour) => {
  it("is told by block, and who did not", async () => {
    const chain = await ownChain();
    const safe = await deployTestSafe(chain, { version, flavour, owners: OWNERS.slice(0, 3), threshold: 2 });
    const silent = async (silence = 180 * DAY) =>
      (await findings(safe, "owner-silent", { silence })).map(({ severity, subject }) => [severity, subject]);
    expect(await silent()).toEqual([
      ["unknown", ADA],
      ["unknown", BOB],
      ["unknown", CYD],
    ]);
    await execute(safe, { to: DOT, value: 0n }, [OWNERS[0], OWNERS[2]] as never);
    expect(await silent()).toEqual([
      ["medium", BOB],
      ["ok", ADA],
      ["ok", CYD],
    ]);
    await chain.advance(200 * DAY);
    await execute(safe, { to: DOT, value: 0n }, [OWNERS[0], OWNERS[1]] as never);
    expect(await silent()).toEqual([
      ["medium", CYD],
      ["ok", ADA],
      ["ok", BOB],
    ]);
    expect((await silent(300 * DAY)).map(([severity]) => severity)).toEqual(["ok", "ok", "ok"]);
    await change(safe, "addOwnerWithThreshold", [DOT, 2n]);
    expect(await silent(300 * DAY)).toContainEqual(["unknown", DOT]);
  });

  it("makes up for an account that never sent a transaction", async () => {
    const chain = await ownChain();
    const safe = await deployTestSafe(chain, { version, flavour, owners: OWNERS.slice(0, 3), threshold: 2 });
    const unused = async () => (await findings(safe, "owner-unused")).map(({ subject }) => subject);
    expect(await unused()).toEqual([ADA, BOB, CYD]);
    await execute(safe, { to: DOT, value: 0n });
    await chain.send({ to: DOT }, OWNERS[2]);
    expect(await unused()).toEqual([]);
  });
});
