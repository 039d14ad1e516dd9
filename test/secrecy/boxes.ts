import { createDecipheriv, scryptSync } from "node:crypto";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { entropyToMnemonic } from "@scure/bip39";
import { wordlist } from "@scure/bip39/wordlists/english.js";
import { armor, Decrypter } from "age-encryption";
import { z } from "zod";

/** What lies encrypted in files of JSON: keystores, seeds, identities, keys of logs. Opened by other code than the code under test. */
export type Box = {
  readonly id: string;
  /** Whether a wrong password is known for one. */
  readonly proves: boolean;
  /** The secrets within; none if the password is known to be wrong. */
  readonly open: (password: Buffer) => Promise<Buffer[]>;
};

/** As tests make them: what costs more is left closed. */
const MOST_WORK = 2 ** 15;

const hex = z.string().transform((text) => Buffer.from(text.replace(/^0x/i, ""), "hex"));
const base64 = z.string().transform((text) => Buffer.from(text, "base64"));
const cost = { n: z.int(), r: z.int(), p: z.int() };

const keystore = z
  .object({
    ciphertext: hex,
    mac: hex,
    cipherparams: z.object({ iv: hex }),
    kdfparams: z.object({ ...cost, salt: hex }),
  })
  .transform(({ ciphertext, mac, cipherparams, kdfparams }) => ({
    id: mac.toString("hex"),
    proves: true,
    async open(password: Buffer) {
      const key = stretched(password, kdfparams);
      if (key === undefined) return [];
      if (!mac.equals(keccak_256(Buffer.concat([key.subarray(16), ciphertext])))) return [];
      return [createDecipheriv("aes-128-ctr", key.subarray(0, 16), cipherparams.iv).update(ciphertext)];
    },
  }));
const seed = z
  .object({ kdfparams: z.object({ ...cost, salt: hex }), nonce: hex, ciphertext: hex })
  .transform(({ kdfparams, ...rest }) =>
    gcm({ ...kdfparams, ...rest }, (plain) => {
      const end = 1 + (plain[0] ?? 0);
      return [...wordsOf(plain.subarray(1, end)), plain.subarray(end)];
    }),
  );
const sealed = z
  .object({ ...cost, salt: base64, nonce: base64, ciphertext: base64 })
  .transform((parts) => gcm(parts, (plain) => [plain]));
const identity = z.object({ type: z.literal("conclave-identity"), encrypted: z.string() }).transform(
  ({ encrypted }): Box => ({
    id: encrypted,
    proves: true,
    async open(password) {
      const decrypter = new Decrypter();
      decrypter.addPassphrase(password.toString());
      const plain = await decrypter.decrypt(armor.decode(encrypted), "text").catch(() => undefined);
      return plain?.split("\n").map((line) => Buffer.from(line)) ?? [];
    },
  }),
);
const box = z.union([keystore, seed, sealed, identity]);

/** Every box in a file, however deep. */
export function boxesIn(text: string): Box[] {
  if (!/"(mac|nonce|encrypted)"/.test(text)) return [];
  try {
    return [...within(JSON.parse(text))];
  } catch {
    // Half of a file, or none of ours.
    return [];
  }
}

function* within(value: unknown): Generator<Box> {
  if (typeof value !== "object" || value === null) return;
  const found = box.safeParse(value).data;
  if (found !== undefined) yield found;
  else for (const inner of Object.values(value)) yield* within(inner);
}

type Gcm = {
  readonly n: number;
  readonly r: number;
  readonly p: number;
  readonly salt: Buffer;
  readonly nonce: Buffer;
  readonly ciphertext: Buffer;
};

/** Without its tag, since what it is bound to lies elsewhere: a wrong password gives bytes that are found nowhere. */
function gcm(parts: Gcm, split: (plain: Buffer) => Buffer[]): Box {
  return {
    id: parts.ciphertext.toString("hex"),
    proves: false,
    async open(password) {
      const key = stretched(password, parts);
      return key === undefined
        ? []
        : split(createDecipheriv("aes-256-gcm", key, parts.nonce).update(parts.ciphertext));
    },
  };
}

function stretched(password: Buffer, { n: N, r, p, salt }: Omit<Gcm, "nonce" | "ciphertext">) {
  return N * r * p > MOST_WORK ? undefined : scryptSync(password, salt, 32, { N, r, p });
}

/** An entropy, and its words. */
function wordsOf(entropy: Buffer): Buffer[] {
  if (![16, 20, 24, 28, 32].includes(entropy.length)) return [];
  return [entropy, Buffer.from(entropyToMnemonic(Uint8Array.from(entropy), wordlist))];
}
