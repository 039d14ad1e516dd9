import { copyFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { zeroAddress } from "viem";
import { beforeAll, describe, expect, it } from "vitest";
import { pretty } from "../../src/canonical.ts";
import { openKey } from "../../src/distribution/open.ts";
import type { Packet } from "../../src/distribution/packet.ts";
import { checkReceipt, makeReceipt, type Receipt, readReceipt } from "../../src/distribution/receipt.ts";
import { Secret } from "../../src/keys/secret.ts";
import { generate, type Saved } from "../../src/keys/store.ts";
import { keystoreSigner } from "../../src/signer/keystore.ts";
import { refusal } from "../keys/refusal.ts";
import { ask, destinationOf, layOutPost, PASSWORDS, type Post, receivingOf, sealFor } from "./post.ts";

let post: Post;
let packet: Packet;
let chip: Packet;
let ben: Saved;
/** By the received key alone, and with the receiver's own. */
let alone: Receipt;
let both: Receipt;

const acknowledging = () => ({ records: join(post.home, "opened"), password: ask("receiver") });
const benSigner = () => keystoreSigner(ben.path, ask("receiver"));

async function arrive(label: string, path: string): Promise<Packet> {
  const sealed = await sealFor(post, {}, path);
  await openKey(sealed.packet, receivingOf(post, sealed.phrase), destinationOf(post, label));
  return sealed.packet;
}

beforeAll(async () => {
  post = await layOutPost();
  const password = Secret.text(PASSWORDS.receiver);
  ben = await generate({ label: "ben", folder: join(post.home, "keys"), password, cost: "light" });
  packet = await arrive("ops", post.key.path);
  chip = await arrive("chip", post.p256.path);
  alone = await makeReceipt(packet, acknowledging());
  both = await makeReceipt(packet, { ...acknowledging(), receiver: await benSigner() });
});

describe("a receipt", () => {
  it("by the received key proves that it arrived, and names nobody", async () => {
    const proof = await checkReceipt(alone, packet);
    expect(proof).toEqual({
      content: `private key of ${post.key.address} (secp256k1), "ops"`,
      received: "2026-05-06T07:08:09Z",
      key: post.key.address,
    });
    const error = await refusal(() => checkReceipt(alone, packet, ben.address));
    expect([error.code, error.details]).toEqual([
      "Receipt.NotByReceiver",
      { expected: ben.address, found: undefined },
    ]);
  });

  it("by the receiver's own key as well proves who has it", async () => {
    expect(await checkReceipt(both, packet, ben.address)).toMatchObject({ receiver: ben.address });
    const error = await refusal(() => checkReceipt(both, packet, post.from));
    expect([error.code, error.details]).toEqual([
      "Receipt.NotByReceiver",
      { expected: post.from, found: ben.address },
    ]);
  });

  it("by a received P-256 key, or by a receiver with one, is as good", async () => {
    expect(await checkReceipt(await makeReceipt(chip, acknowledging()), chip)).toMatchObject({
      key: post.p256.address,
    });
    const receiver = await keystoreSigner(post.p256.path, ask("key"), { verifier: zeroAddress });
    const receipt = await makeReceipt(packet, { ...acknowledging(), receiver });
    expect((await checkReceipt(receipt, packet, post.p256.address)).receiver).toBe(post.p256.address);
  });

  it("survives its file, which has no secret of any use", async () => {
    const path = join(post.folder, "receipt.json");
    await writeFile(path, pretty(both));
    expect(await readReceipt(path)).toEqual(both);
    await writeFile(path, pretty({ ...both, more: 1 }));
    expect((await refusal(() => readReceipt(path))).code).toBe("Files.WrongShape");
  });
});

describe("a receipt is refused", () => {
  const code = async (receipt: Receipt, of = packet) => (await refusal(() => checkReceipt(receipt, of))).code;

  it("given another packet, or anything of the packet changed", async () => {
    expect(await code(both, chip)).toBe("Receipt.OtherPacket");
    expect(await code({ ...both, hash: `0x${"00".repeat(32)}` })).toBe("Receipt.OtherPacket");
    expect(await code({ ...both, content: "nothing" })).toBe("Receipt.OtherPacket");
    expect(await code({ ...both, sender: ben.address.toLowerCase() as `0x${string}` })).toBe(
      "Receipt.OtherPacket",
    );
    expect(await code({ ...both, recipient: post.other.recipient })).toBe("Receipt.OtherPacket");
  });

  it("given another token, as from somebody who never opened the packet", async () => {
    expect(await code({ ...both, token: `0x${"00".repeat(32)}` })).toBe("Receipt.BadToken");
  });

  it("given a signature that is missing, of somebody else, or for another receipt", async () => {
    const { key, receiver } = both.signatures;
    if (key === undefined || receiver === undefined) throw new Error("both must have signed");
    const { receiver: _, ...anonymous } = both;
    for (const bad of [
      { ...both, signatures: {} },
      { ...both, signatures: { key } },
      { ...both, signatures: { receiver } },
      { ...both, signatures: { key: receiver, receiver: key } },
      { ...both, signatures: { key, receiver: key } },
      { ...both, signatures: { ...both.signatures, key: alone.signatures.key } },
      { ...both, received: "2026-05-06T07:08:10Z" },
      { ...both, receiver: post.from.toLowerCase() as `0x${string}` },
      { ...anonymous, signatures: { key } },
    ])
      expect(await code(bad), JSON.stringify(bad.signatures)).toBe("Receipt.BadSignature");
  });
});

describe("makeReceipt", () => {
  it("given a packet that was not opened here, refuses", async () => {
    const sealed = await sealFor(post);
    expect((await refusal(() => makeReceipt(sealed.packet, acknowledging()))).code).toBe("Receipt.NotOpened");
  });

  it("given another key in the keystore than was received, or a wrong password, refuses", async () => {
    const fresh = await arrive("swapped", post.key.path);
    const path = join(post.home, "keys", "swapped.json");
    await copyFile(ben.path, path);
    const error = await refusal(() => makeReceipt(fresh, acknowledging()));
    expect([error.code, error.details]).toEqual([
      "Receipt.OtherKey",
      { path, expected: post.key.address, found: ben.address },
    ]);
    const wrong = { ...acknowledging(), password: ask("sender") };
    expect((await refusal(() => makeReceipt(packet, wrong))).code).toBe("Keystore.WrongPassword");
  });
});
