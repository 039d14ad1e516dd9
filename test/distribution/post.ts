import { mkdtempSync, rmSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Address, zeroAddress } from "viem";
import { afterAll, expect } from "vitest";
import { makeIdentity } from "../../src/distribution/identity.ts";
import { openKey, type Receiving } from "../../src/distribution/open.ts";
import { type KeySubject, type Packet, phraseOf } from "../../src/distribution/packet.ts";
import { type Sealed, type Sending, sealKey } from "../../src/distribution/seal.ts";
import type { Curve } from "../../src/keys/curve.ts";
import { Secret } from "../../src/keys/secret.ts";
import { generate, type Saved } from "../../src/keys/store.ts";
import { keystoreSigner, lend } from "../../src/signer/keystore.ts";
import type { Signer } from "../../src/signer/signer.ts";
import { refusal } from "../keys/refusal.ts";

/** Everybody's passwords. No file and no error may ever contain one. */
export const PASSWORDS = {
  sender: "cobalt-meadow-77-tango-brick",
  key: "willow-granite-16-onyx-paddle",
  identity: "saffron-glacier-45-mint-anvil",
  receiver: "topaz-harbor-63-cedar-lyric",
} as const;

export const NOW = new Date("2026-05-06T07:08:09Z");

export function ask(whose: keyof typeof PASSWORDS) {
  return async () => Secret.text(PASSWORDS[whose]);
}

/** A sender with a key to send, and receivers with identities, in a folder of their own. */
export type Post = {
  readonly folder: string;
  /** The receiver's keystores and records. */
  readonly home: string;
  readonly sender: Signer;
  readonly from: Address;
  readonly key: Saved;
  /** A second key of the sender's, on P-256. */
  readonly p256: Saved;
  readonly receiver: { readonly path: string; readonly recipient: string };
  readonly other: { readonly path: string; readonly recipient: string };
  readonly quantum: { readonly path: string; readonly recipient: string };
};

export async function layOutPost(): Promise<Post> {
  const folder = mkdtempSync(join(tmpdir(), "conclave-post-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const make = (label: string, whose: keyof typeof PASSWORDS, curve: Curve = "secp256k1") =>
    generate({
      label,
      folder: join(folder, "sender"),
      password: Secret.text(PASSWORDS[whose]),
      curve,
      cost: "light",
      holder: "Ana",
      created: NOW,
    });
  const identity = (label: string, kind: "classic" | "post-quantum" = "classic") =>
    makeIdentity({
      label,
      folder: join(folder, "identities"),
      password: Secret.text(PASSWORDS.identity),
      kind,
      cost: "light",
    });
  const [own, key, p256, receiver, other, quantum] = await Promise.all([
    make("ana", "sender"),
    make("ops", "key"),
    make("chip", "key", "P-256"),
    identity("ben"),
    identity("mallory"),
    identity("quentin", "post-quantum"),
  ]);
  const sender = await keystoreSigner(own.path, ask("sender"), { verifier: zeroAddress });
  const home = join(folder, "receiver");
  return { folder, home, sender, from: own.address, key, p256, receiver, other, quantum };
}

export function sealFor(post: Post, sending: Partial<Sending> = {}, path = post.key.path): Promise<Sealed> {
  const { sender: signer, receiver } = post;
  return sealKey(path, ask("key"), { signer, recipients: [receiver.recipient], now: NOW, ...sending });
}

/** The same with a packet for the receiver; for a file's `beforeAll`. */
export async function layOutPacket(): Promise<Sealed & { readonly post: Post }> {
  const post = await layOutPost();
  return { post, ...(await sealFor(post)) };
}

export function receivingOf(post: Post, phrase: string, receiving: Partial<Receiving> = {}): Receiving {
  return {
    identity: post.receiver.path,
    identityPassword: ask("identity"),
    phrase,
    from: post.from,
    records: join(post.home, "opened"),
    now: NOW,
    ...receiving,
  };
}

function lendReceiver<T>(use: (password: Secret) => Promise<T>): Promise<T> {
  return lend(ask("receiver"), use);
}

export function destinationOf(post: Post, label: string) {
  return { folder: join(post.home, "keys"), label, cost: "light", password: lendReceiver } as const;
}

/** A packet with something else in it, still well-formed. */
export function altered(packet: Packet, change: Partial<Packet>): Packet {
  return { ...packet, ...change };
}

/** The same signature with the other s and v, which a lax verifier takes. */
export function otherSpelling(signature: string): `0x${string}` {
  const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
  const s = order - BigInt(`0x${signature.slice(66, 130)}`);
  return `0x${signature.slice(2, 66)}${s.toString(16).padStart(64, "0")}${signature.endsWith("1b") ? "1c" : "1b"}`;
}

export function keySubjectOf({ subject }: Packet): KeySubject {
  if (subject.kind !== "key") throw new Error("the packet must hold a key");
  return subject;
}

/** How a packet is refused, and whether a password was asked for. Nothing must have been written. */
export async function refused(
  post: Post,
  bad: Packet,
  receiving: Partial<Receiving> = {},
  label = "refused",
) {
  const before = await readdir(post.home, { recursive: true }).catch(() => []);
  const asked: string[] = [];
  const spied = {
    ...receivingOf(post, phraseOf(bad)),
    identityPassword: () => {
      asked.push("identity");
      return ask("identity")();
    },
    ...receiving,
  };
  const error = await refusal(() => openKey(bad, spied, destinationOf(post, label)));
  expect(await readdir(post.home, { recursive: true }).catch(() => [])).toEqual(before);
  return { code: error.code, details: error.details, asked: asked.length > 0, error };
}
