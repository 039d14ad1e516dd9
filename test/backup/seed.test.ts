import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { type RecoverSeedRequest, recoverSeed } from "../../src/backup/recover.ts";
import { type SplitResult, splitSeed } from "../../src/backup/split.ts";
import { Secret } from "../../src/keys/secret.ts";
import { derivePublicKey, generateSeed, readSeed, type SavedSeed } from "../../src/keys/seed/store.ts";
import { type SeedShareSet, seedShareSet, shareSet } from "../../src/keys/share-set.ts";
import { refusal } from "../keys/refusal.ts";
import { temporaryFolder } from "../keys/temporary-folder.ts";
import { CREATED, NEW_PASSWORD, none, password, twoOfThree } from "./stage.ts";

const EXTRA = "vellum-otter-29-juniper";
const PATH = "m/44'/60'/0'/0/0";
let folder: string;
let plain: SavedSeed;
let extra: SavedSeed;
let ofPlain: SplitResult<SeedShareSet>;
let ofExtra: SplitResult<SeedShareSet>;

async function split(path: string, name: string): Promise<SplitResult<SeedShareSet>> {
  return splitSeed({
    path,
    password: password(),
    passphrase: none(),
    sharing: twoOfThree(),
    target: { kind: "folder", folder: join(folder, name) },
    records: join(folder, "keys"),
    created: CREATED,
  });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "conclave-"));
  const target = { folder: join(folder, "keys"), cost: "light" } as const;
  plain = await generateSeed({ ...target, label: "root", password: password() });
  extra = await generateSeed({
    ...target,
    label: "hidden",
    password: password(),
    passphrase: Secret.text(EXTRA),
  });
  ofPlain = await split(plain.path, "root");
  ofExtra = await split(extra.path, "hidden");
  return () => rm(folder, { recursive: true });
});

async function recover(
  files: readonly string[],
  expected: RecoverSeedRequest["expected"],
  more: Partial<RecoverSeedRequest> = {},
) {
  return recoverSeed({
    label: "again",
    source: { files },
    expected,
    passphrase: none(),
    bip39Passphrase: none(),
    folder: join(await temporaryFolder(), "keys"),
    password: Secret.text(NEW_PASSWORD),
    cost: "light",
    ...more,
  });
}

const expectedOf = ({ set }: SplitResult<SeedShareSet>) => ({
  fingerprint: set.fingerprint,
  language: set.language,
  set,
});

describe("splitSeed and recoverSeed", () => {
  it.each([[[0, 1]], [[0, 2]], [[1, 2]]])("given shares %j, give the seed with the same keys", async (at) => {
    const files = at.flatMap((index) => ofPlain.files[index] ?? []);
    const saved = await recover(files, expectedOf(ofPlain));
    expect([saved.fingerprint, saved.words]).toEqual([plain.fingerprint, 24]);
    expect(await readSeed(saved.path)).toMatchObject({
      origin: "generated",
      language: "english",
      passphrase: false,
    });
    const key = (seed: string, phrase: Secret) =>
      derivePublicKey({ seed, path: PATH, unhardened: true }, phrase);
    expect(await key(saved.path, Secret.text(NEW_PASSWORD))).toEqual(await key(plain.path, password()));
  });

  it("say on record and paper what they are of, and neither is taken for a key's", async () => {
    const record: unknown = JSON.parse(await readFile(ofPlain.record, "utf8"));
    expect(seedShareSet.parse(record)).toEqual(ofPlain.set);
    expect(shareSet.safeParse(record).success).toBe(false);
    const paper = await readFile(ofPlain.files[0] ?? "", "utf8");
    expect(paper).toContain('the entropy of the 24 words (BIP-39, english) of the seed "root"\n');
    expect(paper).toContain(`# with the fingerprint ${plain.fingerprint}\n`);
    expect(await readFile(ofExtra.files[0] ?? "", "utf8")).toContain(
      "its own BIP-39 passphrase is needed besides\n",
    );
    expect(ofExtra.set.bip39Passphrase).toBe(true);
  });

  it("given a seed with a passphrase of its own, need exactly that, and write nothing without it", async () => {
    const files = ofExtra.files.slice(1);
    const keys = join(await temporaryFolder(), "keys");
    for (const bip39Passphrase of [none(), Secret.text(`${EXTRA}s`)]) {
      const error = await refusal(() =>
        recover(files, expectedOf(ofExtra), { bip39Passphrase, folder: keys }),
      );
      expect([error.code, error.details.expected]).toEqual(["Share.WrongSeed", extra.fingerprint]);
    }
    await expect(readdir(keys)).rejects.toThrow("ENOENT");
    const saved = await recover(files, expectedOf(ofExtra), { bip39Passphrase: Secret.text(EXTRA) });
    expect(saved.fingerprint).toBe(extra.fingerprint);
  });

  it("given no record but the fingerprint, recover too; given shares of two seeds, name the stranger", async () => {
    const expected = { fingerprint: plain.fingerprint, language: "english" } as const;
    expect((await recover(ofPlain.files, expected)).fingerprint).toBe(plain.fingerprint);
    const mixed = [...ofPlain.files.slice(0, 1), ...ofExtra.files.slice(1, 2)];
    const error = await refusal(() => recover(mixed, expectedOf(ofPlain)));
    expect(error.code).toBe("Share.OtherSet");
    expect(error.details.shares).toEqual([{ share: "share-1-2-Ben.txt", set: ofExtra.set.id }]);
  });
});
