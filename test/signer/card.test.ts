import { chmod, chown, lchown, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { pretty } from "../../src/canonical.ts";
import { Secret } from "../../src/keys/secret.ts";
import { generate } from "../../src/keys/store.ts";
import { type Custody, writeCard } from "../../src/signer/card.ts";
import { list } from "../../src/signer/inventory.ts";
import { readKeyFile } from "../../src/signer/key-file.ts";
import { signerOf } from "../../src/signer/signer-of.ts";
import { refusal } from "../keys/refusal.ts";
import { temporaryFolder } from "../keys/temporary-folder.ts";
import { card, never, PLACES, particulars } from "./sample.ts";

async function written(value: unknown): Promise<string> {
  const path = join(await temporaryFolder(), "ana.json");
  await writeFile(path, pretty(value), { mode: 0o600 });
  return path;
}

describe("a card", () => {
  it.each(Object.values(PLACES))("of $kind is written (0600) and read as it was", async (place) => {
    const folder = join(await temporaryFolder(), "keys");
    const path = await writeCard(folder, { ...particulars(), custody: place });
    expect(path).toBe(join(folder, "ana.json"));
    if (process.platform !== "win32") expect((await stat(path)).mode & 0o7777).toBe(0o600);
    const file = await readKeyFile(path);
    const { address, point, label } = particulars();
    expect(file).toMatchObject({ label, address, point, curve: "secp256k1", custody: place.kind });
    expect(file.card).toEqual(card(place));
    expect(await readFile(path, "utf8")).toBe(pretty(card(place)));
  });

  it("never goes over another file, nor elsewhere", async () => {
    const folder = await temporaryFolder();
    const first = { ...particulars(), custody: PLACES.rpc };
    const path = await writeCard(folder, first);
    const before = await readFile(path, "utf8");
    const other = { ...first, custody: PLACES.hd };
    expect((await refusal(() => writeCard(folder, other))).code).toBe("Files.Exists");
    expect((await refusal(() => writeCard(folder, { ...other, label: "../b" }))).code).toBe("Store.BadLabel");
    expect(await readFile(path, "utf8")).toBe(before);
    expect(await readdir(folder)).toEqual(["ana.json"]);
  });

  it.each([
    ["an address that is another's", { address: `0x${"11".repeat(20)}` }, "address"],
    ["a point that is none", { point: `0x${"11".repeat(64)}` }, "point"],
    ["another curve than the point's", { curve: "P-256" }, "point"],
    ["a field that cards do not have", { secret: "x" }, "(whole file)"],
    ["a custody there is none of", { custody: { kind: "drawer" } }, "custody.kind"],
    ["a custody with a field too many", { custody: { ...PLACES.hd, pin: "1" } }, "custody"],
    ["a path that is none", { custody: { ...PLACES.hd, path: "m/44'/x" } }, "custody.path"],
    ["a key's id that is no hex", { custody: { ...PLACES.pkcs11, keyId: "a" } }, "custody.keyId"],
    ["another version", { version: 2 }, "version"],
  ])("with %s is refused", async (_, change, field) => {
    const path = await written({ ...card(PLACES.pkcs11), ...change });
    const error = await refusal(() => readKeyFile(path));
    expect(error.code).toBe("Files.WrongShape");
    expect(error.details.issues).toMatchObject([{ field }]);
  });

  it.skipIf(process.platform === "win32")("that others may write to is refused, and listed so", async () => {
    const path = await written(card(PLACES.pkcs11));
    await chmod(path, 0o620);
    expect((await refusal(() => readKeyFile(path))).code).toBe("Card.OpenToOthers");
    expect((await refusal(() => signerOf(path, never))).code).toBe("Card.OpenToOthers");
    expect(await list(join(path, ".."))).toMatchObject([{ problem: "Card.OpenToOthers" }]);
  });

  it.skipIf(process.platform === "win32")(
    "that is reached by a link is judged by where it lies",
    async () => {
      const path = await written(card(PLACES.pkcs11));
      const linked = join(await temporaryFolder(), "linked.json");
      await symlink(path, linked);
      expect((await readKeyFile(linked)).card).toBeDefined();
      await chmod(path, 0o620);
      expect((await refusal(() => readKeyFile(linked))).code).toBe("Card.OpenToOthers");
    },
  );

  it.skipIf(process.geteuid?.() !== 0)(
    "whose link another user made is refused (only root can try)",
    async () => {
      const linked = join(await temporaryFolder(), "linked.json");
      await symlink(await written(card(PLACES.pkcs11)), linked);
      await lchown(linked, 65_534, 65_534);
      expect((await refusal(() => readKeyFile(linked))).code).toBe("Card.OpenToOthers");
    },
  );

  it.skipIf(process.geteuid?.() !== 0)("of another user is refused (only root can try)", async () => {
    const path = await written(card(PLACES.pkcs11));
    await chown(path, 65_534, 65_534);
    expect((await refusal(() => readKeyFile(path))).code).toBe("Card.OpenToOthers");
  });
});

describe("the inventory", () => {
  it("lists cards beside keystores, with custody, particulars and place", async () => {
    const folder = await temporaryFolder();
    await writeCard(folder, { ...particulars("P-256", "token"), custody: PLACES.pkcs11 });
    const password = Secret.text("lantern-quay-orchard");
    await generate({ label: "ana", folder, cost: "light", password });
    await writeFile(join(folder, "half.json"), '{"format":"conclave-card"}', { mode: 0o600 });
    const { address, point } = particulars("P-256");
    expect(await list(folder)).toMatchObject([
      { label: "ana", custody: "keystore" },
      { label: "half", problem: "Files.WrongShape" },
      {
        label: "token",
        custody: "pkcs11",
        address,
        place: PLACES.pkcs11,
        metadata: { holder: "Ana", curve: "P-256", point },
        weaknesses: [],
      },
    ]);
  });

  const born = PLACES.pkcs11.born;
  const { certification: _, ...uncertified } = PLACES.pkcs11;
  it.each<[string, Custody, string[]]>([
    ["a hardened leaf", PLACES.hd, ["one of the keys of the seed root"]],
    ["a leaf that is not hardened", { ...PLACES.hd, path: "m/44'/60'/0'/0/0" }, ["one of", "not hardened"]],
    ["an imported key", { ...PLACES.pkcs11, born: { ...born, local: false } }, ["imported"]],
    ["a key in clear", { ...PLACES.pkcs11, born: { ...born, sensitive: false } }, ["shows the private key"]],
    ["an extractable key", { ...PLACES.pkcs11, born: { ...born, extractable: true } }, ["can leave"]],
    [
      "a key that was extractable",
      { ...PLACES.pkcs11, born: { ...born, neverExtractable: false } },
      ["was read"],
    ],
    ["a device of which nothing is said", uncertified, ["no certification"]],
    [
      "a program for a device",
      { ...PLACES.pkcs11, device: { ...PLACES.pkcs11.device, manufacturer: "SoftHSM project" } },
      ["SoftHSM"],
    ],
    ["a signer on this machine", PLACES.rpc, ["whoever runs"]],
    [
      "a signer over a network in clear",
      { ...PLACES.rpc, url: "http://signer.example:9000" },
      ["whoever", "in clear"],
    ],
    ["a signer over TLS", { ...PLACES.rpc, url: "https://signer.example" }, ["whoever"]],
    ["an imported key of AWS", { ...PLACES["aws-kms"], origin: "EXTERNAL" }, ["administers", "imported"]],
    [
      "an imported software key of Google",
      { ...PLACES["gcp-kms"], imported: true, protection: "SOFTWARE" },
      ["administers", "imported", "not in hardware"],
    ],
  ])("says what is weak of %s", async (_, place, expected) => {
    const path = await written(card(place));
    const [entry] = await list(join(path, ".."));
    expect(entry?.weaknesses).toEqual(expected.map((words) => expect.stringContaining(words)));
  });
});

describe("signerOf", () => {
  it("given a keystore, gives its signer; given another account than a card's, refuses", async () => {
    const folder = await temporaryFolder();
    const password = Secret.text("lantern-quay-orchard");
    const saved = await generate({ label: "ben", folder, cost: "light", password });
    const { address } = saved;
    const signer = await signerOf(saved.path, never);
    expect(signer.describe()).toEqual({ label: "ben", kind: "EOA", custody: "keystore", address });
    const path = await writeCard(folder, { ...particulars(), custody: PLACES.rpc });
    const error = await refusal(() => signerOf(path, never, { address }));
    expect(error.code).toBe("Signer.OtherKey");
    expect(error.details).toEqual({ expected: address, found: particulars().address });
  });
});
