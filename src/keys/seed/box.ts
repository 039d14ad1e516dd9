import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { stringify } from "../../canonical.ts";
import { BaseError } from "../../errors.ts";
import { stretch } from "../derivation.ts";
import { COSTS, type Cost } from "../keystore.ts";
import { Secret } from "../secret.ts";
import { type Header, type Sealed, type SeedFile, schema } from "./format.ts";

/** What a seed consists of. */
export type Contents = { readonly entropy: Secret; readonly passphrase: Secret };

type Parameters = Sealed["kdfparams"];

/** Encrypts a seed under a password; the header cannot be changed without it. The contents stay the caller's. KS-01, KD-03. */
export function seal(contents: Contents, password: Secret, header: Header, cost: Cost): SeedFile {
  const { N: n, r, p } = COSTS[cost];
  const kdfparams = { n, r, p, salt: randomBytes(32).toString("hex") };
  const nonce = randomBytes(12).toString("hex");
  const key = keyOf(password, kdfparams);
  const plain = joined(contents);
  try {
    const cipher = key.use((bytes) => createCipheriv("aes-256-gcm", bytes, Buffer.from(nonce, "hex")));
    cipher.setAAD(bound(header, kdfparams));
    const ciphertext = Buffer.concat([cipher.update(plain), cipher.final()]).toString("hex");
    const tag = cipher.getAuthTag().toString("hex");
    return schema.parse({
      ...header,
      sealed: { cipher: "aes-256-gcm", kdf: "scrypt", kdfparams, nonce, tag, ciphertext },
    });
  } finally {
    key.wipe();
    plain.fill(0);
  }
}

/** @throws `Seed.CannotOpen` */
export function unseal(file: SeedFile, password: Secret): Contents {
  const { sealed, ...header } = file;
  const key = keyOf(password, sealed.kdfparams);
  try {
    const nonce = Buffer.from(sealed.nonce, "hex");
    const decipher = key.use((bytes) => createDecipheriv("aes-256-gcm", bytes, nonce, { authTagLength: 16 }));
    decipher.setAAD(bound(header, sealed.kdfparams));
    decipher.setAuthTag(Buffer.from(sealed.tag, "hex"));
    const plain = decipher.update(Buffer.from(sealed.ciphertext, "hex"));
    try {
      decipher.final();
      return parted(plain);
    } finally {
      plain.fill(0);
    }
  } catch {
    throw cannotOpen();
  } finally {
    key.wipe();
  }
}

function keyOf(password: Secret, { salt, ...cost }: Parameters): Secret {
  return stretch(password, Buffer.from(salt, "hex"), cost, 32);
}

function bound(header: Header, kdfparams: Parameters): Buffer {
  return Buffer.from(stringify({ ...header, kdfparams }), "utf8");
}

/** The entropy's length, the entropy, the passphrase. */
function joined({ entropy, passphrase }: Contents): Buffer {
  return entropy.use((first) =>
    passphrase.use((second) => {
      const plain = Buffer.alloc(1 + first.length + second.length);
      plain[0] = first.length;
      first.copy(plain, 1);
      second.copy(plain, 1 + first.length);
      return plain;
    }),
  );
}

function parted(plain: Buffer): Contents {
  const end = 1 + (plain[0] ?? 0);
  return {
    entropy: Secret.take(plain.subarray(1, end)),
    passphrase: Secret.take(plain.subarray(end)),
  };
}

function cannotOpen(): BaseError {
  return new BaseError({
    code: "Seed.CannotOpen",
    message: "the password does not open this seed, or its file was changed",
    fix: "check the password, which counts byte by byte; if it is right, the file was altered or damaged: use the backup",
  });
}
