import { join } from "node:path";
import hre from "hardhat";
import { type Address, type Hex, hashMessage, parseEther, zeroAddress } from "viem";
import type { PrivateKeyAccount } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestChain } from "../support/chain.ts";
import { tokenAbi } from "../support/guarded.ts";
import { deployTestSafe } from "../support/safe.ts";
import { expectNoSecrets } from "./secrets.ts";
import {
  carryOut,
  chainOf,
  cleanUp,
  edit,
  layOut,
  type Ran,
  refusalOf,
  runnerFor,
  type Stage,
  together,
  valueFrom,
} from "./stage.ts";

const DAY = 86_400;
type Written = { written: string };

describe("a Safe under a Conclave, by tasks alone", () => {
  let chain: TestChain;
  let stage: Stage;
  let safe: Address;
  let token: Address;
  let task: (id: readonly string[], args?: Record<string, unknown>) => Promise<Ran>;
  const at = (name: string) => join(stage.folder, name);
  const addresses: Record<string, Address> = {};
  const sign = async (file: string, ...keys: string[]) => {
    for (const key of keys) valueFrom(await task(["safe", "sign"], { file, key, yes: true }));
  };
  const announce = async (file: string, ...keys: string[]) => {
    for (const key of keys) valueFrom(await task(["safe", "announce"], { file, key }));
    return task(["safe", "announce"], { file, send: true });
  };

  beforeAll(async () => {
    chain = await chainOf(hre);
    const vault = await chain.deploy("mocks/Vault", ["0x00000000000000000000000000000000000000a1"]);
    token = await chain.deploy("mocks/Token");
    stage = await layOut(await chain.now(), {
      vault,
      token,
      treasury: "0x00000000000000000000000000000000000000b1",
    });
    await edit(
      stage.charter,
      "rules:\n",
      "rules:\n  - { target: token, function: 'transfer(address,uint256)', tiers: [routine] }\n",
    );
    task = runnerFor(hre, stage);
    valueFrom(await task(["conclave", "deploy"], { record: true }));
    const { keys } = valueFrom<{ keys: { label: string; address: Address }[] }>(await task(["key", "list"]));
    for (const { label, address } of keys) {
      addresses[label] = address;
      valueFrom(await task(["key", "activate"], { label }));
    }
    const file = valueFrom<{ path: string }>(await task(["proposal", "create"], { key: "ana" })).path;
    await carryOut(task, chain, file, ["ben", "cleo"], 2 * DAY);
    const owners = ["ben", "cleo", "dan"].map((label) => ({
      address: addresses[label],
    })) as unknown as PrivateKeyAccount[];
    safe = (await deployTestSafe(chain, { version: "1.5.0", owners, threshold: 2 })).address;
    await chain.write(token, tokenAbi, "mint", [safe, 1_000n]);
    await chain.setBalance(addresses.ben as Address, parseEther("1"));
  }, 120_000);
  afterAll(() => cleanUp(stage));

  test("the guard is deployed with sensible terms, once, and named in the charter", async () => {
    const deployed = await task(["safe", "guard", "deploy"], { record: true, modules: "0,1" });
    expect(deployed.value).toMatchObject({
      isNew: true,
      exitDelay: 10 * DAY,
      exitWindow: 14 * DAY,
      modules: [{ tier: 0 }, { tier: 1 }],
    });
    const again = await task(["safe", "guard", "deploy"], { record: true, modules: "1" });
    expect(again.value).toMatchObject({ isNew: false, guard: (deployed.value as { guard: Address }).guard });
    expect(refusalOf(await task(["safe", "guard", "deploy"], { exitDelay: "4 days" }))).toBe(
      "SafeGuard.BadExitDelay",
    );
    expect(refusalOf(await task(["safe", "guard", "deploy"], { exitWindow: "91 days" }))).toBe(
      "SafeGuard.BadExitWindow",
    );
    expect(refusalOf(await task(["safe", "guard", "deploy"], { modules: "seven" }))).toBe("Task.BadTiers");
  });

  test("the Safe is looked at, and adopts the guard by one file", async () => {
    const looked = await task(["safe", "adopt"], { safe, dry: true });
    expect(looked.out).toContain("Ben (ben)");
    expect(looked.value).toMatchObject({
      written: null,
      inspection: { reach: { holders: [2, 3, 4], possible: true } },
    });
    expect(refusalOf(await task(["safe", "adopt"], { safe, modules: "2" }))).toBe("Adopt.Refused");
    const { written } = valueFrom<Written>(
      await task(["safe", "adopt"], { safe, modules: "1", out: at("adopt.json") }),
    );
    await sign(written, "ben", "cleo");
    valueFrom(await task(["safe", "execute"], { file: written }));
    expect(refusalOf(await task(["safe", "adopt"], { safe }))).toBe("Adopt.Refused");
  });

  test("what would fail once announced is told by a simulation before anybody signs", async () => {
    const call = { safe, to: "token", function: "transfer(address to, uint256 amount)" };
    const created = { ...call, folder: at("tried") };
    const much = await task(["safe", "create"], { ...created, args: `${zeroAddress.slice(0, -2)}99, 9999` });
    const tested = await task(["safe", "test"], { file: valueFrom<{ path: string }>(much).path });
    expect(tested).toMatchObject({ ok: false, error: { code: "Task.SafeSimulationFailed" } });
    expect(tested.value).toBeUndefined();
  });

  test("it pays in the routine tier, announced by a proposer and signed by one approver more than the threshold counts", async () => {
    const file = valueFrom<{ path: string }>(
      await task(["safe", "create"], {
        safe,
        to: "token",
        function: "transfer(address to, uint256 amount)",
        args: `${zeroAddress.slice(0, -2)}99, 5`,
        folder: at("safes"),
      }),
    ).path;
    const tested = await task(["safe", "test"], { file });
    expect(tested.value).toMatchObject({ outcome: "success", announcedIn: 1 });
    expect(tested.out).toContain("as if it were announced in tier 1 (routine) and due");
    await sign(file, "ben", "cleo");
    expect(refusalOf(await task(["safe", "execute"], { file }))).toBe("Revert.NotAnnounced");
    expect(refusalOf(await task(["safe", "announce"], { file, send: true }))).toBe("SafeAnnounce.Incomplete");
    expect(refusalOf(await task(["safe", "announce"], { file, key: "ben" }))).toBe(
      "SafeAnnounce.KeyDoesNotCount",
    );
    expect(refusalOf(await task(["safe", "announce"], { file, key: "ana", tier: "2" }))).toBe(
      "SafeAnnounce.TierRefused",
    );
    const sent = await announce(file, "ana");
    expect(sent.out).toContain("announced by Ana in tier 1 (routine); waits until");
    const status = await task(["safe", "status"], { file });
    expect(status.value).toMatchObject({
      guard: { best: { phase: "waiting", tally: { counted: [2, 3], needed: 1 } } },
    });
    expect(status.out).toContain("counted: Ben and Cleo");
    expect(refusalOf(await task(["safe", "execute"], { file }))).toBe("Revert.AnnouncementNotReady");
    expect(refusalOf(await task(["safe", "withdraw"], { file, key: "pia", yes: true }))).toBe(
      "Task.NothingToWithdraw",
    );
    valueFrom(await task(["safe", "withdraw"], { file, key: "ana", yes: true }));
    expect((await task(["safe", "status"], { file })).value).toMatchObject({
      guard: { best: { phase: "withdrawn" } },
    });
    valueFrom(await announce(file, "ana"));
    await chain.advance(DAY);
    valueFrom(await task(["safe", "execute"], { file }));
    expect(
      await chain.client.readContract({
        address: token,
        abi: tokenAbi,
        functionName: "balanceOf",
        args: [safe],
      }),
    ).toBe(995n);
  });

  test("it signs a message off-chain, once that was announced and has waited", async () => {
    const { path: file } = valueFrom<{ path: string }>(
      await task(["safe", "message", "create"], { safe, text: "I agree", folder: at("safes") }),
    );
    expect(refusalOf(await task(["safe", "message", "announce"], { file, key: "ana" }))).toBe(
      "SafeAnnounce.TesterUnnamed",
    );
    valueFrom(await task(["safe", "message", "announce"], { file, key: "ana", tester: "eve" }));
    expect(refusalOf(await task(["safe", "message", "announce"], { file, key: "tom" }))).toBe(
      "SafeAnnounce.OtherTester",
    );
    expect(refusalOf(await task(["safe", "message", "announce"], { file, send: true }))).toBe(
      "SafeMessage.Incomplete",
    );
    valueFrom(await task(["safe", "message", "announce"], { file, key: "eve" }));
    valueFrom(await task(["safe", "message", "announce"], { file, send: true }));
    for (const signature of ["0xzz", "0x123", ""])
      expect(refusalOf(await task(["safe", "message", "sign"], { file, signature }))).toBe("Task.SafeNotHex");
    const signing = (key: string) => () => task(["safe", "message", "sign"], { file, key, yes: true });
    await together(["ben", "cleo"].map(signing));
    expect((await task(["safe", "message", "show"], { file })).value).toMatchObject({
      valid: false,
      refusal: { code: "Revert.AnnouncementNotReady" },
    });
    await chain.advance(2 * DAY);
    const shown = valueFrom<{ valid: boolean; signature: Hex }>(
      await task(["safe", "message", "show"], { file }),
    );
    expect(shown.valid).toBe(true);
    const abi = [
      {
        type: "function",
        name: "isValidSignature",
        stateMutability: "view",
        inputs: [
          { type: "bytes32", name: "hash" },
          { type: "bytes", name: "signature" },
        ],
        outputs: [{ type: "bytes4", name: "" }],
      },
    ] as const;
    expect(
      await chain.client.readContract({
        address: safe,
        abi,
        functionName: "isValidSignature",
        args: [hashMessage("I agree"), shown.signature],
      }),
    ).toBe("0x1626ba7e");
  });

  test("an owner announces the way out and takes it back; then the Safe leaves by one file of tier 0", async () => {
    expect(refusalOf(await task(["safe", "exit", "execute"], { safe, folder: at("safes") }))).toBe(
      "SafeExit.NotOpen",
    );
    const own = { safe, submitter: "ben", submitterPasswordFile: stage.passwordFile };
    expect(refusalOf(await task(["safe", "exit", "announce"], { safe, yes: true }))).toBe("SafeExit.NoOwner");
    valueFrom(await task(["safe", "exit", "announce"], { ...own, yes: true }));
    expect((await task(["safe", "exit", "status"], { safe })).value).toMatchObject({
      exits: [{ owner: addresses.ben, phase: "waiting" }],
    });
    expect(refusalOf(await task(["safe", "exit", "withdraw"], { safe }))).toBe("SafeExit.NoneOfYours");
    valueFrom(await task(["safe", "exit", "withdraw"], own));
    const { written: file } = valueFrom<Written>(
      await task(["safe", "leave"], { safe, adoption: at("adopt.json"), folder: at("safes") }),
    );
    const sent = await announce(file, "eve", "ana");
    valueFrom(sent);
    await sign(file, "cleo", "dan");
    await chain.advance(2 * DAY);
    valueFrom(await task(["safe", "execute"], { file }));
    expect((await task(["safe", "show"], { what: safe })).value).toMatchObject({
      guard: null,
      moduleGuard: null,
      modules: [],
    });
    expect(refusalOf(await task(["safe", "exit", "status"], { safe }))).toBe("SafeExit.NoGuard");
    expect(refusalOf(await task(["safe", "leave"], { safe, folder: at("safes") }))).toBe(
      "SafeLeave.NothingLeft",
    );
  });

  test("no password was printed", () => expectNoSecrets(stage));
});
