import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import hre from "hardhat";
import { afterAll, beforeAll, expect, test } from "vitest";
import { corrected, type SetUp, setUp } from "../../scripts/example/set-up.ts";
import { parse } from "../../src/charter/parse.ts";
import { run } from "../tasks/stage.ts";

const CHARTER = "examples/protocol/charter.yaml";
let text: string;
let at: SetUp;
let folder: string;

beforeAll(async () => {
  text = await readFile(CHARTER, "utf8");
  at = await setUp(await hre.network.getOrCreate(), parse(text, CHARTER).charter);
  folder = await mkdtemp(join(tmpdir(), "conclave-example-"));
}, 180_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

function role(command: string, args: Record<string, unknown> = {}) {
  return run(hre, { printed: [] }, ["role", command], { charter: CHARTER, block: "latest", ...args });
}

test("the example's contracts lie where its charter says, on a fresh network", () => {
  expect(corrected(text, at)).toBe(text);
});

test("its catalogue reads everything, and names people behind each power", async () => {
  const { ok, out } = await role("catalogue");
  expect(ok).toBe(true);
  expect(out).not.toContain("could not be read");
  expect(out).toMatch(/upgrade +upgrade, act +pool-admin \(owned by timelock \(48 h, by conclave\)\)/);
  expect(out).toMatch(/owners +act, funds +Ben \(ben\) +2 of 3, and guard, tier 0 \(strict\)/);
});

test("its check passes: nothing on-chain is other than the charter has it", async () => {
  const { ok, out, err } = await role("check");
  expect({ ok, err: err.replace(/^looked at .*\n/gm, "") }).toEqual({ ok: true, err: "" });
  expect(out).not.toMatch(/^(CRITICAL|HIGH|MEDIUM) /m);
});

test("given a limit that more people be needed: its check fails", async () => {
  const strict = join(folder, "charter.yaml");
  await writeFile(strict, text.replace("{ goal: upgrade, people: 2 }", "{ goal: upgrade, people: 3 }"));
  expect((await role("check", { charter: strict })).ok).toBe(false);
});

test("its README's other commands run: what falls with a person, and whom it takes", async () => {
  const { ok, out } = await role("blast", { holder: "Ben" });
  expect([ok, out.includes("owners of treasury")]).toEqual([true, true]);
  const collusion = await role("collusion");
  expect(collusion.out).toMatch(/^upgrade +2 /m);
  expect(collusion.out).toContain("any 1 of Ana, Pia; with any 1 of Ben, Cleo, Dan, after 3 days");
});
