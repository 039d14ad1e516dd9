import { join } from "node:path";
import { getAddress } from "viem";
import type { Curve } from "../../src/keys/curve.ts";
import { Secret } from "../../src/keys/secret.ts";
import { generate } from "../../src/keys/store.ts";
import type { Ended } from "../../src/life/ended.ts";
import { temporaryFolder } from "../keys/temporary-folder.ts";
import { PASSWORD } from "./secrets.ts";

export { ARCHIVE_PASSWORD, ask, PASSWORD } from "./secrets.ts";
export const NOW = new Date("2027-03-01T12:00:00Z");

export const ENDED: Ended = {
  chainId: 1,
  conclave: getAddress(`0x${"c0".repeat(20)}`),
  state: "Retired",
  block: 12,
  hash: `0x${"ab".repeat(32)}`,
};

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
