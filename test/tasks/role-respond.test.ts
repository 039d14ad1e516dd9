import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import hre from "hardhat";
import {
  type Abi,
  type Address,
  encodeDeployData,
  encodeFunctionData,
  getAddress,
  type Hex,
  keccak256,
  toBytes,
  zeroAddress,
  zeroHash,
} from "viem";
import { type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { decrypt, hexOf } from "../../src/keys/keystore.ts";
import { Secret } from "../../src/keys/secret.ts";
import { read } from "../../src/keys/store.ts";
import type { Measure } from "../../src/role/respond/measure.ts";
import type { Response } from "../../src/role/respond/response.ts";
import { artifact } from "../support/artifact.ts";
import type { TestChain } from "../support/chain.ts";
import { deployTestSafe } from "../support/safe.ts";
import { expectNoSecrets } from "./secrets.ts";
import {
  carryOut,
  chainOf,
  cleanUp,
  layOut,
  PASSWORD,
  type Ran,
  refusalOf,
  runnerFor,
  type Stage,
  valueFrom,
} from "./stage.ts";

const DAY = 86_400;
const WRITER = keccak256(toBytes("WRITER"));
const PROPOSER = keccak256(toBytes("PROPOSER_ROLE"));
const CANCELLER = keccak256(toBytes("CANCELLER_ROLE"));

type Answer = { written: string[]; response: Response };

/** Ben is an approver, and what he has besides: a role, a timelock, a place in two Safes, a contract of his own. */
describe("a response to a stolen key, by tasks alone", { timeout: 300_000 }, () => {
  const timelockArtifact = createRequire(import.meta.url)(
    "@openzeppelin/contracts/build/contracts/TimelockController.json",
  ) as { abi: Abi; bytecode: Hex };
  const registryAbi = artifact("mocks/Registry").abi;
  let chain: TestChain;
  let stage: Stage;
  let task: (id: readonly string[], args?: Record<string, unknown>) => Promise<Ran>;
  let folder: string;
  let accounts: Record<string, PrivateKeyAccount>;
  let registry: Address;
  let timelock: Address;
  let operation: Hex;
  let safes: Record<"wide" | "tight", Address>;
  const respond = (args: Record<string, unknown> = {}) =>
    task(["role", "respond"], { folder, holder: "Ben", ...args });
  const answer = async (args: Record<string, unknown> = {}) => valueFrom<Answer>(await respond(args));
  const of = ({ measures }: Response, kind: Measure["kind"]) => measures.filter((one) => one.kind === kind);
  const has = (target: Address, abi: Abi, role: Hex, account: Address) =>
    chain.client.readContract({ address: target, abi, functionName: "hasRole", args: [role, account] });

  beforeAll(async () => {
    chain = await chainOf(hre);
    const [deployer] = (await chain.provider.request({ method: "eth_accounts" })) as [Address];
    const vault = await chain.deploy("mocks/Vault", [deployer]);
    registry = await chain.deploy("mocks/Registry", [deployer]);
    stage = await layOut(await chain.now(), {
      vault,
      registry,
      token: zeroAddress.replace(/0$/, "7"),
      treasury: zeroAddress.replace(/0$/, "8"),
    });
    folder = join(stage.folder, "respond");
    task = runnerFor(hre, stage);
    accounts = Object.fromEntries(
      await Promise.all(
        ["ben", "cleo", "dan"].map(async (label) => {
          const { secret } = await decrypt(
            await read(join(stage.keys, `${label}.json`)),
            Secret.text(PASSWORD),
          );
          return [label, privateKeyToAccount(hexOf(secret))] as const;
        }),
      ),
    );
    const ben = accounts.ben as PrivateKeyAccount;
    const { conclave } = valueFrom<{ conclave: Address }>(
      await task(["conclave", "deploy"], { record: true }),
    );
    const args = [DAY, [ben.address], [zeroAddress], zeroAddress] as const;
    const made = await chain.send({ data: encodeDeployData({ ...timelockArtifact, args: [...args] }) });
    timelock = getAddress(made.contractAddress ?? zeroAddress);
    const owners = (labels: string[]) => labels.map((label) => accounts[label] as PrivateKeyAccount);
    safes = {
      wide: (
        await deployTestSafe(chain, {
          version: "1.4.1",
          owners: owners(["ben", "cleo", "dan"]),
          threshold: 2,
        })
      ).address,
      tight: (
        await deployTestSafe(chain, { version: "1.4.1", owners: owners(["ben", "cleo"]), threshold: 2 })
      ).address,
    };
    const from = async (to: Address, abi: Abi, functionName: string, list: readonly unknown[]) => {
      const data = encodeFunctionData({ abi, functionName, args: list });
      const hash = (await chain.provider.request({
        method: "eth_sendTransaction",
        params: [{ from: deployer, to, data }],
      })) as Hex;
      await chain.client.waitForTransactionReceipt({ hash });
    };
    await from(registry, registryAbi, "grantRole", [WRITER, ben.address]);
    await from(registry, registryAbi, "grantRole", [zeroHash, conclave]);
    await from(vault, artifact("mocks/Vault").abi, "transferOwnership", [ben.address]);
    await chain.write(vault, artifact("mocks/Vault").abi, "acceptOwnership", [], ben);
    const call = [registry, 0n, "0x", zeroHash, zeroHash] as const;
    await chain.write(timelock, timelockArtifact.abi, "schedule", [...call, BigInt(DAY)], ben);
    operation = (await chain.client.readContract({
      address: timelock,
      abi: timelockArtifact.abi,
      functionName: "hashOperation",
      args: [...call],
    })) as Hex;
    const charter = (await readFile(stage.charter, "utf8"))
      .replace(
        "contracts:\n",
        `contracts:\n  timelock: "${timelock}"\n  wide: "${safes.wide}"\n  tight: "${safes.tight}"\n`,
      )
      .replace(
        "rules:\n",
        'rules:\n  - { target: registry, function: "revokeRole(bytes32,address)", tiers: [routine] }\n',
      );
    const { writeFile } = await import("node:fs/promises");
    await writeFile(stage.charter, charter);
    for (const label of ["ana", "pia", "ben", "cleo", "dan", "eve", "tom", "gus", "hana"])
      valueFrom(await task(["key", "activate"], { label }));
    const { path } = valueFrom<{ path: string }>(await task(["proposal", "create"], { key: "ana" }));
    await carryOut(task as ReturnType<typeof runnerFor>, chain, path, ["ben", "cleo"], 2 * DAY);
    // What waits by Ben's approval when the key is found to be stolen.
    const waiting = valueFrom<{ path: string }>(
      await task(["proposal", "create"], { to: "vault", function: "setFee(uint256)", args: "5", key: "ana" }),
    ).path;
    valueFrom(await task(["proposal", "approve"], { file: waiting, key: "ben", yes: true }));
    valueFrom(await task(["proposal", "submit"], { file: waiting }));
  });
  afterAll(async () => {
    await expectNoSecrets(stage);
    await cleanUp(stage);
  });

  test("it finds what Ben has by himself, and drafts what the Conclave and the Safes can take", async () => {
    const { response } = await answer();
    const ben = (accounts.ben as PrivateKeyAccount).address;
    const [suspend] = of(response, "suspend");
    expect(suspend).toMatchObject({
      who: ["Gus", "Hana"],
      command: 'hardhat key suspend "Ben" --key gus',
      state: "open",
    });
    expect(of(response, "cancel").map(({ id }) => id)).toEqual([
      "cancel-256",
      `timelock-${operation.slice(2, 10)}`,
    ]);
    expect(of(response, "cancel")[0]?.what).toContain("which they approved");
    const [quick, slow] = of(response, "revoke");
    expect(quick).toMatchObject({ tier: 1, delay: DAY, waits: ["suspend-ben"] });
    expect(quick?.words).toEqual([`takes WRITER of registry from ${ben}`]);
    expect(slow).toMatchObject({ tier: 0, words: ["declares key ben compromised, for good"] });
    // Ben's own consent would not last.
    expect([quick, slow].flatMap((one) => one?.who ?? []).join()).not.toContain("Ben");
    expect(of(response, "safe").map(({ file, words }) => [file !== null, words[0]])).toEqual(
      expect.arrayContaining([
        [true, `${ben} is no owner any more; the threshold stays 2`],
        [false, "too few owners would be left for the threshold: name who takes the place with --successor"],
      ]),
    );
    const own = of(response, "handover").map(({ what }) => what);
    expect(own).toContain(`owner of vault, of ${ben}`);
    expect(own).toContain(`PROPOSER_ROLE of timelock, of ${ben}`);
    const names = await readdir(folder);
    expect(names.filter((name) => name.startsWith("safe-"))).toHaveLength(1);
    expect(await readFile(join(folder, "README.md"), "utf8")).toContain("## Before anything");
  });

  test("a successor takes the place where too few owners would be left", async () => {
    const dan = (accounts.dan as PrivateKeyAccount).address;
    const { response } = await answer({ successor: dan });
    const files = of(response, "safe").map(({ words }) => words[0]);
    expect(files).toContain(`${dan} takes the place of ${(accounts.ben as PrivateKeyAccount).address}`);
  });

  test("neither a key nor a person, or both, is refused", async () => {
    expect(refusalOf(await respond({ holder: undefined }))).toBe("Task.WhoseResponse");
    expect(refusalOf(await respond({ key: "ben" }))).toBe("Task.WhoseResponse");
    expect(refusalOf(await respond({ holder: "Zoe" }))).toBe("Respond.UnknownPerson");
    expect(refusalOf(await respond({ holder: undefined, key: "zoe" }))).toBe("Respond.UnknownKey");
  });

  test("consent is asked for the epoch after the suspension, and then takes the role away", async () => {
    const { response } = await answer();
    const file = join(folder, of(response, "revoke")[0]?.file ?? "none");
    expect(refusalOf(await task(["proposal", "approve"], { file, key: "ana", yes: true }))).toBe(
      "Approval.StaleEpoch",
    );
    valueFrom(await task(["key", "suspend"], { person: "Ben", key: "gus", yes: true }));
    for (const key of ["ana", "cleo"])
      valueFrom(await task(["proposal", "approve"], { file, key, yes: true }));
    const signed = await readFile(file, "utf8");
    const again = await answer();
    expect(of(again.response, "suspend")[0]).toMatchObject({ state: "done" });
    expect(await readFile(file, "utf8")).toBe(signed);
    valueFrom(await task(["proposal", "submit"], { file }));
    await chain.advance(DAY);
    const { address } = accounts.ben as PrivateKeyAccount;
    expect(await has(registry, registryAbi, WRITER, address)).toBe(true);
    valueFrom(await task(["proposal", "execute"], { file }));
    expect(await has(registry, registryAbi, WRITER, address)).toBe(false);
    const { response: after } = await answer();
    expect(of(after, "revoke").map(({ tier }) => tier)).toEqual([0]);
  });

  test("where the Conclave is canceller and admin of the timelock, its calls are among the drafts", async () => {
    const { conclave } = (await answer()).response;
    // The timelock is its own admin: its own address grants.
    await chain.provider.request({ method: "hardhat_impersonateAccount", params: [timelock] });
    await chain.setBalance(timelock, 10n ** 18n);
    for (const role of [zeroHash, CANCELLER]) {
      const data = encodeFunctionData({
        abi: timelockArtifact.abi,
        functionName: "grantRole",
        args: [role, conclave],
      });
      await chain.provider.request({
        method: "eth_sendTransaction",
        params: [{ from: timelock, to: timelock, data }],
      });
    }
    await chain.provider.request({ method: "hardhat_stopImpersonatingAccount", params: [timelock] });
    const { response } = await answer();
    const words = of(response, "revoke").flatMap((one) => one.words);
    const ben = (accounts.ben as PrivateKeyAccount).address;
    expect(words).toContain(`cancels ${operation} in the timelock timelock`);
    expect(words).toContain(`takes PROPOSER_ROLE of timelock from ${ben}`);
    expect(await has(timelock, timelockArtifact.abi, PROPOSER, ben)).toBe(true);
  });
});
