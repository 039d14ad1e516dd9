import { join } from "node:path";
import { armor } from "age-encryption";
import { beforeAll, describe, expect, it } from "vitest";
import { openKey } from "../../src/distribution/open.ts";
import { type Packet, phraseOf, typed } from "../../src/distribution/packet.ts";
import { Secret } from "../../src/keys/secret.ts";
import { generate } from "../../src/keys/store.ts";
import { keystoreSigner } from "../../src/signer/keystore.ts";
import { refusal } from "../keys/refusal.ts";
import {
  altered,
  ask,
  destinationOf,
  keySubjectOf,
  layOutPacket,
  otherSpelling,
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

/** Signs an altered packet anew, as its sender could. */
async function resigned(change: Partial<Packet>): Promise<{ packet: Packet; phrase: string }> {
  const { signature: _, ...unsigned } = altered(packet, change);
  const signed = { ...unsigned, signature: await post.sender.signTypedData(typed(unsigned)) };
  return { packet: signed, phrase: phraseOf(signed) };
}

describe("a packet is refused, without a password asked for and anything written,", () => {
  it("given another phrase than the sender's, which is not told", async () => {
    for (const heard of [
      "",
      "abandon ".repeat(8),
      phrase.split(" ").slice(0, 7).join(" "),
      `${phrase} zoo`,
    ]) {
      const { code, asked, error } = await refused(post, packet, { phrase: heard });
      expect([code, asked]).toEqual(["Packet.WrongPhrase", false]);
      expect(JSON.stringify(error)).not.toContain(phrase);
    }
  });

  it("given another sender than expected", async () => {
    const { code, details, asked } = await refused(post, packet, { from: post.key.address });
    expect([code, details, asked]).toEqual([
      "Packet.OtherSender",
      { expected: post.key.address, found: post.from },
      false,
    ]);
  });

  it("given any field changed after it was signed", async () => {
    const subject = keySubjectOf(packet);
    const later = "2026-05-20T07:08:09Z";
    const changes: Partial<Packet>[] = [
      { subject: { ...subject, label: "other" } },
      { subject: { ...subject, address: post.from } },
      { subject: { ...subject, point: post.p256.point } },
      { recipients: [post.receiver.recipient, post.other.recipient] },
      { created: "2026-05-06T07:08:08Z" },
      { deadline: later },
      { nonce: `0x${"00".repeat(16)}` },
      { opening: `0x${"00".repeat(32)}` },
      { ciphertext: packet.ciphertext.replace(/\n/g, "\r\n") },
      { signature: `0x${"11".repeat(65)}` },
      { signature: otherSpelling(packet.signature) },
    ];
    for (const change of changes) {
      const { code, asked } = await refused(post, altered(packet, change));
      expect([code, asked], JSON.stringify(change)).toEqual(["Packet.BadSignature", false]);
    }
  });

  it("given a date that is past or to come", async () => {
    const late = new Date("2026-05-13T07:08:10Z");
    const { code, details } = await refused(post, packet, { now: late });
    expect([code, details]).toEqual(["Packet.Expired", { deadline: "2026-05-13T07:08:09Z" }]);
    const early = await refused(post, packet, { now: new Date("2026-05-06T06:58:08Z") });
    expect([early.code, early.details]).toEqual(["Packet.FromFuture", { created: "2026-05-06T07:08:09Z" }]);
  });

  it("given somebody else's identity", async () => {
    const { code, asked } = await refused(post, packet, { identity: post.other.path });
    expect([code, asked]).toEqual(["Packet.NotForYou", false]);
  });

  it("given recipients that a careless sender mixed", async () => {
    const mixed = await resigned({ recipients: [post.receiver.recipient, post.quantum.recipient] });
    expect((await refused(post, mixed.packet)).code).toBe("Recipient.Mixed");
  });

  it("given a name that is taken or none", async () => {
    const sealed = await sealFor(post);
    await openKey(sealed.packet, receivingOf(post, sealed.phrase), destinationOf(post, "first"));
    const next = await sealFor(post);
    expect((await refused(post, next.packet, {}, "first")).code).toBe("Packet.NameTaken");
    expect((await refused(post, next.packet, {}, "../first")).code).toBe("Store.BadLabel");
    const hostile = await resigned({ subject: { ...keySubjectOf(packet), label: "../../escape" } });
    const { label: _, ...to } = destinationOf(post, "");
    const error = await refusal(() => openKey(hostile.packet, receivingOf(post, hostile.phrase), to));
    expect(error.code).toBe("Store.BadLabel");
  });
});

describe("a packet whose sender signed what is not so is refused, with nothing written,", () => {
  it("given the encryption taken from another sender's packet", async () => {
    const thief = await generate({
      label: "thief",
      folder: join(post.folder, "thief"),
      password: Secret.text(PASSWORDS.sender),
      cost: "light",
    });
    const signer = await keystoreSigner(thief.path, ask("sender"));
    const { signature: _, ...unsigned } = altered(packet, {
      sender: signer.signerBytes,
      nonce: `0x${"ab".repeat(16)}`,
    });
    const stolen = { ...unsigned, signature: await signer.signTypedData(typed(unsigned)) };
    const { code, details } = await refused(post, stolen, { from: thief.address });
    expect([code, details]).toEqual(["Parcel.NotAsSigned", { expected: signer.signerBytes }]);
  });

  it("given another key than it names, another token, or damage", async () => {
    const { packet: other } = await sealFor(post, {}, post.p256.path);
    const { nonce, opening, ciphertext } = other;
    const swapped = await resigned({ nonce, opening, ciphertext });
    expect((await refused(post, swapped.packet)).code).toBe("Parcel.NotAsSigned");
    const token = await resigned({ nonce: packet.nonce, opening: `0x${"cd".repeat(32)}` });
    expect((await refused(post, token.packet)).code).toBe("Parcel.NotAsSigned");
    const bytes = armor.decode(packet.ciphertext);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    const flipped = await resigned({
      opening: packet.opening,
      deadline: "2026-05-12T00:00:00Z",
      ciphertext: armor.encode(bytes),
    });
    expect((await refused(post, flipped.packet)).code).toBe("Age.Damaged");
    const cut = await resigned({
      deadline: "2026-05-12T00:00:01Z",
      ciphertext: packet.ciphertext.slice(0, 300),
    });
    expect((await refused(post, cut.packet)).code).toBe("Age.Damaged");
  });

  it("given a wrong password of the identity", async () => {
    const { packet: fresh } = await sealFor(post);
    expect((await refused(post, fresh, { identityPassword: ask("sender") })).code).toBe("Age.WrongPassword");
  });
});
