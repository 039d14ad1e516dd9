import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Address, Hex } from "viem";
import { Secret } from "../../src/keys/secret.ts";
import { generate } from "../../src/keys/store.ts";
import { type AskPassword, keystoreSigner } from "../../src/signer/keystore.ts";
import type { Signer } from "../../src/signer/signer.ts";

/** A key of the story: whose it is, and the curve it lies on. */
export type Made = {
  readonly label: string;
  readonly person: string;
  readonly path: string;
  readonly password: AskPassword;
  readonly address: Address;
  readonly point: Hex;
};

/** Encrypted keystores in a folder of their own, each with a password that only this process knows. */
export type Keyring = {
  make(label: string, person: string, curve?: "secp256k1" | "P-256"): Promise<Made>;
  get(label: string): Made;
  /** Opens the keystore for each signature. `verifier`: for a P-256 key. */
  signer(label: string, verifier?: Address): Promise<Signer>;
  /** Removes the folder. */
  discard(): Promise<void>;
};

/**
 * Real keystores, made and opened by the same code as everybody's. Only the work factor of the password is light, so that the
 * story is quick: with the standard one each opening takes about a second.
 */
export async function keyring(): Promise<Keyring> {
  const folder = await mkdtemp(join(tmpdir(), "conclave-demo-"));
  const made = new Map<string, Made>();
  const get = (label: string): Made => {
    const key = made.get(label);
    if (key === undefined) throw new RangeError(`the story has no key ${label}`);
    return key;
  };
  return {
    get,
    async make(label, person, curve = "secp256k1") {
      const text = randomBytes(24).toString("base64url");
      const password: AskPassword = async () => Secret.text(text);
      const secret = await password();
      const saved = await generate({
        folder,
        label,
        holder: person,
        purpose: "demo",
        password: secret,
        curve,
        cost: "light",
      });
      secret.wipe();
      const { path, address, point } = saved;
      const key = { label, person, path, password, address, point };
      made.set(label, key);
      return key;
    },
    signer(label, verifier) {
      const { path, password } = get(label);
      return keystoreSigner(path, password, verifier === undefined ? {} : { verifier });
    },
    discard: () => rm(folder, { recursive: true, force: true }),
  };
}
