import { createPrivateKey, createPublicKey } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { identityToRecipient } from "age-encryption";
import { privateKeyToAddress } from "viem/accounts";
import { describe, expect, it } from "vitest";
import { makeIdentity, readIdentity } from "../../src/distribution/identity.ts";
import { Secret } from "../../src/keys/secret.ts";
import { generate } from "../../src/keys/store.ts";
import { ENTROPY, importing, PASSWORD, WORDS } from "../keys/seed/words.ts";
import { temporaryFolder } from "../keys/temporary-folder.ts";
import { begun, LOG_PASSWORD } from "../usage/log/scene.ts";
import { boxesIn } from "./boxes.ts";

/** What a password opens in the files of a folder. */
async function openedIn(folder: string, password: string): Promise<Buffer[]> {
  const names = await readdir(folder);
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  const boxes = texts.flatMap(boxesIn);
  expect(boxes).toHaveLength(1);
  return (await boxes[0]?.open(Buffer.from(password))) ?? [];
}

/** What DER writes before an Ed25519 private key (RFC 8410). */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");
const light = { label: "ana", cost: "light" } as const;

describe("what the code under test encrypts is opened by other code", () => {
  it("a keystore, and not by another password", async () => {
    const folder = await temporaryFolder();
    const { address } = await generate({ ...light, folder, password: Secret.text(PASSWORD) });
    const [key] = await openedIn(folder, PASSWORD);
    expect(privateKeyToAddress(`0x${key?.toString("hex")}`)).toBe(address);
    expect(await openedIn(folder, `${PASSWORD}s`)).toEqual([]);
  });

  it("a seed: its entropy, its words, its own passphrase", async () => {
    const folder = await temporaryFolder();
    await importing(folder, { passphrase: Secret.text("wharf-heron-7741") });
    const found = await openedIn(folder, PASSWORD);
    const [entropy, ...texts] = found;
    expect(entropy?.toString("hex")).toBe(ENTROPY);
    expect(texts.map(String)).toEqual([WORDS, "wharf-heron-7741"]);
  });

  it("an identity", async () => {
    const folder = await temporaryFolder();
    await makeIdentity({ ...light, folder, password: Secret.text(PASSWORD) });
    const { recipient } = await readIdentity(join(folder, "ana.json"));
    const lines = (await openedIn(folder, PASSWORD)).map(String);
    const identity = lines.find((line) => line.startsWith("AGE-SECRET-KEY-")) ?? "";
    expect(await identityToRecipient(identity)).toBe(recipient);
  });

  it("a log's key", async () => {
    const { folder, verifier } = await begun(await temporaryFolder());
    const [seed = Buffer.alloc(0)] = await openedIn(folder, LOG_PASSWORD);
    const key = Buffer.concat([PKCS8, seed]);
    const { x } = createPublicKey(createPrivateKey({ key, format: "der", type: "pkcs8" })).export({
      format: "jwk",
    });
    expect(Buffer.from(verifier.replace(/^[^+]*\+[^+]*\+/, ""), "base64").subarray(1)).toEqual(
      Buffer.from(x ?? "", "base64url"),
    );
  });
});
