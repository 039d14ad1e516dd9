import { fork } from "node:child_process";
import { chmod, link, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { withKey as openKey } from "../../src/keys/open.ts";
import { Secret } from "../../src/keys/secret.ts";
import { generate, read, reencrypt } from "../../src/keys/store.ts";
import { type Archiving, archive, prove } from "../../src/life/archive.ts";
import { readPack } from "../../src/life/archive-file.ts";
import { list } from "../../src/signer/inventory.ts";
import { signerOf } from "../../src/signer/signer-of.ts";
import { refusal } from "../keys/refusal.ts";
import { ARCHIVE_PASSWORD, ask, ENDED, NOW, PASSWORD, withKey } from "./scene.ts";

const COPY = { id: "stick", kind: "keystore", medium: "stick", place: "bank", custodian: "Ana" };

function archiving(path: string, to: string, changes: Partial<Archiving> = {}) {
  return archive({
    path,
    to,
    ended: ENDED,
    copies: [COPY],
    password: ask(PASSWORD),
    archivePassword: (use) => use(Secret.text(ARCHIVE_PASSWORD)),
    cost: "light",
    now: NOW,
    ...changes,
  });
}

describe("a key that is archived", () => {
  it("lies in a pack under a password of its own, which opens to it, and a note stands in its place", async () => {
    const key = await withKey();
    const to = join(key.folder, "vault");
    const filed = await archiving(key.path, to);
    expect(filed.archive).toMatchObject({
      label: "ana",
      holder: "Ana",
      address: key.address,
      copies: [COPY],
      ended: ENDED,
    });
    expect((await stat(join(to, "ana"))).mode & 0o777).toBe(0o700);
    for (const name of ["keystore.json", "archive.json"])
      expect((await stat(join(to, "ana", name))).mode & 0o777).toBe(0o600);
    const pack = await readPack(join(to, "ana"));
    await prove(pack, Secret.text(ARCHIVE_PASSWORD));
    expect((await refusal(() => prove(pack, Secret.text(PASSWORD)))).code).toBe("Store.DrillFailed");
    expect((await refusal(() => prove(pack, undefined))).code).toBe("Archive.NoPassword");
    expect(JSON.parse(await readFile(key.path, "utf8"))).toMatchObject({
      format: "conclave-archived",
      label: "ana",
      pack: filed.sha256,
    });
    expect(await readdir(key.keys)).toEqual(["ana.json"]);
  });

  it("stays listed, and is not used any more", async () => {
    const key = await withKey();
    await archiving(key.path, join(key.folder, "vault"));
    expect(await list(key.keys)).toMatchObject([
      { label: "ana", address: key.address, archived: NOW.toISOString() },
    ]);
    for (const use of [
      () => read(key.path),
      () => signerOf(key.path, ask(PASSWORD)),
      () => openKey(key.path, Secret.text(PASSWORD), async () => undefined),
      () =>
        reencrypt(key.path, Secret.text(PASSWORD), {
          folder: key.keys,
          label: "again",
          password: Secret.text(PASSWORD),
        }),
      () => archiving(key.path, join(key.folder, "other")),
    ])
      expect(await refusal(use)).toMatchObject({ code: "Store.Archived", details: { path: key.path } });
    const again = { label: "ana", folder: key.keys, password: Secret.text(PASSWORD), cost: "light" } as const;
    expect((await refusal(() => generate(again))).code).toBe("Files.Exists");
  });

  it("has the password of its pack kept, given that the note cannot take its file's place", async () => {
    const key = await withKey();
    let kept: boolean | undefined;
    const archivePassword: Archiving["archivePassword"] = async (use) => {
      kept = false;
      const made = await use(Secret.text(ARCHIVE_PASSWORD));
      // Whoever lent it hears that the pack was made: a generated one stays.
      kept = true;
      await link(key.path, join(key.folder, "second.json"));
      return made;
    };
    const late = await refusal(() => archiving(key.path, join(key.folder, "vault"), { archivePassword }));
    expect(late.code).toBe("Erase.Linked");
    expect(kept).toBe(true);
    await prove(await readPack(join(key.folder, "vault", "ana")), Secret.text(ARCHIVE_PASSWORD));
    await read(key.path);
  });

  it("is packed on P-256 likewise", async () => {
    const key = await withKey("pia", "P-256");
    const { archive: told } = await archiving(key.path, join(key.folder, "vault"));
    expect(told).toMatchObject({ curve: "P-256", point: key.point, address: key.address });
  });

  it("keeps its file, given a wrong password, no password for the pack, or a folder that others may write to", async () => {
    const key = await withKey();
    const before = await readFile(key.path, "utf8");
    const to = join(key.folder, "vault");
    const wrong = await refusal(() => archiving(key.path, to, { password: ask("wrong") }));
    expect(wrong.code).toBe("Keystore.WrongPassword");
    const nobody = () => Promise.reject(new Error("nobody types it"));
    await expect(archiving(key.path, to, { archivePassword: nobody })).rejects.toThrow("nobody types it");
    await mkdir(to);
    await chmod(to, 0o777);
    expect((await refusal(() => archiving(key.path, to))).code).toBe("Files.UnsafeFolder");
    expect(await readdir(to)).toEqual([]);
    expect(await readFile(key.path, "utf8")).toBe(before);
  });

  it("keeps its file, given a pack of another key under its name", async () => {
    const [key, other] = [await withKey(), await withKey()];
    const to = join(other.folder, "vault");
    await archiving(other.path, to);
    const before = await readFile(key.path, "utf8");
    expect((await refusal(() => archiving(key.path, to))).code).toBe("Archive.OtherKey");
    expect(await readFile(key.path, "utf8")).toBe(before);
  });

  it("is not overwritten through a link, or where its content has another name", async () => {
    const key = await withKey();
    const to = join(key.folder, "vault");
    const alias = join(key.keys, "alias.json");
    await symlink(key.path, alias);
    expect(await refusal(() => archiving(alias, to))).toMatchObject({
      code: "Erase.NotAPlainFile",
      details: { path: alias },
    });
    await link(key.path, join(key.folder, "second.json"));
    expect(await refusal(() => archiving(key.path, to))).toMatchObject({
      code: "Erase.Linked",
      details: { path: key.path },
    });
    await read(key.path);
  });

  it("goes on where an interrupted run made the pack and left the file", async () => {
    const key = await withKey();
    const to = join(key.folder, "vault");
    const before = await readFile(key.path, "utf8");
    const first = await archiving(key.path, to);
    await writeFile(key.path, before, { mode: 0o600 });
    const wrong = await refusal(() =>
      archiving(key.path, to, {
        archivePassword: (use) => use(Secret.text("harbour-53-plinth-otter-walnut")),
      }),
    );
    expect(wrong.code).toBe("Store.DrillFailed");
    expect(await readFile(key.path, "utf8")).toBe(before);
    expect(await archiving(key.path, to)).toEqual(first);
    expect((await refusal(() => read(key.path))).code).toBe("Store.Archived");
  });
});

describe("a pack", () => {
  it.each([
    ["its content", "keystore.json", "Archive.Altered"],
    ["its manifest", "archive.json", "Files.NotJson"],
  ])("is refused, given that %s was cut short", async (_, name, code) => {
    const key = await withKey();
    await archiving(key.path, join(key.folder, "vault"));
    const pack = join(key.folder, "vault", "ana");
    const text = await readFile(join(pack, name), "utf8");
    await writeFile(join(pack, name), text.slice(0, -9));
    expect((await refusal(() => readPack(pack))).code).toBe(code);
  });

  it("does not pass for another key's, given a manifest that was changed to say so", async () => {
    const [key, other] = [await withKey(), await withKey()];
    await archiving(key.path, join(key.folder, "vault"));
    const path = join(key.folder, "vault", "ana", "archive.json");
    await writeFile(path, (await readFile(path, "utf8")).replaceAll(key.point, other.point));
    const pack = () => readPack(join(key.folder, "vault", "ana"));
    expect((await refusal(pack)).code).toBe("Files.WrongShape");
    await writeFile(path, (await readFile(path, "utf8")).replaceAll(key.address, other.address));
    const forged = await pack();
    expect((await refusal(() => prove(forged, Secret.text(ARCHIVE_PASSWORD)))).code).toBe(
      "Store.DrillFailed",
    );
  });
});

describe("a run that is killed at any moment", () => {
  it("leaves the file or the pack, both of which open", async () => {
    for (const wait of [150, 600, 900, 1200, 1500, 1900, 2300]) {
      const key = await withKey();
      const to = join(key.folder, "vault");
      const child = fork(new URL("archiver.ts", import.meta.url), [key.path, to], {
        silent: true,
        execArgv: [],
      });
      const timer = setTimeout(() => child.kill("SIGKILL"), wait);
      await new Promise((resolve) => child.once("close", resolve));
      clearTimeout(timer);
      const kept = await readFile(key.path, "utf8");
      if (kept.includes("conclave-archived"))
        await prove(await readPack(join(to, "ana")), Secret.text(ARCHIVE_PASSWORD));
      else
        await openKey(key.path, Secret.text(PASSWORD), async ({ address }) =>
          expect(address).toBe(key.address),
        );
    }
  }, 120_000);
});
