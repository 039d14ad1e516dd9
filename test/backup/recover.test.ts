import { closeSync, openSync } from "node:fs";
import { chmod, copyFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { type RecoverRequest, recoverKey } from "../../src/backup/recover.ts";
import type { SplitResult } from "../../src/backup/split.ts";
import { report } from "../../src/errors.ts";
import { decrypt, hexOf } from "../../src/keys/keystore.ts";
import { Secret } from "../../src/keys/secret.ts";
import { read, type Saved } from "../../src/keys/store.ts";
import { refusal } from "../keys/refusal.ts";
import { temporaryFolder } from "../keys/temporary-folder.ts";
import { expectAbsent, hexIn, keyIn, NEW_PASSWORD, none, splitIn } from "./stage.ts";

const expectedOf = ({ set }: SplitResult): RecoverRequest["expected"] => ({
  address: set.address as `0x${string}`,
  curve: set.curve,
  set,
});

async function recover(
  files: readonly string[],
  expected: RecoverRequest["expected"],
  more: Partial<RecoverRequest> = {},
) {
  return recoverKey({
    label: "ana-again",
    source: { files },
    expected,
    passphrase: none(),
    folder: join(await temporaryFolder(), "keys"),
    password: Secret.text(NEW_PASSWORD),
    cost: "light",
    ...more,
  });
}

describe("recoverKey", () => {
  let folder: string;
  let key: Saved;
  let split: SplitResult;
  let other: SplitResult;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "conclave-"));
    key = await keyIn(folder);
    split = await splitIn(folder, key);
    other = await splitIn(folder, key, { name: "other" });
    return () => rm(folder, { recursive: true });
  });

  /** A copy of a share file with its text changed. */
  async function changed(file: string, change: (text: string) => string): Promise<string> {
    const path = join(await temporaryFolder(), "changed.txt");
    await writeFile(path, change(await readFile(file, "utf8")), { mode: 0o600 });
    return path;
  }
  const pick = (...at: number[]) => at.flatMap((index) => split.files[index] ?? []);

  it.each([[[0, 1]], [[0, 2]], [[1, 2]], [[2, 0]], [[0, 1, 2]]])(
    "given shares %j, writes a keystore of the same key under the new password",
    async (at) => {
      const saved = await recover(pick(...at), expectedOf(split));
      expect([saved.address, saved.point, saved.curve]).toEqual([key.address, key.point, "secp256k1"]);
      expect(saved.shares.map(({ group, member }) => [group, member])).toEqual(
        at.map((member) => [0, member]),
      );
      const { secret } = await decrypt(await read(saved.path), Secret.text(NEW_PASSWORD));
      expect(hexOf(secret).slice(2)).toBe(await hexIn(key));
    },
  );

  it("given no record but the address, recovers too; given another address, refuses and writes nothing", async () => {
    const saved = await recover(pick(0, 1), { address: key.address, curve: "secp256k1" });
    expect(saved.point).toBe(key.point);
    const keys = join(await temporaryFolder(), "keys");
    const address = "0x00000000000000000000000000000000000000aa";
    const error = await refusal(() => recover(pick(0, 1), { address, curve: "secp256k1" }, { folder: keys }));
    expect([error.code, error.details]).toEqual([
      "Share.WrongKey",
      { expected: address, curve: "secp256k1", found: key.address },
    ]);
    await expect(readdir(keys)).rejects.toThrow("ENOENT");
  });

  it("given shares from pipes, takes them too", async () => {
    const fds = pick(0, 1).map((file) => openSync(file, "r"));
    const saved = await recover([], expectedOf(split), { source: { files: [], descriptors: fds } });
    for (const fd of fds) closeSync(fd);
    expect(saved.address).toBe(key.address);
    const error = await refusal(() =>
      recover([], expectedOf(split), { source: { files: [], descriptors: [1] } }),
    );
    expect(error.code).toBe("Share.BadDescriptor");
  });

  it("given one share, says how many are missing", async () => {
    const error = await refusal(() => recover(pick(1), expectedOf(split)));
    expect([error.code, error.details]).toEqual([
      "Share.TooFew",
      { given: 1, missing: [{ group: 1, needed: 1 }] },
    ]);
  });

  it("given a corrupted share, names its file and nothing of its words", async () => {
    const bad = await changed(split.files[1] ?? "", (text) => text.replace(/( 9\. )[a-z]+/, "$1academic"));
    const error = await refusal(() => recover([...pick(0), bad], expectedOf(split)));
    expect([error.code, error.details.share]).toEqual(["Share.Unreadable", "changed.txt"]);
    const words = (await readFile(split.files[1] ?? "", "utf8")).match(/(?<=\d\. )[a-z]{7,}/g) ?? [
      "academic",
    ];
    expectAbsent(
      JSON.stringify(report(error)) + error.stack,
      words.filter((word) => word.length > 7),
    );
  });

  it("given a share of another set of the same key, names it, with the record and without", async () => {
    const files = [...pick(0), ...other.files.slice(1, 2)];
    for (const expected of [expectedOf(split), { address: key.address, curve: "secp256k1" } as const]) {
      const error = await refusal(() => recover(files, expected));
      expect(error.code).toBe("Share.OtherSet");
      expect(error.details).toEqual({
        wanted: split.set.id,
        shares: [{ share: "share-1-2-Ben.txt", set: other.set.id }],
      });
    }
  });

  it("given the same share twice, names both", async () => {
    const copy = join(await temporaryFolder(), "copy.txt");
    await copyFile(split.files[0] ?? "", copy);
    const error = await refusal(() => recover([...pick(0), copy], expectedOf(split)));
    expect([error.code, error.details]).toEqual([
      "Share.Repeated",
      { shares: ["share-1-1-Ana.txt", "copy.txt"] },
    ]);
  });

  it("given a share that is not the recorded one though it claims to be, names it", async () => {
    const groups = split.set.groups.map(({ threshold, members }) => ({
      threshold,
      members: members.map((member, at) =>
        at === 1 ? { ...member, digest: `0x${"0".repeat(64)}` as const } : member,
      ),
    }));
    const error = await refusal(() =>
      recover(pick(0, 1), { ...expectedOf(split), set: { ...split.set, groups } }),
    );
    expect([error.code, error.details]).toEqual(["Share.Altered", { shares: ["share-1-2-Ben.txt"] }]);
  });

  it.skipIf(process.platform === "win32")("given a share that others may read, refuses", async () => {
    const open = await changed(split.files[0] ?? "", (text) => text);
    await chmod(open, 0o644);
    expect((await refusal(() => recover([open, ...pick(1)], expectedOf(split)))).code).toBe(
      "Files.OpenToOthers",
    );
  });

  it("given a passphrase, needs exactly it", async () => {
    const safe = await splitIn(folder, key, { name: "safe", passphrase: "kettle-marsh-77-otter" });
    const files = safe.files.slice(1);
    const wrong = await refusal(() =>
      recover(files, expectedOf(safe), { passphrase: Secret.text("kettle-marsh-77-otten") }),
    );
    expect(wrong.code).toBe("Share.WrongKey");
    expectAbsent(JSON.stringify(report(wrong)), ["kettle-marsh"]);
    expect((await refusal(() => recover(files, expectedOf(safe)))).code).toBe("Share.WrongKey");
    const saved = await recover(files, expectedOf(safe), {
      passphrase: Secret.text("kettle-marsh-77-otter"),
    });
    expect(saved.address).toBe(key.address);
  });

  it("given a P-256 key and groups, recovers its identity", async () => {
    const signer = await keyIn(folder, "signer", "P-256");
    const sharing = {
      threshold: 2,
      groups: [
        { threshold: 2, members: ["Ana", "Ben"] },
        { threshold: 1, members: ["vault"] },
      ],
    };
    const made = await splitIn(folder, signer, { name: "groups", sharing });
    const saved = await recover(made.files, expectedOf(made));
    expect([saved.curve, saved.point]).toEqual(["P-256", signer.point]);
    const error = await refusal(() => recover(made.files.slice(0, 2), expectedOf(made)));
    expect(error.details).toEqual({ given: 2, missing: [{ group: 0, needed: 1 }] });
  });
});
