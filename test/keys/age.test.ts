import { createHash } from "node:crypto";
import { unzipSync } from "node:zlib";
import { armor, generateHybridIdentity, generateX25519Identity, identityToRecipient } from "age-encryption";
import * as cctv from "cctv-age";
import { beforeAll, describe, expect, it, test } from "vitest";
import { BaseError } from "../../src/errors.ts";
import { decryptUnder, decryptWith, encryptTo, encryptUnder } from "../../src/keys/age/age.ts";
import { assertRecipients, kindOfRecipient } from "../../src/keys/age/recipient.ts";
import { Secret } from "../../src/keys/secret.ts";
import { refusal } from "./refusal.ts";

const PASSWORD = "gravel-tundra-58-opal-wharf";
const TEXT = "what nobody else should read";

let identity: string;
let recipient: string;
let quantum: { identity: string; recipient: string };

beforeAll(async () => {
  identity = await generateX25519Identity();
  recipient = await identityToRecipient(identity);
  const hybrid = await generateHybridIdentity();
  quantum = { identity: hybrid, recipient: await identityToRecipient(hybrid) };
});

describe("a file for recipients", () => {
  it.each(["classic", "post-quantum"] as const)("opens with the identity of a %s recipient", async (kind) => {
    const own = kind === "classic" ? { identity, recipient } : quantum;
    const file = await encryptTo([own.recipient], Secret.text(TEXT));
    expect((await decryptWith(Secret.text(own.identity), file)).revealText()).toBe(TEXT);
  });

  it("given the identity of somebody else, is refused", async () => {
    const file = await encryptTo([recipient], Secret.text(TEXT));
    const other = Secret.text(await generateX25519Identity());
    expect((await refusal(() => decryptWith(other, file))).code).toBe("Age.NotForThis");
    expect((await refusal(() => decryptWith(Secret.text(quantum.identity), file))).code).toBe(
      "Age.NotForThis",
    );
  });

  it("given a bit flipped anywhere, or cut short anywhere, never opens", async () => {
    const bytes = armor.decode(await encryptTo([recipient], Secret.text(TEXT)));
    for (let at = 0; at < bytes.length; at += 3) {
      const flipped = Uint8Array.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      for (const bad of [flipped, bytes.subarray(0, at)]) {
        const error = await refusal(() => decryptWith(Secret.text(identity), armor.encode(bad)));
        expect(["Age.Damaged", "Age.NotForThis"]).toContain(error.code);
        expect(JSON.stringify(error)).not.toContain("AGE-SECRET");
      }
    }
  });
});

describe("a file under a password", () => {
  it("opens with the password alone", async () => {
    const file = await encryptUnder(Secret.text(PASSWORD), Secret.text(TEXT), "light");
    expect((await decryptUnder(Secret.text(PASSWORD), file)).revealText()).toBe(TEXT);
    const wrong = await refusal(() => decryptUnder(Secret.text(`${PASSWORD}.`), file));
    expect(wrong.code).toBe("Age.WrongPassword");
  });

  it("given a password that is no text, is not made: it would open with others", async () => {
    const bytes = Secret.take(Buffer.from("ff".repeat(20), "hex"));
    expect((await refusal(() => encryptUnder(bytes, Secret.text(TEXT), "light"))).code).toBe(
      "Age.PasswordNotText",
    );
  });
});

describe("recipients", () => {
  it("are told apart by kind", () => {
    expect(kindOfRecipient(recipient)).toBe("classic");
    expect(kindOfRecipient(quantum.recipient)).toBe("post-quantum");
    expect(assertRecipients([recipient])).toBe("classic");
  });

  it("of two kinds are never mixed, in any order", async () => {
    for (const mixed of [
      [recipient, quantum.recipient],
      [quantum.recipient, recipient],
    ]) {
      const error = await refusal(() => encryptTo(mixed, Secret.text(TEXT)));
      expect(error.code).toBe("Recipient.Mixed");
    }
  });

  it("given an identity in place of a recipient, is refused without being quoted", async () => {
    const error = await refusal(() => assertRecipients([identity]));
    expect(error.code).toBe("Recipient.Bad");
    expect(JSON.stringify([error, error.cause])).not.toContain(identity.slice(20));
  });

  it("given none, too many, one twice or a bad one, are refused", async () => {
    const code = async (list: string[]) => (await refusal(() => assertRecipients(list))).code;
    expect(await code([])).toBe("Recipient.None");
    expect(await code(Array.from({ length: 17 }, () => recipient))).toBe("Recipient.TooMany");
    expect(await code([recipient, recipient])).toBe("Recipient.Twice");
    const last = recipient.endsWith("q") ? "p" : "q";
    for (const bad of [
      `${recipient.slice(0, -1)}${last}`,
      recipient.toUpperCase(),
      `${recipient} `,
      "age1",
      "",
      "ssh-ed25519 AAAA",
      "age1tag1qt8lw0ual6avlwmwatk888yqnmdamm7xfd0wak53ut6elz5c4swx2wtyzz8",
    ])
      expect(await code([bad]), bad).toBe("Recipient.Bad");
  });
});

/** What our reader says for each outcome that a vector may call for. */
const OUTCOMES: Readonly<Record<string, readonly string[]>> = {
  "no match": ["Age.NotForThis", "Age.WrongPassword"],
  "HMAC failure": ["Age.Damaged"],
  "header failure": ["Age.Damaged", "Age.TooCostly"],
  "payload failure": ["Age.Damaged"],
  "armor failure": ["Age.Damaged"],
};

describe("the published vectors for age files (C2SP CCTV)", () => {
  const vectors = Object.entries(cctv as Record<string, unknown>).filter(
    (entry): entry is [string, Uint8Array] => entry[1] instanceof Uint8Array,
  );

  it("are all there", () => expect(vectors).toHaveLength(143));

  test.each(vectors)("%s", async (_, bytes) => {
    const { expected, payload, keys, passwords, file } = read(bytes);
    // Vectors that fail before any key matters name none.
    const tried = keys.length + passwords.length === 0 ? [identity] : keys;
    const attempts = [
      ...tried.map((key) => () => decryptWith(Secret.text(key), file)),
      ...passwords.map((password) => () => decryptUnder(Secret.text(password), file)),
    ];
    const results = await Promise.all(
      attempts.map((attempt) => attempt().catch((error: unknown) => error as BaseError)),
    );
    const opened = results.find((result) => result instanceof Secret);
    if (expected === "success") {
      const digest = opened?.use((plain) => createHash("sha256").update(plain).digest("hex"));
      expect(digest).toBe(payload);
    } else {
      expect(opened).toBeUndefined();
      const codes = results.map((result) => (result instanceof BaseError ? result.code : "none of ours"));
      expect(codes).not.toContain("none of ours");
      // Of several keys that a vector gives, the fault may show with one alone.
      expect(codes.filter((code) => OUTCOMES[expected]?.includes(code))).not.toHaveLength(0);
    }
  });
});

/** A vector: a header of `key: value` lines, an empty line, and the file. Files without armour get one. */
function read(bytes: Uint8Array) {
  const all = Buffer.from(bytes);
  const end = all.indexOf("\n\n");
  const lines = all
    .subarray(0, end)
    .toString("utf8")
    .split("\n")
    .map((line) => line.split(": ") as [string, string]);
  const values = (name: string) => lines.filter(([key]) => key === name).map(([, value]) => value);
  const raw = all.subarray(end + 2);
  const body = values("compressed").length === 0 ? raw : unzipSync(raw);
  return {
    expected: values("expect")[0] ?? "",
    payload: values("payload")[0],
    keys: values("identity"),
    passwords: values("passphrase"),
    file: values("armored").length === 0 ? armor.encode(body) : body.toString("latin1"),
  };
}
