import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { generateHybridIdentity, generateX25519Identity, identityToRecipient } from "age-encryption";
import { describe, expect, it } from "vitest";
import { decryptWith, encryptTo } from "../../src/keys/age/age.ts";
import { Secret } from "../../src/keys/secret.ts";
import { temporaryFolder } from "../keys/temporary-folder.ts";
import { has } from "../support/installed.ts";

/** What a person without Conclave has: Debian's age 1.1.1 or a later one. */
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
  const path = join(await temporaryFolder(), "identity");
  writeFileSync(path, `${identity}\n`, { mode: 0o600 });
  return execFileSync("age", ["-d", "-i", path], { input: file, encoding: "utf8", stdio: "pipe" });
}

function isOld(): boolean {
  return has("age") && /^v?1\.[01]\./.test(execFileSync("age", ["--version"], { encoding: "utf8" }));
}
