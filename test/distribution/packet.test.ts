import { readdir, readFile, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { pretty } from "../../src/canonical.ts";
import { openKey } from "../../src/distribution/open.ts";
import { idOf, type Packet, readPacket } from "../../src/distribution/packet.ts";
import { recordOf } from "../../src/distribution/record.ts";
import { decrypt, hexOf } from "../../src/keys/keystore.ts";
import { Secret } from "../../src/keys/secret.ts";
import { drill, read } from "../../src/keys/store.ts";
import { writeCard } from "../../src/signer/card.ts";
import { keystoreSigner } from "../../src/signer/keystore.ts";
import { refusal } from "../keys/refusal.ts";
import {
  ask,
  destinationOf,
  keySubjectOf,
  layOutPacket,
  NOW,
  PASSWORDS,
  type Post,
  receivingOf,
  refused,
  sealFor,
} from "./post.ts";

let post: Post;
let packet: Packet;
let phrase: string;

beforeAll(async () => {
  ({ post, packet, phrase } = await layOutPacket());
});

describe("a packet", () => {
  it("brings a key into a keystore under its receiver's own password, and nothing else anywhere", async () => {
    const saved = await openKey(packet, receivingOf(post, phrase), {
      ...destinationOf(post, "first"),
      holder: "Ben",
    });
    expect(saved).toMatchObject({ address: post.key.address, point: post.key.point, curve: "secp256k1" });
    await drill(saved.path, Secret.text(PASSWORDS.receiver), post.key.point as `0x${string}`);
    expect((await read(saved.path))["x-conclave"]).toMatchObject({ label: "first", holder: "Ben" });
    expect((await refusal(() => drill(saved.path, Secret.text(PASSWORDS.key), saved.point))).code).toBe(
      "Store.DrillFailed",
    );
    const { secret } = await decrypt(await read(post.key.path), Secret.text(PASSWORDS.key));
    const key = hexOf(secret).slice(2);
    const files = await readdir(post.folder, { recursive: true, withFileTypes: true });
    const texts = await Promise.all(
      files
        .filter((file) => file.isFile())
        .map(({ parentPath, name }) => readFile(join(parentPath, name), "utf8")),
    );
    expect(texts.length).toBeGreaterThan(7);
    for (const text of [...texts, pretty(packet)])
      for (const hidden of [key, Buffer.from(key, "hex").toString("base64"), ...Object.values(PASSWORDS)])
        expect(text.toLowerCase().includes(hidden.toLowerCase())).toBe(false);
  });

  it("is opened once: a repetition is noticed, under whatever name", async () => {
    const { asked, ...told } = await refused(post, packet, {}, "again");
    expect(told).toMatchObject({
      code: "Packet.OpenedBefore",
      details: {
        packet: idOf(packet),
        opened: NOW.toISOString(),
        path: join(post.home, "keys", "first.json"),
      },
    });
    expect(asked).toBe(false);
  });

  it("given an opening that was cut short before anything was written, is opened after all", async () => {
    const sealed = await sealFor(post);
    const id = idOf(sealed.packet);
    const path = join(post.home, "opened", `${id.slice(2)}.json`);
    const record = await recordOf(join(post.home, "opened"), idOf(packet));
    const cut = { ...record, packet: id, state: "opening", path: join(post.home, "keys", "cut.json") };
    await writeFile(path, pretty(cut), { mode: 0o600 });
    const saved = await openKey(sealed.packet, receivingOf(post, sealed.phrase), destinationOf(post, "cut"));
    expect(saved.address).toBe(post.key.address);
    expect((await recordOf(join(post.home, "opened"), id))?.state).toBe("opened");
  });

  it("given an opening that was cut short after the keystore was written, counts as opened", async () => {
    const sealed = await sealFor(post);
    const id = idOf(sealed.packet);
    const record = await recordOf(join(post.home, "opened"), idOf(packet));
    const cut = { ...record, packet: id, state: "opening" };
    await writeFile(join(post.home, "opened", `${id.slice(2)}.json`), pretty(cut), { mode: 0o600 });
    expect((await refused(post, sealed.packet)).code).toBe("Packet.OpenedBefore");
  });

  it("is noted with where its key went, also if that was named from the folder of that moment", async () => {
    const sealed = await sealFor(post);
    const to = { ...destinationOf(post, "near"), folder: relative(process.cwd(), join(post.home, "keys")) };
    await openKey(sealed.packet, receivingOf(post, sealed.phrase), to);
    const record = await recordOf(join(post.home, "opened"), idOf(sealed.packet));
    expect(record?.path).toBe(join(post.home, "keys", "near.json"));
  });

  it("takes what the key is for along, and not who held it", async () => {
    expect(keySubjectOf(packet).holder).toBe("Ana");
    const sealed = await sealFor(post);
    const saved = await openKey(
      sealed.packet,
      receivingOf(post, sealed.phrase),
      destinationOf(post, "nobody"),
    );
    const metadata = (await read(saved.path))["x-conclave"];
    expect(metadata?.holder).toBeUndefined();
    expect(metadata?.created).toBe(NOW.toISOString());
  });

  it("holds a P-256 key as well", async () => {
    const sealed = await sealFor(post, {}, post.p256.path);
    const saved = await openKey(sealed.packet, receivingOf(post, sealed.phrase), destinationOf(post, "chip"));
    expect(saved).toMatchObject({ curve: "P-256", point: post.p256.point });
  });

  it("is signed with a P-256 key as well, known by its identity", async () => {
    const signer = await keystoreSigner(post.p256.path, ask("key"), { verifier: post.from });
    const sealed = await sealFor(post, { signer });
    const receiving = receivingOf(post, sealed.phrase, { from: post.p256.address });
    const saved = await openKey(sealed.packet, receiving, destinationOf(post, "signed-by-chip"));
    expect(saved.address).toBe(post.key.address);
  });

  it("for a post-quantum recipient is opened with that identity", async () => {
    const sealed = await sealFor(post, { recipients: [post.quantum.recipient] });
    const receiving = receivingOf(post, sealed.phrase, { identity: post.quantum.path });
    const saved = await openKey(sealed.packet, receiving, destinationOf(post, "quantum"));
    expect(saved.address).toBe(post.key.address);
  });

  it("for two receivers is opened by each", async () => {
    const sealed = await sealFor(post, { recipients: [post.receiver.recipient, post.other.recipient] });
    const records = join(post.home, "opened-by-other");
    const receiving = receivingOf(post, sealed.phrase, { identity: post.other.path, records });
    await openKey(sealed.packet, receiving, destinationOf(post, "two-a"));
    await openKey(sealed.packet, receivingOf(post, sealed.phrase), destinationOf(post, "two-b"));
  });

  it("survives its file, to the byte", async () => {
    const path = join(post.folder, "packet.json");
    await writeFile(path, pretty(packet));
    expect(await readPacket(path)).toEqual(packet);
  });
});

describe("sealing", () => {
  it("given mixed recipients, no recipient or a bad lifetime, refuses", async () => {
    const code = async (sending: Parameters<typeof sealFor>[1]) =>
      (await refusal(() => sealFor(post, sending))).code;
    expect(await code({ recipients: [post.receiver.recipient, post.quantum.recipient] })).toBe(
      "Recipient.Mixed",
    );
    expect(await code({ recipients: [] })).toBe("Recipient.None");
    for (const lifetime of [0, -1, 1.5, 31 * 86_400])
      expect(await code({ lifetime })).toBe("Packet.BadLifetime");
  });

  it("given the card of a key that is elsewhere, refuses", async () => {
    const path = await writeCard(join(post.folder, "cards"), {
      label: "hsm",
      created: NOW.toISOString(),
      curve: "secp256k1",
      point: post.key.point,
      address: post.key.address,
      custody: { kind: "hd", seed: "seed", path: "m/44'/60'/0'/0'/0'" },
    });
    const error = await refusal(() => sealFor(post, {}, path));
    expect([error.code, error.details]).toEqual(["Packet.KeptElsewhere", { path, custody: "hd" }]);
  });

  it("given a wrong password of the key, refuses", async () => {
    const { sender: signer, receiver } = post;
    const { sealKey } = await import("../../src/distribution/seal.ts");
    const error = await refusal(() =>
      sealKey(post.key.path, ask("sender"), { signer, recipients: [receiver.recipient] }),
    );
    expect(error.code).toBe("Keystore.WrongPassword");
  });
});

describe("a packet's file", () => {
  it("given another shape, a huge size or no JSON, is refused", async () => {
    const path = join(post.folder, "bad.json");
    const code = async (text: string) => {
      await writeFile(path, text);
      return (await refusal(() => readPacket(path))).code;
    };
    expect(await code(pretty({ ...packet, password: "no" }))).toBe("Files.WrongShape");
    expect(await code(pretty({ ...packet, created: "2026-05-06T07:08:09.000Z" }))).toBe("Files.WrongShape");
    expect(await code(pretty({ ...packet, sender: "0x" }))).toBe("Files.WrongShape");
    expect(await code(pretty({ ...packet, version: 2 }))).toBe("Files.WrongShape");
    const misnamed = { ...packet.subject, address: post.from };
    expect(await code(pretty({ ...packet, subject: misnamed }))).toBe("Files.WrongShape");
    expect(await code(pretty(packet).slice(0, -10))).toBe("Files.NotJson");
    expect(await code(pretty({ ...packet, ciphertext: "A".repeat(2 ** 18) }))).toBe("Files.TooLarge");
  });
});
