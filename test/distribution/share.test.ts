import { chmod, copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { sealFiles } from "../../src/backup/sealed-files.ts";
import { splitKey } from "../../src/backup/split.ts";
import { pretty } from "../../src/canonical.ts";
import { openKey, openShare, sharePath } from "../../src/distribution/open.ts";
import { idOf, type Packet, phraseOf, typed } from "../../src/distribution/packet.ts";
import { checkReceipt, makeReceipt } from "../../src/distribution/receipt.ts";
import { recordOf } from "../../src/distribution/record.ts";
import { type Sealed, sealShare } from "../../src/distribution/seal.ts";
import { Secret } from "../../src/keys/secret.ts";
import type { ShareSet } from "../../src/keys/share-set.ts";
import { keystoreSigner } from "../../src/signer/keystore.ts";
import { refusal } from "../keys/refusal.ts";
import { ask, destinationOf, layOutPost, NOW, PASSWORDS, type Post, receivingOf } from "./post.ts";

let post: Post;
let set: ShareSet;
let files: readonly string[];
let sealed: Sealed;

const records = () => join(post.home, "opened");
const place = (name: string) => join(post.home, "shares", name);

function sealFile(path: string, about = "the key ops"): Promise<Sealed> {
  return sealShare(path, about, { signer: post.sender, recipients: [post.receiver.recipient], now: NOW });
}

beforeAll(async () => {
  post = await layOutPost();
  ({ set, files } = await splitKey({
    path: post.key.path,
    password: Secret.text(PASSWORDS.key),
    passphrase: Secret.text(""),
    sharing: { threshold: 1, groups: [{ threshold: 2, members: ["Ana", "Ben", "Cleo"] }] },
    target: { kind: "folder", folder: join(post.folder, "split") },
    records: join(post.folder, "sender"),
    created: NOW,
  }));
  sealed = await sealFile(files[1] ?? "");
});

describe("a share in a packet", () => {
  it("arrives as the file it was, 0600, told by set, place and digest as in the set's record", async () => {
    const { packet, phrase } = sealed;
    expect(packet.subject).toEqual({
      kind: "share",
      about: "the key ops",
      set: set.id,
      group: 0,
      member: 1,
      digest: set.groups[0]?.members[1]?.digest,
    });
    const path = place("mine.txt");
    expect(await openShare(packet, receivingOf(post, phrase), path)).toBe(path);
    expect(await readFile(path, "utf8")).toBe(await readFile(files[1] ?? "", "utf8"));
    if (process.platform !== "win32") expect((await stat(path)).mode & 0o7777).toBe(0o600);
    expect(await readdir(join(post.home, "shares"))).toEqual(["mine.txt"]);
    expect(await recordOf(records(), idOf(packet))).toMatchObject({ state: "opened", path });
    const again = await refusal(() => openShare(packet, receivingOf(post, phrase), place("again.txt")));
    expect(again.code).toBe("Packet.OpenedBefore");
  });

  it("is nowhere in clear: not in the packet, nor in what is noted", async () => {
    const words = (await readFile(files[1] ?? "", "utf8")).replace(/#.*$/gm, "").match(/[a-z]{4,}/g) ?? [];
    expect(words).toHaveLength(33);
    const note = await readFile(join(records(), `${idOf(sealed.packet).slice(2)}.json`), "utf8");
    for (const text of [JSON.stringify(sealed), note])
      expect(
        words.filter((word) => text.includes(`${word} `) || text.includes(` ${word}`)).length,
      ).toBeLessThan(3);
  });

  it("is acknowledged by its receiver's own key, for it cannot sign", async () => {
    const { packet } = sealed;
    const acknowledging = { records: records(), password: ask("receiver") };
    expect((await refusal(() => makeReceipt(packet, acknowledging))).code).toBe("Receipt.NoReceiver");
    const receiver = await keystoreSigner(post.key.path, ask("key"));
    const receipt = await makeReceipt(packet, { ...acknowledging, receiver });
    const proof = await checkReceipt(receipt, packet, post.key.address);
    expect(proof.receiver).toBe(post.key.address);
    expect(proof.key).toBeUndefined();
    const { receiver: _, ...anonymous } = receipt;
    const bare = { ...anonymous, signatures: {} };
    expect((await refusal(() => checkReceipt(bare, packet))).code).toBe("Receipt.BadSignature");
  });

  it("given an opening that was cut short before it had a file, is not acknowledged: its sender may destroy theirs", async () => {
    const { packet } = await sealFile(files[2] ?? "");
    const path = place("cut.txt");
    const cut = { ...(await recordOf(records(), idOf(sealed.packet))), packet: idOf(packet), path };
    const note = join(records(), `${idOf(packet).slice(2)}.json`);
    await writeFile(note, pretty({ ...cut, state: "opening" }), { mode: 0o600 });
    const receiver = await keystoreSigner(post.key.path, ask("key"));
    const acknowledging = { records: records(), password: ask("receiver"), receiver };
    expect((await refusal(() => makeReceipt(packet, acknowledging))).code).toBe("Receipt.NotOpened");
    await copyFile(files[2] ?? "", path);
    expect((await makeReceipt(packet, acknowledging)).packet).toBe(idOf(packet));
    await rm(path);
  });

  it("is not taken for a key, nor a key for it", async () => {
    const receiving = receivingOf(post, sealed.phrase);
    const error = await refusal(() => openKey(sealed.packet, receiving, destinationOf(post, "no")));
    expect([error.code, error.details]).toEqual(["Packet.OtherContent", { kind: "share" }]);
  });
});

describe("a share of sealed files", () => {
  it("goes the same way, told by set, number and digest as in the files' header", async () => {
    const notes = join(post.folder, "notes.txt");
    await writeFile(notes, "where what lies");
    const made = await sealFiles({
      path: notes,
      people: ["Ana", "Ben"],
      threshold: 2,
      out: join(post.folder, "sealed.json"),
      shares: join(post.folder, "file-shares"),
      created: NOW,
    });
    const { packet, phrase } = await sealFile(made.files[1] ?? "", "our notes");
    expect(packet.subject).toEqual({
      kind: "file-share",
      about: "our notes",
      set: made.header.set,
      index: 2,
      digest: `0x${made.header.shares[1]?.digest}`,
    });
    const path = await openShare(packet, receivingOf(post, phrase), place("file-share.txt"));
    const text = await readFile(path, "utf8");
    expect(text).toBe(await readFile(made.files[1] ?? "", "utf8"));
    const [hidden = ""] = /[0-9a-f]{66}/.exec(text) ?? [];
    expect(hidden).toHaveLength(66);
    expect(JSON.stringify([packet, phrase])).not.toContain(hidden);
  });

  it("given one whose checksum does not hold, is not sealed", async () => {
    const path = join(post.folder, "copied-wrongly");
    const text = await readFile(join(post.folder, "file-shares", "share-1-Ana.txt"), "utf8");
    await writeFile(
      path,
      text.replace(/.(?=\n$)/, (last) => (last === "0" ? "1" : "0")),
      { mode: 0o600 },
    );
    expect((await refusal(() => sealFile(path))).code).toBe("Share.Unreadable");
  });
});

describe("what is no share is not sealed", () => {
  const MNEMONIC = `${"abandon ".repeat(23)}art`;
  it.each([
    ["a password", PASSWORDS.receiver, "Share.Unreadable"],
    [
      "a passphrase of eight words",
      "lemon-anchor-violin-cactus-marble-saddle-tunnel-oxygen",
      "Share.Unreadable",
    ],
    ["a mnemonic, which is all of a secret", MNEMONIC, "Share.Unreadable"],
    ["a private key", "4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318", "Share.Unreadable"],
    [
      "an identity",
      "AGE-SECRET-KEY-1GQ9778VQXMMJVE8SK7J6VT8UJ4HDQAJUVSFCWCM02D8GEWQ72PVQ2Y5J33",
      "Share.Unreadable",
    ],
    ["nothing", "", "Share.Unreadable"],
  ])("given %s, and nothing of it is quoted", async (_, text, code) => {
    const path = join(post.folder, "no-share");
    await writeFile(path, text, { mode: 0o600 });
    const error = await refusal(() => sealFile(path));
    expect(error.code).toBe(code);
    if (text !== "") expect(JSON.stringify(error)).not.toContain(text.slice(0, 12));
  });

  it("given a keystore, or a file open to others, or none", async () => {
    expect((await refusal(() => sealFile(post.key.path))).code).toBe("Share.Unreadable");
    const path = join(post.folder, "open-to-others");
    await copyFile(files[0] ?? "", path);
    await chmod(path, 0o644);
    expect((await refusal(() => sealFile(path))).code).toBe("Files.OpenToOthers");
    expect((await refusal(() => sealFile(join(post.folder, "none")))).code).toBe("Files.NotFound");
  });

  it("given commands for a terminal among its notes", async () => {
    const path = join(post.folder, "escape");
    const text = await readFile(files[0] ?? "", "utf8");
    await writeFile(path, `# \u001b[2J\n${text}`, { mode: 0o600 });
    expect((await refusal(() => sealFile(path))).code).toBe("Parcel.NotPlainText");
  });

  it("given more notes than its receiver's program would read", async () => {
    const path = join(post.folder, "long");
    const text = await readFile(files[0] ?? "", "utf8");
    await writeFile(path, `# ${"x".repeat(16_384)}\n${text}`, { mode: 0o600 });
    expect((await refusal(() => sealFile(path))).code).toBe("Parcel.TooLong");
  });

  it("given words about it that are none or too many", async () => {
    const error = await refusal(() => sealFile(files[0] ?? "", "x".repeat(201)));
    expect([error.code, error.details]).toEqual(["Packet.BadSubject", { fields: ["about"] }]);
  });
});

describe("a share that is not what was signed is refused, and no file is left,", () => {
  it.each([
    ["another share of the set", { isMoved: false }],
    ["the same share under another's place", { isMoved: true }],
  ])("given %s", async (_, { isMoved }) => {
    const other = await sealFile(files[2] ?? "");
    const signed = sealed.packet.subject;
    if (signed.kind !== "share" || other.packet.subject.kind !== "share")
      throw new Error("shares are needed");
    const subject = isMoved ? { ...other.packet.subject, member: 0 } : signed;
    const { signature: __, ...unsigned } = { ...other.packet, subject };
    const packet: Packet = { ...unsigned, signature: await post.sender.signTypedData(typed(unsigned)) };
    await mkdir(join(post.home, "shares"), { recursive: true });
    const before = await readdir(post.home, { recursive: true });
    const error = await refusal(() =>
      openShare(packet, receivingOf(post, phraseOf(packet)), place("other.txt")),
    );
    expect(error.code).toBe("Parcel.OtherShare");
    expect(await readdir(post.home, { recursive: true })).toEqual(before);
  });

  it("given a name that is taken", async () => {
    const other = await sealFile(files[2] ?? "");
    const error = await refusal(() =>
      openShare(other.packet, receivingOf(post, other.phrase), place("mine.txt")),
    );
    expect(error.code).toBe("Packet.NameTaken");
  });
});

it("a share that was received is named by its label, or by its set and place; a label that leads elsewhere is refused", async () => {
  const slip = {
    kind: "share",
    about: "x",
    set: 71,
    group: 0,
    member: 2,
    digest: `0x${"00".repeat(32)}`,
  } as const;
  expect(sharePath("shares", slip)).toBe(join("shares", "share-71-1-3.txt"));
  const { group: _, member: __, ...rest } = slip;
  const ofFile = { ...rest, kind: "file-share", set: "00ff00ff00ff00ff", index: 2 } as const;
  expect(sharePath("shares", ofFile)).toBe(join("shares", "share-00ff00ff00ff00ff-2.txt"));
  expect(sharePath("shares", slip, "ops")).toBe(join("shares", "ops.txt"));
  expect((await refusal(() => sharePath("shares", slip, "../ops"))).code).toBe("Store.BadLabel");
});
