import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import hre from "hardhat";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Secret } from "../../src/keys/secret.ts";
import { generate } from "../../src/keys/store.ts";
import { refusalOf, run, valueFrom } from "./stage.ts";

const PASSWORD = "bramble-estuary-27-falcon-slate";

const printed: string[] = [];
const people: Record<string, string> = {};
let folder: string;
const at = (name: string) => join(folder, name);

const form = (name: string, args: Record<string, unknown>) =>
  run(hre, { printed }, ["packet", "form", name], { file: at("transport.json"), ...args });
const signed = (name: string, key: string, args: Record<string, unknown> = {}) =>
  form(name, { key, keys: at("keys"), passwordFile: at("password"), ...args });
const making = () => ({
  about: "share 2",
  seals: "AB 1234,AB1235",
  carrier: "courier",
  from: `Vault: Ana=${people.ana}, Ben=${people.ben}`,
  to: `Office: Cleo=${people.cleo}, Dan=${people.dan}`,
  expected: "2099-01-01",
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "conclave-forms-"));
  await writeFile(at("password"), `${PASSWORD}\n`, { mode: 0o600 });
  for (const label of ["ana", "ben", "cleo", "dan"]) {
    const target = { label, folder: at("keys"), password: Secret.text(PASSWORD), cost: "light" } as const;
    people[label] = (await generate(target)).address;
  }
});

afterAll(() => rm(folder, { recursive: true }));

it("a transport from form to verdict, each step by another person", async () => {
  expect(refusalOf(await form("make", { ...making(), seals: undefined }))).toBe("Task.OptionMissing");
  expect(refusalOf(await form("make", { ...making(), to: "Office: Cleo" }))).toBe("Task.BadSide");
  valueFrom(await form("make", making()));
  expect(refusalOf(await form("make", making()))).toBe("Files.Exists");
  expect(refusalOf(await signed("sign", "ana"))).toBe("Task.NotConfirmed");
  valueFrom(await signed("sign", "ana", { yes: true }));
  valueFrom(await signed("sign", "ben", { yes: true }));
  const cleo = await signed("check", "cleo", { seals: "ab1234,ab1235" });
  expect(valueFrom(cleo)).toMatchObject({ acceptedBy: ["Cleo"], differences: [] });
  expect(await codeOf(form("verify", {}))).toBe("Task.TransportUnfinished");
  expect(
    await codeOf(signed("check", "dan", { seals: "ab1234,ab9999", damaged: true, remarks: "torn" })),
  ).toBe("Task.TransportDiffers");
  expect(await codeOf(form("verify", {}))).toBe("Task.TransportDiffers");
  expect(await readFile(at("transport.md"), "utf8")).toContain("| AB1234, AB9999 | no torn |");
});

it("the numbers of the form are not shown to who reads them off the packages", async () => {
  await writeFile(at("blind.json"), await readFile(at("transport.json")));
  const before = printed.length;
  const ran = await signed("check", "cleo", { file: at("blind.json"), seals: undefined });
  expect(refusalOf(ran)).toBe("Task.OptionMissing");
  expect(printed.slice(before).join("")).not.toContain("AB1234");
  expect(printed.join("")).not.toContain(PASSWORD);
});

async function codeOf(ran: ReturnType<typeof form>): Promise<string> {
  const { ok, error } = await ran;
  expect(ok).toBe(false);
  return String((error as { code?: unknown }).code);
}
