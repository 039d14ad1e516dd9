import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import hre from "hardhat";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type World, worldSchema } from "../../src/role/world.ts";
import { buildWorld } from "../support/world/build.ts";
import { refusalOf, run, valueFrom } from "./stage.ts";

let folder: string;
let charter: string;
const at = (name: string) => join(folder, name);
const catalogue = (args: Record<string, unknown>) => run(hre, { printed: [] }, ["role", "catalogue"], args);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "conclave-roles-"));
  charter = at("charter.yaml");
  const { charterText } = await buildWorld(await hre.network.getOrCreate());
  await writeFile(charter, charterText);
}, 180_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

test("lists who can do what by people's names, says how far it has come, and writes the world", async () => {
  const ran = await catalogue({ charter, block: "latest", out: at("world.json") });
  const world = valueFrom<World>(ran);
  expect(worldSchema.parse(JSON.parse(await readFile(at("world.json"), "utf8")))).toEqual(world);
  expect(ran.err).toMatch(/^looked at (\d+) of \1 accounts$/m);
  expect(ran.err).toContain(`wrote ${at("world.json")}`);
  expect(ran.out).toMatch(/^opsSafe {2}0x[0-9a-fA-F]{40} {2}\(Safe 1\.4\.1\)$/m);
  expect(ran.out).toMatch(
    /DEFAULT_ADMIN_ROLE +admin +opsSafe \(2 of Eve \(eve\), Tom \(tom\), Pia \(pia\)\) +any one +none/,
  );
  expect(ran.out).toMatch(/rates \(role 3\) +none +Dan \(dan\) +it alone +none +ended 20/);
  expect(ran.out).toContain("found wrong: 6 critical, ");
});

test("given a world in a file: no node is asked, and JSON is that world", async () => {
  const world = JSON.parse(await readFile(at("world.json"), "utf8"));
  const { ok, out } = await catalogue({ world: at("world.json"), json: true, rpc: "http://127.0.0.1:1" });
  expect(ok).toBe(true);
  expect(JSON.parse(out)).toEqual(world);
});

test("--markdown prints a table a contract, with nothing that could be markup", async () => {
  const world = JSON.parse(await readFile(at("world.json"), "utf8"));
  world.people[7].name = "T|om <b>";
  await writeFile(at("odd.json"), JSON.stringify(world));
  const { out } = await catalogue({ world: at("odd.json"), markdown: true });
  expect(out).toContain("## opsSafe\n");
  expect(out).toContain(
    "| owners | act, funds | Eve (eve); T\\|om \\<b\\> (tom); Pia (pia) | 2 of 3 | none |  |",
  );
  expect(out).toContain("## Not read");
});

test("refuses a block that is none, and a file that is no world", async () => {
  expect(refusalOf(await catalogue({ charter, block: "soon" }))).toBe("Task.BadBlock");
  expect(refusalOf(await catalogue({ world: charter }))).toBe("Files.NotJson");
  await writeFile(at("bad.json"), "{}");
  expect(refusalOf(await catalogue({ world: at("bad.json") }))).toBe("Files.WrongShape");
});

test("given neither a charter nor a world: it asks for one", async () => {
  expect(refusalOf(await catalogue({}))).toBe("Task.NoCharterForWorld");
});
