import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import hre from "hardhat";
import { privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, expect, it } from "vitest";
import { decrypt, hexOf } from "../../src/keys/keystore.ts";
import { Secret } from "../../src/keys/secret.ts";
import { generate, read } from "../../src/keys/store.ts";
import { otherSpelling } from "../distribution/post.ts";
import { broken } from "../usage/log/scene.ts";
import { refusalOf, run, valueFrom } from "./stage.ts";

const WIM = privateKeyToAccount(`0x${"22".repeat(32)}`);
const EVE = privateKeyToAccount(`0x${"33".repeat(32)}`);

/** The two sides of a packet: what one person types must never reach what the other, or anybody, sees. */
const PASSWORDS = {
  ana: "juniper-basalt-28-violet-crane",
  ops: "quartz-lagoon-94-amber-thistle",
  identity: "copper-savanna-51-ivory-kettle",
  ben: "walnut-cascade-86-coral-hinge",
};

const printed: string[] = [];
let folder: string;
let sender: string;
const at = (...names: string[]) => join(folder, ...names);
const packet = (name: string, args: Record<string, unknown>) => run(hre, { printed }, ["packet", name], args);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "conclave-packets-"));
  for (const [name, password] of Object.entries(PASSWORDS))
    await writeFile(at(`${name}.password`), `${password}\n`, { mode: 0o600 });
  const make = (label: "ana" | "ops") =>
    generate({ label, folder: at("keys"), password: Secret.text(PASSWORDS[label]), cost: "light" });
  sender = (await make("ana")).address;
  await make("ops");
});

afterAll(() => rm(folder, { recursive: true }));

const identities = () => ({ identities: at("identities") });
const sealing = () => ({
  sealed: "ops",
  keys: at("keys"),
  key: "ana",
  passwordFile: at("ana.password"),
  sealedPasswordFile: at("ops.password"),
});
const opening = () => ({
  ...identities(),
  identity: "ben",
  identityPasswordFile: at("identity.password"),
  passwordFile: at("ben.password"),
  from: sender,
  keys: at("keys-of-ben"),
  opened: at("opened"),
  light: true,
});

it("a key goes from one person to another: identity, packet, phrase, new keystore", async () => {
  type Identity = { recipient: string; words: string };
  const made = valueFrom<Identity>(
    await packet("identity", {
      ...identities(),
      label: "ben",
      passwordFile: at("identity.password"),
      light: true,
    }),
  );
  const shown = valueFrom<Identity>(await packet("recipient", { ...identities(), recipient: "ben" }));
  expect(shown).toMatchObject({ recipient: made.recipient, words: made.words });
  expect(valueFrom<Identity>(await packet("recipient", { recipient: made.recipient })).words).toBe(
    made.words,
  );

  const out = at("sent.json");
  const sealed = valueFrom<{ path: string; phrase: string }>(
    await packet("seal", { ...sealing(), to: made.recipient, words: made.words, out }),
  );
  expect(sealed.path).toBe(out);
  expect(sealed.phrase.split(" ")).toHaveLength(8);

  const wrong = await packet("open", { ...opening(), file: out, phrase: made.words });
  expect(refusalOf(wrong)).toBe("Packet.WrongPhrase");
  expect(wrong.err).not.toContain(sealed.phrase);
  const opened = valueFrom<{ path: string; address: string }>(
    await packet("open", { ...opening(), file: out, phrase: sealed.phrase.toUpperCase() }),
  );
  expect(opened.path).toBe(at("keys-of-ben", "ops.json"));
  const receipt = at("receipt.json");
  valueFrom(
    await packet("receipt", {
      file: out,
      opened: at("opened"),
      out: receipt,
      keys: at("keys"),
      key: "ana",
      passwordFile: at("ana.password"),
      receivedPasswordFile: at("ben.password"),
    }),
  );
  const proof = valueFrom<object>(await packet("verify-receipt", { receipt, packet: out, by: sender }));
  expect(proof).toMatchObject({ key: opened.address, receiver: sender });
  await byWallet(out);
  const again = await packet("open", { ...opening(), file: out, phrase: sealed.phrase, label: "again" });
  expect(refusalOf(again)).toBe("Packet.OpenedBefore");
});

/** The receiver's own key is in a wallet, and signs the receipt when the received key has. */
async function byWallet(file: string) {
  const receipt = at("by-wallet.json");
  const account = WIM.address;
  const passwords = { receivedPasswordFile: at("ben.password") };
  valueFrom(await packet("receipt", { file, opened: at("opened"), out: receipt, account, ...passwords }));
  const both = { ...passwords, keys: at("keys"), key: "ana", passwordFile: at("ana.password") };
  const twofold = await packet("receipt", {
    file,
    opened: at("opened"),
    out: at("no.json"),
    account,
    ...both,
  });
  expect(refusalOf(twofold)).toBe("Task.KeyOrAccount");
  const proving = { receipt, packet: file, by: account };
  expect(refusalOf(await packet("verify-receipt", proving))).toBe("Receipt.BadSignature");
  const shown = await packet("typed-receipt", { receipt, account });
  valueFrom(shown);
  const signature = await WIM.signTypedData(JSON.parse(shown.out));
  const given = { receipt, account, signature };
  const stranger = { ...given, account: EVE.address };
  expect(refusalOf(await packet("add-receipt", stranger))).toBe("Receipt.OtherReceiver");
  const spelled = { ...given, signature: otherSpelling(signature) };
  expect(refusalOf(await packet("add-receipt", spelled))).toBe("Wallet.NotTheirs");
  const others = { ...given, receipt: at("receipt.json") };
  expect(refusalOf(await packet("add-receipt", others))).toBe("Receipt.OtherReceiver");
  valueFrom(await packet("add-receipt", given));
  expect(refusalOf(await packet("add-receipt", given))).toBe("Receipt.SignedAlready");
  expect(valueFrom(await packet("verify-receipt", proving))).toMatchObject({ receiver: account });
}

it("nothing is sealed before the receivers' words are confirmed, and nothing opened without the sender's", async () => {
  const { recipient, words } = valueFrom<{ recipient: string; words: string }>(
    await packet("recipient", { ...identities(), recipient: "ben" }),
  );
  const before = (await readdir(folder)).sort();
  const seal = (args: Record<string, unknown>) =>
    packet("seal", { ...sealing(), out: at("no.json"), ...args });
  expect(refusalOf(await seal({ to: recipient }))).toBe("Task.NotConfirmed");
  expect(refusalOf(await seal({ to: recipient, words: `${words} zoo` }))).toBe("Recipient.OtherWords");
  expect(refusalOf(await seal({}))).toBe("Task.OptionMissing");
  expect(refusalOf(await seal({ to: recipient, words, expires: "60d" }))).toBe("Packet.BadLifetime");
  expect(refusalOf(await seal({ to: recipient, words, key: undefined }))).toBe("Task.NoKey");
  expect(refusalOf(await packet("open", { ...opening(), file: at("sent.json") }))).toBe("Task.NoPhrase");
  const from = { ...opening(), file: at("sent.json"), phrase: words, from: "ana" };
  expect(refusalOf(await packet("open", from))).toBe("Task.BadPersonAddress");
  expect((await readdir(folder)).sort()).toEqual(before);
});

it("a share goes the same way, into a file of its receiver's", async () => {
  const { recipient, words } = valueFrom<{ recipient: string; words: string }>(
    await packet("recipient", { ...identities(), recipient: "ben" }),
  );
  valueFrom(
    await run(hre, { printed }, ["key", "split"], {
      label: "ops",
      keys: at("keys"),
      threshold: "2",
      of: "3",
      people: "Ana,Ben,Cleo",
      out: at("split"),
      passwordFile: at("ops.password"),
    }),
  );
  const [share = ""] = (await readdir(at("split"))).filter((name) => name.includes("Ben"));
  const out = at("share.json");
  const { sealed: _, sealedPasswordFile: __, ...sender } = sealing();
  const seal = (args: object) => packet("seal", { ...sender, to: recipient, words, out, ...args });
  expect(refusalOf(await seal({}))).toBe("Task.KeyOrShare");
  expect(refusalOf(await seal({ sealed: "ops", share }))).toBe("Task.KeyOrShare");
  expect(refusalOf(await seal({ share: at("split", share) }))).toBe("Task.OptionMissing");
  const { phrase } = valueFrom<{ phrase: string }>(
    await seal({ share: at("split", share), about: "the key ops" }),
  );
  const { path } = valueFrom<{ path: string }>(
    await packet("open", { ...opening(), shares: at("shares-of-ben"), file: out, phrase }),
  );
  const text = await readFile(path, "utf8");
  expect(text).toBe(await readFile(at("split", share), "utf8"));
  const words33 = text.replace(/#.*$/gm, "").match(/[a-z]{4,}/g) ?? [];
  for (const said of printed) expect(said).not.toContain(words33.slice(0, 2).join(" "));
});

it("recipients come from a file as well, one a line", async () => {
  const { recipient, words } = valueFrom<{ recipient: string; words: string }>(
    await packet("recipient", { ...identities(), recipient: "ben" }),
  );
  await writeFile(at("recipients.txt"), `# Ben's\n${recipient}\n\n`);
  const out = at("second.json");
  const { phrase } = valueFrom<{ phrase: string }>(
    await packet("seal", { ...sealing(), to: at("recipients.txt"), words, out }),
  );
  valueFrom(await packet("open", { ...opening(), file: out, phrase, label: "second" }));
});

it("a packet that was opened is shown, given a log that takes no line; the error says that it is done", async () => {
  const { recipient, words } = valueFrom<{ recipient: string; words: string }>(
    await packet("recipient", { ...identities(), recipient: "ben" }),
  );
  const out = at("third.json");
  const { phrase } = valueFrom<{ phrase: string }>(
    await packet("seal", { ...sealing(), to: recipient, words, out }),
  );
  const keys = at("untold");
  await broken(keys);
  const opened = await packet("open", { ...opening(), keys, file: out, phrase });
  const told = { code: "Log.NotTold", details: { key: "ops", event: "received" } };
  expect(opened).toMatchObject({ ok: false, error: told });
  expect(opened.out).toContain(join(keys, "ops.json"));
  expect(opened.err).toContain("do not repeat it");
});

it("no password, key or identity is in anything that was printed or written", async () => {
  const { secret } = await decrypt(await read(at("keys", "ops.json")), Secret.text(PASSWORDS.ops));
  const key = hexOf(secret).slice(2);
  const hidden = [
    ...Object.values(PASSWORDS),
    key,
    Buffer.from(key, "hex").toString("base64"),
    "AGE-SECRET-KEY",
  ];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith(".password"));
  const texts = await Promise.all(
    files.map(({ parentPath, name }) => readFile(join(parentPath, name), "utf8")),
  );
  expect(texts.length).toBeGreaterThan(6);
  for (const text of [...printed, ...texts])
    for (const [index, one] of hidden.entries())
      expect(text.toLowerCase().includes(one.toLowerCase()), `secret ${index}`).toBe(false);
});
