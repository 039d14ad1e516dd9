import type { PrivateKeyAccount } from "viem/accounts";
import { beforeEach, describe, expect, it } from "vitest";
import { type Connection, connect } from "../../../src/chain/client.ts";
import * as ChainState from "../../../src/chain/state.ts";
import { VERSIONS } from "../../../src/safe/deployments.ts";
import type { SafeFile } from "../../../src/safe/file.ts";
import { peopleOf } from "../../../src/safe/people.ts";
import { type Applied, apply, type Means } from "../../../src/safe/roster/apply.ts";
import { differences, type Ground } from "../../../src/safe/roster/diff.ts";
import { parse } from "../../../src/safe/roster/file.ts";
import { plan, type SafePlan } from "../../../src/safe/roster/plan.ts";
import { DELEGATECALL } from "../../../src/safe/transaction.ts";
import type { TestChain } from "../../support/chain.ts";
import { foundConclave } from "../../support/conclave.ts";
import { account, BEN, CLEO, DAN, OUTSIDER } from "../../support/people.ts";
import { codeOfAsync, refusalOf } from "../../support/refusal.ts";
import { deployTestSafe, execute, type TestSafe } from "../../support/safe.ts";
import { change, OWNERS, ownChain } from "../../support/safe-check.ts";
import { groundOf, keyOf, proofOf, safesYaml, signedBy, type Wanted } from "../../support/safe-roster.ts";

const [ADA, BOB, CYD] = OWNERS as [PrivateKeyAccount, PrivateKeyAccount, PrivateKeyAccount];

async function all(applied: AsyncGenerator<Applied>): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, outcome } of applied) found.push(`${name} ${outcome}`);
  return found;
}

function meansOf(files: ReadonlyMap<string, SafeFile>): Means {
  return {
    fileFor: async (name) => files.get(name) ?? null,
    withSender: (connection: Connection, use) => use({ connection, account: OUTSIDER }),
  };
}

async function filesOf(plans: readonly SafePlan[], signers: readonly PrivateKeyAccount[]) {
  const files = new Map<string, SafeFile>();
  for (const { difference, file } of plans)
    if (file !== null) files.set(difference.entry.name, await signedBy(file, signers));
  return files;
}

describe("a roster for Safes on two chains", () => {
  let one: TestChain;
  let two: TestChain;
  let ground: Ground;
  let wanted: Wanted[];
  const safes = () => parse(safesYaml(wanted));
  const deploy = (chain: TestChain, version: TestSafe["version"], salt: bigint) =>
    deployTestSafe(chain, { version, owners: OWNERS.slice(0, 3), threshold: 2, salt });
  const proofs = async () => {
    const labels = ["dot", "eli"];
    return (
      await Promise.all(wanted.map(({ safe }) => Promise.all(labels.map((label) => proofOf(label, safe)))))
    ).flat();
  };

  beforeEach(async () => {
    [one, two] = await Promise.all([ownChain(), ownChain(777)]);
    for (const chain of [one, two]) await chain.setBalance(OUTSIDER.address, 10n ** 24n);
    ground = groundOf({ one, two });
    wanted = [];
    for (const [index, version] of VERSIONS.entries()) {
      const chain = index % 2 === 0 ? one : two;
      const safe = await deploy(chain, version, BigInt(index));
      const owners = ["ada", "Bob", "dot", "eli"].slice(0, 3 + (index % 2));
      wanted.push({ name: `s${index}`, safe, rpc: index % 2 === 0 ? "one" : "two", owners, threshold: 3 });
    }
  });

  it("says what differs in words, plans one transaction a Safe, and once applied nothing differs", async () => {
    const before = await differences(safes(), ground);
    expect(before.map(({ words }) => words)).toEqual([
      [
        `add dot (Dot) ${keyOf("dot").address}`,
        `remove cyd (Cyd) ${CYD.address}`,
        "raise the threshold from 2 to 3",
      ],
      [
        `add dot (Dot) ${keyOf("dot").address}`,
        `add eli (Eli) ${keyOf("eli").address}`,
        `remove cyd (Cyd) ${CYD.address}`,
        "raise the threshold from 2 to 3",
      ],
      expect.any(Array),
    ]);
    const plans = await plan(safes(), ground, await proofs());
    expect(plans.map(({ file }) => [file?.transaction.operation, file?.transaction.nonce])).toEqual(
      VERSIONS.map(() => [DELEGATECALL, 0n]),
    );
    const files = await filesOf(plans, [ADA, BOB]);
    expect(await all(apply(safes(), ground, meansOf(files)))).toEqual([
      "s0 executed",
      "s1 executed",
      "s2 executed",
    ]);
    expect((await differences(safes(), ground)).map(({ same }) => same)).toEqual([true, true, true]);
    expect(await all(apply(safes(), ground, meansOf(files)))).toEqual(["s0 done", "s1 done", "s2 done"]);
    expect((await plan(safes(), ground, [])).map(({ file }) => file)).toEqual([null, null, null]);
  });

  it("goes on where it stopped: what lacks signatures waits, what is done is skipped", async () => {
    const plans = await plan(safes(), ground, await proofs());
    const files = await filesOf(plans, [ADA, BOB]);
    const half = new Map(files);
    const second = plans[1]?.file;
    if (!second) throw new Error("no plan");
    half.set("s1", await signedBy(second, [ADA]));
    expect(await all(apply(safes(), ground, meansOf(half)))).toEqual([
      "s0 executed",
      "s1 waiting",
      "s2 executed",
    ]);
    expect(await all(apply(safes(), ground, meansOf(files)))).toEqual(["s0 done", "s1 executed", "s2 done"]);
  });

  it("stops at the first surprise: a nonce that something else used", async () => {
    const files = await filesOf(await plan(safes(), ground, await proofs()), [ADA, BOB]);
    const [first] = wanted;
    if (first === undefined) throw new Error("no Safe");
    await execute(first.safe, { to: OUTSIDER.address });
    const refusal = await refusalOf(() => all(apply(safes(), ground, meansOf(files))));
    expect(refusal).toMatchObject({ code: "SafesApply.Surprise", details: { safe: "s0", nonce: 1n } });
    expect((await differences(safes(), ground)).map(({ same }) => same)).toEqual([false, false, false]);
    expect(await codeOfAsync(() => all(apply(safes(), ground, meansOf(new Map()))))).toBe(
      "SafesApply.NoPlan",
    );
  });

  it("stops where a plan, though signed, is not what safes.yaml asks for now", async () => {
    const files = await filesOf(await plan(safes(), ground, await proofs()), [ADA, BOB]);
    wanted = wanted.map((safe) => ({ ...safe, threshold: 2 }));
    const refusal = await refusalOf(() => all(apply(safes(), ground, meansOf(files))));
    expect(refusal).toMatchObject({ code: "SafesApply.Surprise", details: { safe: "s0", nonce: 0n } });
    expect((await differences(safes(), ground)).map(({ state }) => state.nonce)).toEqual([0n, 0n, 0n]);
  });

  it("counts a Safe as done that others have brought there, whatever its plan", async () => {
    const [first] = wanted;
    if (first === undefined) throw new Error("no Safe");
    wanted = [{ ...first, threshold: 2, owners: ["ada", "bob"] }];
    const files = await filesOf(await plan(safes(), ground, []), [ADA, BOB]);
    await change(first.safe, "removeOwner", [BOB.address, CYD.address, 2n]);
    expect(await all(apply(safes(), ground, meansOf(files)))).toEqual(["s0 done"]);
  });

  it("refuses a plan file that belongs to another Safe", async () => {
    const files = await filesOf(await plan(safes(), ground, await proofs()), [ADA, BOB]);
    const swapped = new Map(files).set("s0", files.get("s2") as SafeFile);
    expect(await codeOfAsync(() => all(apply(safes(), ground, meansOf(swapped))))).toBe("SafeFile.WrongSafe");
  });

  it("refuses owners whom nothing proves, each by name, and proofs for another Safe", async () => {
    const refusal = await refusalOf(() => plan(safes(), ground, []));
    expect(refusal).toMatchObject({
      code: "SafesPlan.NotProven",
      details: { owners: [keyOf("dot").address] },
    });
    const [first, second] = wanted as [Wanted, Wanted];
    expect(await codeOfAsync(async () => plan(safes(), ground, [await proofOf("dot", second.safe)]))).toBe(
      "SafesPlan.NotProven",
    );
    wanted = [first];
    const proof = await proofOf("dot", first.safe);
    const forged = { ...proof, signature: (await proofOf("eli", first.safe)).signature };
    expect(await codeOfAsync(() => plan(safes(), ground, [forged]))).toBe("Possession.Refused");
    expect(await plan(safes(), ground, [proof])).toMatchObject([{ proven: [{ by: "proof" }] }]);
  });

  it("refuses the Safe itself as owner, and a node of another chain", async () => {
    const [first] = wanted as [Wanted];
    wanted = [{ ...first, owners: [first.safe.address], threshold: 1 }];
    expect(await codeOfAsync(() => differences(safes(), ground))).toBe("SafesFile.OwnerRefused");
    wanted = [{ ...first, rpc: "two" }];
    expect(await codeOfAsync(() => differences(safes(), ground))).toBe("Chain.WrongChain");
    const other = safesYaml([first]).replace('"0x', '"eth:0x');
    expect(await codeOfAsync(() => differences(parse(other), ground))).toBe("SafeAddress.OtherChain");
  });

  it("warns of the first owners who can deploy the address elsewhere", async () => {
    wanted = wanted.slice(0, 1).map((safe) => ({ ...safe, owners: ["ada", "bob"], threshold: 2 }));
    const [leaving] = await plan(safes(), ground, []);
    expect(leaving?.warnings).toHaveLength(1);
    expect(leaving?.warnings[0]).toContain(`cyd (Cyd) ${CYD.address}`);
    expect(leaving?.warnings[0]).not.toContain("enough");
    wanted = wanted.map((safe) => ({ ...safe, owners: ["ada", "bob", "cyd"] }));
    expect(await plan(safes(), ground, [])).toMatchObject([{ file: null, warnings: [] }]);
  });
});

describe("a roster beside a Conclave", () => {
  it("takes its active keys as proven, and none that is suspended or retired", async () => {
    const chain = await ownChain();
    const founded = await foundConclave({ provider: chain.provider });
    const safe = await deployTestSafe(chain, { version: "1.5.0", owners: OWNERS.slice(0, 2), threshold: 1 });
    const state = await ChainState.read(await connect(chain.provider), founded.address);
    const people = peopleOf(state, null);
    const ground = groundOf({ one: chain }, people);
    const owners = [BEN, CLEO, DAN].map((index) => account(index).address);
    const safes = parse(safesYaml([{ name: "s", safe, rpc: "one", owners, threshold: 2 }]));
    expect(await plan(safes, ground, [])).toMatchObject([
      { proven: [{ by: "conclave" }, { by: "conclave" }, { by: "conclave" }] },
    ]);
    for (const standing of ["suspended", "expired", "retiring", "retired", "compromised"] as const) {
      const keys = people.keys.map((key) => (key.index === BEN ? { ...key, standing } : key));
      const judged = () => plan(safes, groundOf({ one: chain }, { ...people, keys }), []);
      expect((await refusalOf(judged)).details.standing).toBe(standing);
    }
    const pending = people.keys.map((key) =>
      key.index === BEN ? { ...key, standing: "pending" as const } : key,
    );
    const young = groundOf({ one: chain }, { ...people, keys: pending });
    expect(await codeOfAsync(() => plan(safes, young, []))).toBe("SafesPlan.NotProven");
    const wallets = people.keys.map((key) => ({ ...key, kind: "ERC1271" as const }));
    const here = groundOf({ one: chain }, { ...people, keys: wallets });
    expect(await plan(safes, here, [])).toMatchObject([{ proven: [{ by: "conclave" }, {}, {}] }]);
    const conclave = { chainId: 5, address: founded.address };
    const elsewhere = groundOf({ one: chain }, { ...people, keys: wallets, conclave });
    expect(await codeOfAsync(() => plan(safes, elsewhere, []))).toBe("SafesPlan.NotProven");
  });
});
