import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import hre from "hardhat";
import { type Abi, type Address, toFunctionSelector } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { roleManagerAbi } from "../../src/generated/abi.ts";
import type { ReviewFile } from "../../src/role/review/schema.ts";
import { call } from "../role/review/stage.ts";
import type { TestChain } from "../support/chain.ts";
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
const TERMS = { term: 0, period: 100 * DAY, grace: 10 * DAY, reviewer: 7n, critical: false, live: false };

describe("a review of roles, by tasks alone", () => {
  let chain: TestChain;
  let stage: Stage;
  let manager: Address;
  let task: (id: readonly string[], args?: Record<string, unknown>) => Promise<Ran>;
  const accounts: Record<string, Address> = {};
  const at = (name: string) => join(stage.folder, name);
  const member = async (role: bigint, label: string) => {
    const ask = { address: manager, abi: roleManagerAbi as Abi, functionName: "hasRole" };
    return ((await chain.client.readContract({ ...ask, args: [role, accounts[label]] })) as [boolean])[0];
  };
  const calls = (...list: [name: string, args: unknown[]][]) =>
    list.map(([name, args]) => ({ target: manager, data: call(manager, name, args).data }));

  beforeAll(async () => {
    chain = await chainOf(hre);
    stage = await layOut(await chain.now());
    task = runnerFor(hre, stage);
    const { conclave } = valueFrom<{ conclave: Address }>(
      await task(["conclave", "deploy"], { record: true }),
    );
    const { keys } = valueFrom<{ keys: { label: string; address: Address }[] }>(await task(["key", "list"]));
    for (const { label, address } of keys) {
      accounts[label] = address;
      valueFrom(await task(["key", "activate"], { label }));
    }
    manager = await chain.deploy("roles/RoleManager", [conclave]);
    await edit(stage.charter, /^( +)conclave:.*$/m, `$&\n  roles: "${manager}"`);
    const dial = await chain.deploy("mocks/Dial", [manager]);
    const batch = calls(
      ["labelRole", [5n, "operator"]],
      ["labelRole", [6n, "pauser"]],
      ["labelRole", [7n, "reviewer"]],
      ["setTargetFunctionRole", [dial, [toFunctionSelector("turn(uint256)")], 5n]],
      ["setTargetFunctionRole", [dial, [toFunctionSelector("stop()")], 6n]],
      ["defineRole", [5n, TERMS]],
      ["defineRole", [6n, { ...TERMS, critical: true }]],
      ["defineRole", [7n, { ...TERMS, period: 400 * DAY, reviewer: 0n }]],
      ["grantRole", [7n, accounts.ben, 0]],
      ["grantRole", [5n, accounts.dan, 0]],
      ["grantRole", [5n, accounts.pia, 0]],
      ["grantRole", [5n, accounts.ben, 0]],
      ["grantRole", [6n, accounts.gus, 0]],
    );
    await writeFile(at("batch.json"), JSON.stringify(batch));
    const file = valueFrom<{ path: string }>(
      await task(["proposal", "create"], { batch: at("batch.json"), tier: "0", key: "ana" }),
    ).path;
    await carryOut(task, chain, file, ["ben", "cleo"], 2 * DAY);
  }, 120_000);
  afterAll(() => cleanUp(stage));

  test("is prepared with people's names, decided, signed and handed in; the pauser's drop becomes a proposal", async () => {
    const file = at("review.json");
    const ran = await task(["role", "review", "prepare"], { out: file });
    const { file: review } = valueFrom<{ file: ReviewFile }>(ran);
    expect(ran.out).toMatch(/Dan \(dan\) +active/);
    expect(ran.out).toContain("operator (5): reviewed every 100 days by Ben (ben); lapses 10 days after");
    expect(review.roles.map(({ name }) => name)).toEqual(["admin", "operator", "pauser", "reviewer"]);
    expect(refusalOf(await task(["role", "review", "prepare"], { out: file }))).toBe("Files.Exists");

    const decide = (args: object) => task(["role", "review", "decide"], { file, ...args });
    expect(refusalOf(await decide({ role: "operator", as: "ben", keep: "ben" }))).toBe("RoleReview.OwnGrant");
    expect(refusalOf(await decide({ role: "operator", as: "dan", keep: "pia" }))).toBe(
      "RoleReview.NotAReviewer",
    );
    expect(refusalOf(await decide({ as: "ben", keep: "dan" }))).toBe("RoleReview.NoSuchRole");
    valueFrom(
      await decide({ role: "operator", as: "ben", keep: "dan", drop: "pia", reason: "moved to sales" }),
    );
    valueFrom(await decide({ role: "pauser", as: "ben", drop: "gus", reason: "left" }));

    expect(refusalOf(await task(["role", "review", "sign"], { file, key: "ben" }))).toBe("Task.NotConfirmed");
    const signed = await task(["role", "review", "sign"], { file, key: "ben", yes: true });
    expect(valueFrom<{ signed: bigint[] }>(signed).signed).toEqual([5n]);
    const submitted = await task(["role", "review", "submit"], { file });
    const { sent, proposal, undecided, unsigned } = valueFrom<{
      sent: { role: bigint; transaction: unknown }[];
      proposal: string;
      undecided: number;
      unsigned: number;
    }>(submitted);
    expect(sent).toMatchObject([{ role: 5n, transaction: { hash: expect.stringMatching(/^0x/) } }]);
    // Ben's own, the reviewers' and the Conclave's are left.
    expect([undecided, unsigned]).toEqual([3, 0]);
    expect(await member(5n, "pia")).toBe(false);
    expect(await member(5n, "dan")).toBe(true);

    // Run again, it sends nothing twice, and finds the proposal that it wrote.
    const again = await task(["role", "review", "submit"], { file });
    expect(valueFrom(again)).toMatchObject({
      sent: [{ role: 5n, transaction: null, problem: null }],
      proposal,
    });
    expect(again.out).toContain("were carried out before");

    expect(await member(6n, "gus")).toBe(true);
    valueFrom(await task(["proposal", "approve"], { file: proposal, key: "ana", act: "propose", yes: true }));
    await carryOut(task, chain, proposal, ["ben", "cleo"], 2 * DAY);
    expect(await member(6n, "gus")).toBe(false);
  });

  test("keeps what one signs and another decides at the same moment", async () => {
    const file = at("together.json");
    valueFrom(await task(["role", "review", "prepare"], { out: file }));
    const decide = (args: object) => task(["role", "review", "decide"], { file, ...args });
    valueFrom(await decide({ role: "operator", as: "ben", keep: "dan" }));
    await together([
      () => task(["role", "review", "sign"], { file, key: "ben", yes: true, role: "operator" }),
      () => decide({ role: "reviewer", keep: "ben" }),
    ]);
    const { roles } = JSON.parse(await readFile(file, "utf8")) as ReviewFile;
    const named = (role: string) => roles.find(({ name }) => name === role);
    expect(named("operator")?.signatures).toHaveLength(1);
    expect(named("reviewer")?.grants).toMatchObject([{ name: "ben", decision: { keep: true } }]);
  });

  test("is signed in a wallet of one's own by the typed data", async () => {
    const file = at("wallet.json");
    valueFrom(await task(["role", "review", "prepare"], { out: file, role: "5" }));
    valueFrom(await task(["role", "review", "decide"], { file, as: "ben", keep: "dan" }));
    const typed = await task(["role", "review", "typed"], { file, as: "ben" });
    expect(valueFrom(typed)).toMatchObject({ primaryType: "Review", domain: { name: "RoleManager" } });
    expect(typed.err).toMatch(/digest 0x[0-9a-f]{64}/);
    const add = (signature: string) => task(["role", "review", "add"], { file, as: "ben", signature });
    expect(refusalOf(await add("0x1234"))).toBe("RoleReview.BadSignature");
    const other = at("other.json");
    await writeFile(other, await readFile(file, "utf8"));
    valueFrom(await task(["role", "review", "sign"], { file: other, key: "ben", yes: true }));
    const made = JSON.parse(await readFile(other, "utf8")).roles[0].signatures[0].signature;
    valueFrom(await add(made));
    expect(JSON.parse(await readFile(file, "utf8"))).toEqual(JSON.parse(await readFile(other, "utf8")));
  });

  test("is handed in as far as it goes, and ends with exit code 1 where a grant has changed since", async () => {
    const file = at("late.json");
    valueFrom(await task(["role", "review", "prepare"], { out: file, role: "5" }));
    valueFrom(await task(["role", "review", "decide"], { file, as: "ben", keep: "dan" }));
    valueFrom(await task(["role", "review", "sign"], { file, key: "ben", yes: true }));
    const other = at("later.json");
    await writeFile(other, await readFile(file, "utf8"));
    valueFrom(await task(["role", "review", "decide"], { file: other, as: "ben", drop: "dan" }));
    valueFrom(await task(["role", "review", "sign"], { file: other, key: "ben", yes: true }));
    valueFrom(await task(["role", "review", "submit"], { file }));
    const late = await task(["role", "review", "submit"], { file: other });
    expect(refusalOfList(late)).toBe("RoleReview.NotAllSubmitted");
    expect(late.out).toContain("NOT HANDED IN: operator: the grants of dan have changed since");
    expect(await member(5n, "dan")).toBe(true);
  });

  test("is refused where the charter calls the account otherwise than the file", async () => {
    const file = at("named.json");
    valueFrom(await task(["role", "review", "prepare"], { out: file, role: "5" }));
    valueFrom(await task(["role", "review", "decide"], { file, as: "ben", keep: "dan" }));
    const charter = at("other.yaml");
    await writeFile(charter, (await readFile(stage.charter, "utf8")).replaceAll("Dan", "Mallory"));
    expect(refusalOf(await task(["role", "review", "sign"], { file, charter, key: "ben", yes: true }))).toBe(
      "RoleReview.OtherMember",
    );
  });

  test("waits for nobody at first, and ends with exit code 1 once it is overdue", async () => {
    const before = await task(["role", "review", "list"]);
    expect(before.ok).toBe(true);
    expect(before.out).toContain("RoleManager");
    expect(refusalOfList(await task(["role", "review", "list"], { within: "120d", failOn: "due" }))).toBe(
      "RoleReview.Waiting",
    );
    await chain.advance(103 * DAY);
    const late = await task(["role", "review", "list"]);
    expect(refusalOfList(late)).toBe("RoleReview.Waiting");
    expect(late.out).toMatch(/OVERDUE\nrole +member +due +lapses\noperator +Dan \(dan\)/);
    expect((await task(["role", "review", "list"], { failOn: "none" })).ok).toBe(true);
    expect(refusalOf(await task(["role", "review", "list"], { failOn: "sometimes" }))).toBe(
      "Task.BadReviewLimit",
    );
  });

  test("prints no secret", () => expectNoSecrets(stage));
});

/** A list that fails prints what it found all the same. */
function refusalOfList({ ok, error }: Ran): string {
  expect(ok).toBe(false);
  return String((error as { code?: unknown }).code);
}
