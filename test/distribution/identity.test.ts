import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { makeIdentity, readIdentity } from "../../src/distribution/identity.ts";
import { fingerprint, sameWords, words } from "../../src/distribution/phrase.ts";
import { kindOfRecipient } from "../../src/keys/age/recipient.ts";
import { Secret } from "../../src/keys/secret.ts";
import { inStrongroom } from "../../src/keys/strongroom/door.ts";
import { refusal } from "../keys/refusal.ts";
import { temporaryFolder } from "../keys/temporary-folder.ts";

const password = () => Secret.text("marble-fjord-31-quince-ladder");
const light = { label: "cleo", cost: "light", created: new Date("2026-02-03T04:05:06Z") } as const;

describe("makeIdentity", () => {
  it.each(["classic", "post-quantum"] as const)(
    "writes one file, 0600, that opens to its %s recipient and shows nothing else",
    async (kind) => {
      const folder = join(await temporaryFolder(), "identities");
      const { path, recipient } = await makeIdentity({ ...light, folder, password: password(), kind });
      expect(await readdir(folder)).toEqual(["cleo.json"]);
      if (process.platform !== "win32") expect((await stat(path)).mode & 0o7777).toBe(0o600);
      expect(kindOfRecipient(recipient)).toBe(kind);
      const file = await readIdentity(path);
      expect(file).toMatchObject({ label: "cleo", created: "2026-02-03T04:05:06.000Z", recipient });
      await inStrongroom("testIdentity", file, { password: password() });
      const text = await readFile(path, "utf8");
      expect(text).not.toMatch(/AGE-SECRET-KEY/i);
      expect(text).not.toContain("marble-fjord");
    },
  );

  it("given a name that is taken, or none, refuses and keeps what is there", async () => {
    const folder = await temporaryFolder();
    const { path } = await makeIdentity({ ...light, folder, password: password() });
    const before = await readFile(path, "utf8");
    const again = await refusal(() => makeIdentity({ ...light, folder, password: password() }));
    expect(again.code).toBe("Files.Exists");
    expect(await readFile(path, "utf8")).toBe(before);
    const bad = await refusal(() =>
      makeIdentity({ ...light, label: "../cleo", folder, password: password() }),
    );
    expect(bad.code).toBe("Store.BadLabel");
  });
});

describe("an identity's file", () => {
  it("given another recipient than its own, does not open", async () => {
    const folder = await temporaryFolder();
    const { path } = await makeIdentity({ ...light, folder, password: password() });
    const other = await makeIdentity({ ...light, label: "mallory", folder, password: password() });
    const swapped = { ...(await readIdentity(path)), recipient: other.recipient };
    const error = await refusal(() => inStrongroom("testIdentity", swapped, { password: password() }));
    expect([error.code, error.details]).toEqual(["Identity.Mismatch", { recipient: other.recipient }]);
  });

  it("given a wrong password or a damaged file, says which", async () => {
    const folder = await temporaryFolder();
    const { path } = await makeIdentity({ ...light, folder, password: password() });
    const file = await readIdentity(path);
    const wrong = Secret.text("marble-fjord-31-quince-laddes");
    expect((await refusal(() => inStrongroom("testIdentity", file, { password: wrong }))).code).toBe(
      "Age.WrongPassword",
    );
    const damaged = { ...file, encrypted: file.encrypted.replace("AGE ENC", "PGP ENC") };
    expect((await refusal(() => inStrongroom("testIdentity", damaged, { password: password() }))).code).toBe(
      "Age.Damaged",
    );
    await writeFile(path, JSON.stringify({ ...file, recipient: "age1q" }));
    expect((await refusal(() => readIdentity(path))).code).toBe("Recipient.Bad");
    await writeFile(path, JSON.stringify({ ...file, identity: "AGE-SECRET-KEY-1" }));
    expect((await refusal(() => readIdentity(path))).code).toBe("Files.WrongShape");
    await writeFile(path, `"${"x".repeat(2 ** 15)}"`);
    expect((await refusal(() => readIdentity(path))).code).toBe("Files.TooLarge");
  });
});

describe("words to read aloud", () => {
  it("are the first 88 bits of a hash, eleven a word", () => {
    expect(words(`0x${"00".repeat(32)}`)).toBe(Array(8).fill("abandon").join(" "));
    expect(words(`0x${"ff".repeat(32)}`)).toBe(Array(8).fill("zoo").join(" "));
    expect(words(`0x0020${"00".repeat(9)}ff${"00".repeat(20)}`)).toBe(
      `ability ${Array(7).fill("abandon").join(" ")}`,
    );
  });

  it("of a recipient are golden: two programs say the same", () => {
    expect(
      fingerprint("age1lvyvwawkr0mcnnnncaghunadrqkmuf9e6507x9y920xxpp866cnql7dp2z"),
    ).toMatchInlineSnapshot(`"tone afford illness have slogan need drip label"`);
  });

  it("count whatever their capitals, commas and dashes, and no other way", () => {
    expect(sameWords(" Zoo, ability-zoo\n", "zoo ability zoo")).toBe(true);
    expect(sameWords("zoo ability", "zoo ability zoo")).toBe(false);
    expect(sameWords("ability zoo zoo", "zoo ability zoo")).toBe(false);
    expect(sameWords("", "zoo")).toBe(false);
  });
});
