import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import hre from "hardhat";
import { type Address, getAddress } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import { roleManagerAbi } from "../../src/generated/abi.ts";
import type { TestChain } from "../support/chain.ts";
import { chainOf, cleanUp, layOut, type Ran, refusalOf, runnerFor, type Stage, valueFrom } from "./stage.ts";

let chain: TestChain;
let stage: Stage;
let manager: Address;
let task: ReturnType<typeof runnerFor>;
let history: (args?: Record<string, unknown>) => Promise<Ran>;

beforeAll(async () => {
  chain = await chainOf(hre);
  stage = await layOut(await chain.now());
  task = runnerFor(hre, stage);
  const { conclave } = valueFrom<{ conclave: Address }>(await task(["conclave", "deploy"], { record: true }));
  manager = await chain.deploy("roles/RoleManager", [conclave]);
  history = (args = {}) => task(["role", "history"], { ...args });
});
afterAll(() => cleanUp(stage));

test("asks which RoleManager is meant where neither the charter nor an option says", async () => {
  expect(refusalOf(await history())).toBe("Task.NoRoleManager");
});

test("tells a record that holds, by the charter's manager, and writes it", async () => {
  const text = await readFile(stage.charter, "utf8");
  await writeFile(stage.charter, text.replace(/^chain:\n/m, `chain:\n  roles: "${manager}"\n`));
  const out = join(stage.folder, "roles.md");
  const told = await history({ out });
  expect(told.ok).toBe(true);
  expect(told.out).toMatch(/^the record of roles holds: whole, in order, possible/);
  expect(told.out).toContain("the Conclave, the Conclave's own role: counts, no end");
  expect(told.err).toContain(`wrote ${out}`);
  expect(await readFile(out, "utf8")).toContain(`# History of roles of ${manager}`);
  expect(told.value).toMatchObject({ ok: true, format: "conclave-role-history/1", links: 2 });
});

test("refuses what is no RoleManager, and no address", async () => {
  const elsewhere = await history({ manager: "0x00000000000000000000000000000000000000ee" });
  expect(refusalOf(elsewhere)).toBe("Audit.NotARoleManager");
  expect(refusalOf(await history({ manager: "0x12" }))).toBe("Task.BadAddress");
});

test("ends with a failure that says first what was found, such as a Conclave's record that is not whole", async () => {
  const late = await history({ fromBlock: String(await chain.client.getBlockNumber()) });
  expect(late.ok).toBe(false);
  expect(late.error).toMatchObject({ code: "Task.RoleHistoryFailed" });
  expect(late.out).toMatch(/^the record of roles does not hold: 1 finding\n/);
  expect(late.out).toMatch(/conclave: the record of Conclave 0x[0-9a-fA-F]{40} does not hold/);
});

test("does not pass the people of another Conclave off as the manager's own", async () => {
  const text = await readFile(stage.charter, "utf8");
  const charter = join(stage.folder, "other.yaml");
  const other = "0x00000000000000000000000000000000000000ee";
  await writeFile(charter, text.replace(/^( +conclave: ).*$/m, `$1"${other}"`));
  const told = await history({ charter });
  expect(told.error).toMatchObject({ code: "Task.RoleHistoryFailed" });
  expect(told.out).toContain(`not to ${getAddress(other)}: the names are not those of its people`);
  // The same of a chain that is not the charter's first.
  const further = `chains: [{ id: 31337, conclave: "${other}", roles: "${manager}" }]`;
  const elsewhere = text.replace(/^( +id: )31337$/m, "$15").replace(/^ +(conclave|roles): .*\n/gm, "");
  await writeFile(charter, elsewhere.replace(/^guardian-cooldown/m, `${further}\nguardian-cooldown`));
  const there = await history({ charter });
  expect(there.out).toContain(`not to ${getAddress(other)}: the names are not those of its people`);
});

test("audit verify looks at the charter's RoleManager too, and says so", async () => {
  const verified = await task(["audit", "verify"]);
  expect(verified.ok).toBe(true);
  expect(verified.out).toContain(manager);
  expect(verified.out).toContain("the record of roles holds");
  expect(verified.value).toMatchObject({ ok: true, roles: { manager, ok: true, links: 2 } });
  const head = await chain.client.readContract({
    address: manager,
    abi: roleManagerAbi,
    functionName: "head",
  });
  expect(verified.value).toMatchObject({ roles: { head } });
});
