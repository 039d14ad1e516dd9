import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import hre from "hardhat";
import { privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readTransport } from "../../src/distribution/transport.ts";
import { Secret } from "../../src/keys/secret.ts";
import { generate } from "../../src/keys/store.ts";
import { otherSpelling } from "../distribution/post.ts";
import { refusalOf, run, together, valueFrom } from "./stage.ts";

const PASSWORD = "bramble-estuary-27-falcon-slate";

const WALLETS = [
  privateKeyToAccount(`0x${"11".repeat(32)}`),
  privateKeyToAccount(`0x${"22".repeat(32)}`),
  privateKeyToAccount(`0x${"33".repeat(32)}`),
  privateKeyToAccount(`0x${"44".repeat(32)}`),
] as const;
type Wallet = (typeof WALLETS)[number];

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

it("given two people who sign at the same moment, has both signatures", async () => {
  const file = at("at-once.json");
  valueFrom(await form("make", { ...making(), file }));
  await together(["ana", "ben"].map((key) => () => signed("sign", key, { yes: true, file })));
  expect((await readTransport(file)).dispatch).toHaveLength(2);
  await together(["cleo", "dan"].map((key) => () => signed("check", key, { seals: "AB1234,AB1235", file })));
  expect(valueFrom(await form("verify", { file }))).toMatchObject({ differences: [], waiting: [] });
});

it("people whose keys are in wallets sign what is printed for them, at both ends", async () => {
  const file = at("by-wallets.json");
  const [one, two, three, four] = WALLETS;
  const ends = {
    from: `Vault: One=${one.address}, Two=${two.address}`,
    to: `Office: Three=${three.address}, Four=${four.address}`,
  };
  valueFrom(await form("make", { ...making(), ...ends, file }));
  const typed = async (by: Wallet, args: Record<string, unknown> = {}) => {
    const shown = await form("typed", { file, account: by.address, ...args });
    valueFrom(shown);
    const [, when] = /next: .* --at (\S+?),? --/.exec(shown.err) ?? [];
    const signature = await by.signTypedData(JSON.parse(shown.out));
    return { file, account: by.address, at: when, signature, ...args };
  };

  const first = await typed(one);
  expect(refusalOf(await form("add", { ...first, account: two.address }))).toBe("Wallet.NotTheirs");
  expect(refusalOf(await form("add", { ...first, signature: otherSpelling(first.signature) }))).toBe(
    "Wallet.NotTheirs",
  );
  expect(refusalOf(await form("add", { ...first, account: three.address }))).toBe("Transport.NotTheirs");
  expect(refusalOf(await form("typed", { file, account: three.address, seals: "AB1234" }))).toBe(
    "Transport.NotSent",
  );
  // Of an arrival, for only there something is found: not, as if nothing had been said, that all left well.
  for (const found of [{ damaged: true }, { remarks: "wet" }]) {
    expect(refusalOf(await form("typed", { file, account: one.address, ...found }))).toBe(
      "Task.OptionMissing",
    );
    expect(refusalOf(await form("add", { ...first, ...found }))).toBe("Task.OptionMissing");
  }
  const second = await typed(two);
  await together([first, second].map((given) => () => form("add", given)));
  expect(refusalOf(await form("add", first))).toBe("Transport.SignedAlready");

  const seals = { seals: "AB1234,AB1235", remarks: "dry" };
  const third = await typed(three, seals);
  expect(refusalOf(await form("add", { ...third, remarks: "wet" }))).toBe("Wallet.NotTheirs");
  const fourth = await typed(four, seals);
  // Of another form, with the same seals.
  const other = { ...making(), ...ends, file: at("other-wallets.json") };
  valueFrom(await form("make", other));
  expect(refusalOf(await form("add", { ...first, file: other.file }))).toBe("Wallet.NotTheirs");
  await together([third, fourth].map((given) => () => form("add", given)));
  expect(valueFrom(await form("verify", { file }))).toMatchObject({ differences: [], waiting: [] });
});

async function codeOf(ran: ReturnType<typeof form>): Promise<string> {
  const { ok, error } = await ran;
  expect(ok).toBe(false);
  return String((error as { code?: unknown }).code);
}
