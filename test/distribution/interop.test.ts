import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateHybridIdentity, generateX25519Identity, identityToRecipient } from "age-encryption";
import { describe, expect, it } from "vitest";
import { makeIdentity, readIdentity } from "../../src/distribution/identity.ts";
import { sealKey } from "../../src/distribution/seal.ts";
import { decryptWith, encryptTo } from "../../src/keys/age/age.ts";
import { Secret } from "../../src/keys/secret.ts";
import { save } from "../../src/keys/store.ts";
import { keystoreSigner } from "../../src/signer/keystore.ts";
import { temporaryFolder } from "../keys/temporary-folder.ts";
import { has } from "../support/installed.ts";

/** What a person without Conclave has: Debian's age 1.1.1 or a later one. */
const KEY = "8f2a559490c8d1d3a4c8b7e6f5041322314f5e6d7c8b9aa0b1c2d3e4f5061728";
const TEXT = "read by two programs of different authors";

describe.skipIf(!has("age"))("the age tool (skipped where it is not installed)", () => {
  it("opens what we encrypt, with the identity in a file", async () => {
    const identity = await generateX25519Identity();
    const file = await encryptTo([await identityToRecipient(identity)], Secret.text(TEXT));
    expect(await age(file, identity)).toBe(TEXT);
  });

  it("encrypts what we open", async () => {
    const identity = await generateX25519Identity();
    const to = await identityToRecipient(identity);
    const file = execFileSync("age", ["-a", "-r", to], { input: TEXT, encoding: "utf8" });
    expect((await decryptWith(Secret.text(identity), file)).revealText()).toBe(TEXT);
  });

  it("opens a packet sealed to an identity that age-keygen made, and finds the key in it", async () => {
    const folder = await temporaryFolder();
    const identity = join(folder, "identity");
    execFileSync("age-keygen", ["-o", identity], { stdio: "ignore" });
    const recipient = execFileSync("age-keygen", ["-y", identity], { encoding: "utf8" }).trim();
    const password = "ember-plateau-39-walrus-fennel";
    const key = Secret.take(Buffer.from(KEY, "hex"));
    const saved = await save(key, { label: "ops", folder, password: Secret.text(password), cost: "light" });
    const ask = async () => Secret.text(password);
    const signer = await keystoreSigner(saved.path, ask);
    const { packet } = await sealKey(saved.path, ask, { signer, recipients: [recipient] });
    const text = execFileSync("age", ["-d", "-i", identity], { input: packet.ciphertext, encoding: "utf8" });
    expect(JSON.parse(text)).toMatchObject({
      kind: "key",
      privateKey: `0x${KEY}`,
      sender: packet.sender,
      nonce: packet.nonce,
      recipients: [recipient],
    });
  });

  it.skipIf(process.platform !== "linux" || !has("script"))(
    "opens with our identity's file, once it is given its password",
    async () => {
      const folder = await temporaryFolder();
      const password = "barley-summit-64-heron-velvet";
      const made = { label: "ben", folder, password: Secret.text(password), cost: "light" } as const;
      const { path, recipient } = await makeIdentity(made);
      const { encrypted } = await readIdentity(path);
      writeFileSync(join(folder, "identity.age"), encrypted);
      execFileSync("age", ["-a", "-r", recipient, "-o", join(folder, "letter.age")], { input: TEXT });
      // age asks for the password at a terminal alone.
      const command = `age -d -i '${folder}/identity.age' -o '${folder}/letter' '${folder}/letter.age'`;
      execFileSync("script", ["-qec", command, "/dev/null"], { input: `${password}\n`, stdio: "pipe" });
      expect(readFileSync(join(folder, "letter"), "utf8")).toBe(TEXT);
    },
  );

  it("does not open what is for somebody else", async () => {
    const file = await encryptTo(
      [await identityToRecipient(await generateX25519Identity())],
      Secret.text(TEXT),
    );
    await expect(age(file, await generateX25519Identity())).rejects.toThrow(/no identity matched/);
  });

  it.skipIf(!isOld())(
    "given version 1.1, does not know post-quantum recipients, as the manual warns",
    async () => {
      const identity = await generateHybridIdentity();
      const file = await encryptTo([await identityToRecipient(identity)], Secret.text(TEXT));
      await expect(age(file, identity)).rejects.toThrow(/unknown identity type/);
    },
  );
});

async function age(file: string, identity: string): Promise<string> {
  const folder = await temporaryFolder();
  const [path, letter] = [join(folder, "identity"), join(folder, "letter.age")];
  writeFileSync(path, `${identity}\n`, { mode: 0o600 });
  // By its path: age may end before it has read what is piped to it.
  writeFileSync(letter, file);
  return execFileSync("age", ["-d", "-i", path, letter], { encoding: "utf8", stdio: "pipe" });
}

function isOld(): boolean {
  return has("age") && /^v?1\.[01]\./.test(execFileSync("age", ["--version"], { encoding: "utf8" }));
}
