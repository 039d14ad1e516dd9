import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import hre from "hardhat";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RoleReport } from "../../src/role/check/check.ts";
import { buildWorld } from "../support/world/build.ts";
import { refusalOf, run, valueFrom } from "./stage.ts";

let folder: string;
let plain: string;
const at = (name: string) => join(folder, name);
const role = (command: string, args: Record<string, unknown>) =>
  run(hre, { printed: [] }, ["role", command], args);
const check = (args: Record<string, unknown>) => role("check", { block: "latest", ...args });
/** Writes a charter with more sections than the model world's, and gives its path. */
const charterWith = async (name: string, sections: string) => {
  await writeFile(at(name), `${plain}\n${sections}`);
  return at(name);
};
const named = (report: RoleReport, name: string) => report.findings.filter((one) => one.check === name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "conclave-check-"));
  plain = (await buildWorld(await hre.network.getOrCreate())).charterText;
  await writeFile(at("charter.yaml"), plain);
  const catalogue = await role("catalogue", {
    charter: at("charter.yaml"),
    block: "latest",
    out: at("world.json"),
  });
  expect(catalogue.ok).toBe(true);
}, 180_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

test("fails on the model world, whose charter declares no powers, with a report that can be read", async () => {
  const ran = await check({ charter: at("charter.yaml") });
  expect(ran.ok).toBe(false);
  expect(ran.error).toMatchObject({ code: "RoleCheck.Failed", details: { limit: "high" } });
  expect(ran.out).toContain(
    "CRITICAL power-unexpected harbour: DEFAULT_ADMIN_ROLE of harbour is not in the charter",
  );
  expect(ran.out.match(/because nobody agreed to this power/g)).toHaveLength(1);
  expect(ran.out).toContain("second-path coin: opsSafe is DEFAULT_ADMIN_ROLE of coin too, with no delay");
});

test("finds no drift once the catalogue is what role declare printed; what is wrong with powers stays", async () => {
  const declared = await role("declare", { charter: at("charter.yaml"), block: "latest" });
  expect(declared.err).toContain("powers as they are, not as they should be");
  const charter = await charterWith("declared.yaml", declared.out);
  const { error, out } = await check({ charter, json: true });
  const report = JSON.parse(out) as RoleReport;
  expect(error).toMatchObject({ code: "RoleCheck.Failed" });
  expect(named(report, "power-unexpected")).toEqual([]);
  expect(named(report, "power-missing")).toEqual([]);
  expect(named(report, "charter-differs")).toEqual([]);
  expect(named(report, "deployer-power").length).toBeGreaterThan(0);
  // A member who is taken out of the file is one too many on-chain.
  const without = declared.out.replace("members: [opsSafe, timelock]", "members: [opsSafe]");
  expect(without).not.toBe(declared.out);
  const drifted = JSON.parse(
    (await check({ charter: await charterWith("drifted.yaml", without), json: true })).out,
  );
  expect(named(drifted, "power-unexpected").map(({ severity, found }) => [severity, found])).toEqual([
    ["high", "timelock has DEFAULT_ADMIN_ROLE of coin, which the charter does not say"],
  ]);
  expect(
    named(report, "manager-setting")
      .map(({ severity }) => severity)
      .includes("low"),
  ).toBe(true);
});

test("holds the Conclave's documents and the RoleManager against the charter, which a world in a file cannot", async () => {
  const charter = await charterWith(
    "changed.yaml",
    "limits: [{ goal: upgrade, people: 4 }]\nduties: [[treasurers, pausers]]",
  );
  const changed = (await readFile(charter, "utf8")).replace("tiers: [routine] }", "tiers: [operations] }");
  await writeFile(charter, changed);
  const live = JSON.parse((await check({ charter, json: true })).out) as RoleReport;
  expect(named(live, "charter-differs").length).toBeGreaterThan(0);
  expect(named(live, "manager-setting").map(({ found }) => found)).toContain(
    "still to be done: keeps treasurers and pausers apart: nobody combines them",
  );
  expect(named(live, "limit")[0]?.severity).toBe("critical");
  const filed = await check({ charter, world: at("world.json"), rpc: "http://127.0.0.1:1", json: true });
  const report = JSON.parse(filed.out) as RoleReport;
  expect(named(report, "charter-differs")).toEqual([]);
  expect(report.skipped).toHaveLength(2);
  expect(filed.err).toContain("not looked at: the RoleManager's terms");
});

test("charter diff and charter show tell of roles", async () => {
  const charter = await charterWith("shown.yaml", "duties: [[treasurers, pausers]]");
  const task = (command: string) => run(hre, { printed: [] }, ["charter", command], { file: charter });
  const shown = await task("show");
  expect(shown.out).toMatch(/^kept apart/m);
  expect(shown.out).toMatch(/^1 +treasurers +Conclave +Conclave/m);
  const diff = await task("diff");
  expect(diff.out).toContain("keeps treasurers and pausers apart");
  expect(diff.value).toMatchObject({ same: false, differences: [], problems: [] });
});

test("fails from the severity that is named, or never", async () => {
  const args = { charter: at("charter.yaml"), world: at("world.json") };
  expect((await check({ ...args, failOn: "never" })).ok).toBe(true);
  expect((await check({ ...args, failOn: "critical" })).ok).toBe(false);
  expect(refusalOf(await check({ ...args, failOn: "ok" }))).toBe("Task.BadFailOn");
  const entries = valueFrom<{ catalogue: unknown[] }>(await role("declare", { ...args, json: true }));
  expect(entries.catalogue.length).toBeGreaterThan(30);
});

test("looks at a further chain of the charter where that one is connected to, and says which it did not look at", async () => {
  const [, places = ""] = / {2}deploy-before: .*\n((?: {2}\w+: "?0x.*\n)+)/.exec(plain) ?? [];
  const [conclave, guard, roles] = ["conclave", "guard", "roles"].map((name) =>
    new RegExp(`${name}: "?(0x\\w{40})`).exec(places)?.at(1),
  );
  const text = plain.replace("  id: 31337", "  id: 5").replace(places, "");
  const further = `chains: [{ id: 31337, conclave: "${conclave}", guard: "${guard}", roles: "${roles}" }]`;
  await writeFile(at("further.yaml"), `${text}\n${further}\n`);
  const reportOf = async (charter: string) =>
    JSON.parse((await check({ charter: at(charter), json: true })).out) as RoleReport;
  const [first, there] = [await reportOf("charter.yaml"), await reportOf("further.yaml")];
  expect(first.findings.length).toBeGreaterThan(30);
  expect(there).toEqual({ ...first, skipped: [expect.stringMatching(/^chain 5: /)] });
});

test("needs a charter, and one of the world's chain", async () => {
  const other = await charterWith("other.yaml", "");
  await writeFile(other, plain.replace("  id: 31337", "  id: 5"));
  expect(refusalOf(await check({ charter: other, world: at("world.json") }))).toBe("Charter.OtherChain");
  expect(refusalOf(await check({ charter: other }))).toBe("Charter.OtherChain");
  expect(refusalOf(await check({ charter: at("none.yaml"), world: at("world.json") }))).toBe(
    "Files.NotFound",
  );
});
