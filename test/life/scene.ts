import { join } from "node:path";
import type { Curve } from "../../src/keys/curve.ts";
import { Secret } from "../../src/keys/secret.ts";
import { generate } from "../../src/keys/store.ts";
import type { Ended } from "../../src/life/ended.ts";
import type { AskPassword } from "../../src/signer/keystore.ts";
import { temporaryFolder } from "../keys/temporary-folder.ts";

export const PASSWORD = "quarry-lichen-41-saffron-oboe";
export const ARCHIVE_PASSWORD = "thimble-glacier-77-umber-kite";
export const NOW = new Date("2027-03-01T12:00:00Z");

export const ENDED: Ended = {
  chainId: 1,
  conclave: `0x${"c0".repeat(20)}`,
  state: "Retired",
  block: 12,
  hash: `0x${"ab".repeat(32)}`,
};

export const ask =
  (password: string): AskPassword =>
  async () =>
    Secret.text(password);

/** A folder with one key's keystore. */
export async function withKey(label = "ana", curve: Curve = "secp256k1") {
  const folder = await temporaryFolder();
  const keys = join(folder, "keys");
  const saved = await generate({
    label,
    folder: keys,
    password: Secret.text(PASSWORD),
    curve,
    cost: "light",
    holder: "Ana",
  });
  return { folder, keys, ...saved };
}
