import type { Hex } from "viem";
import { beforeAll, describe, expect, it } from "vitest";
import { openKey } from "../../src/distribution/open.ts";
import type { Packet } from "../../src/distribution/packet.ts";
import { makeReceipt } from "../../src/distribution/receipt.ts";
import { checkHandover, handedInPacket, makeHandover } from "../../src/life/handover.ts";
import { ask, destinationOf, layOutPost, type Post, receivingOf, sealFor } from "../distribution/post.ts";
import { refusal } from "../keys/refusal.ts";
import { people } from "./destroying.ts";
import { NOW } from "./scene.ts";

const ADDRESS = `0x${"a1".repeat(20)}` as const;

describe("a key that is handed to its owner", () => {
  const { operator: key, witness: owner, stranger } = people;
  const identity = key.describe().address ?? ADDRESS;

  it("is so by the key's own signature and the owner's", async () => {
    const handover = await makeHandover(key, owner, NOW);
    expect(await checkHandover(handover, identity)).toMatchObject({
      owner: owner.describe().address,
      received: NOW.toISOString(),
    });
  });

  it("is not, given another key, the same one as owner, or a signature of somebody else", async () => {
    const handover = await makeHandover(key, owner, NOW);
    expect((await refusal(() => checkHandover(handover, ADDRESS))).code).toBe("Handover.OtherKey");
    expect((await refusal(() => makeHandover(key, key, NOW))).code).toBe("Handover.OwnKey");
    const own = { ...handover, owner: key.signerBytes };
    expect((await refusal(() => checkHandover(own, identity))).code).toBe("Handover.OwnKey");
    for (const changed of [
      { ...handover, owner: stranger.signerBytes },
      { ...handover, received: "2027-03-02T00:00:00Z" },
      { ...handover, label: "another" },
      { ...handover, signatures: { ...handover.signatures, key: handover.signatures.owner } },
      { ...handover, signatures: { ...handover.signatures, owner: `0x${"00".repeat(65)}` as Hex } },
    ])
      expect((await refusal(() => checkHandover(changed, identity))).code).toBe("Handover.BadSignature");
  });
});

describe("a key that was sent to its owner in a packet", () => {
  const { witness: owner } = people;
  let post: Post;
  let packet: Packet;
  beforeAll(async () => {
    post = await layOutPost();
    const sealed = await sealFor(post);
    packet = sealed.packet;
    await openKey(packet, receivingOf(post, sealed.phrase), destinationOf(post, "ops"));
  });
  const acknowledging = () => ({ records: `${post.home}/opened`, password: ask("receiver") });

  it("is handed over by a receipt that the owner signed with a key of their own", async () => {
    const receipt = await makeReceipt(packet, { ...acknowledging(), receiver: owner });
    expect(await handedInPacket(receipt, packet, post.key.address)).toEqual({
      owner: owner.describe().address,
      received: receipt.received,
      hash: expect.stringMatching(/^0x[0-9a-f]{64}$/),
    });
    expect(await refusal(() => handedInPacket(receipt, packet, ADDRESS))).toMatchObject({
      code: "Handover.OtherKey",
      details: { expected: ADDRESS, found: post.key.address },
    });
    const other = { ...receipt, received: "2026-05-06T07:08:10Z" };
    expect((await refusal(() => handedInPacket(other, packet, post.key.address))).code).toBe(
      "Receipt.BadSignature",
    );
  });

  it("is not, given a receipt by the key alone, which whoever sent it could sign as well", async () => {
    const receipt = await makeReceipt(packet, acknowledging());
    expect((await refusal(() => handedInPacket(receipt, packet, post.key.address))).code).toBe(
      "Handover.OwnKey",
    );
  });

  it("is not, given a receipt that its sender signed: it went to nobody", async () => {
    const receipt = await makeReceipt(packet, { ...acknowledging(), receiver: post.sender });
    expect(await refusal(() => handedInPacket(receipt, packet, post.key.address))).toMatchObject({
      code: "Handover.ToSender",
      details: { sender: post.from },
    });
  });
});
