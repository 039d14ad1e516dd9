import { writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { sha256Of } from "../../src/life/archive-file.ts";
import { intend, type Wish } from "../../src/life/intent.ts";
import { refusal } from "../keys/refusal.ts";
import { temporaryFolder } from "../keys/temporary-folder.ts";
import { people } from "./destroying.ts";

const { operator, witness } = people;
const KEY = {
  label: "ana",
  address: `0x${"a1".repeat(20)}`,
  curve: "secp256k1",
  kind: "keystore",
} as const;
const KEPT = { name: "keystore ana", signed: "2027-03-01T12:00:00.000Z" };
const FRESH = { asked: "node", used: false, found: "no transaction, no ether, no code" };

const NO_MANIFEST = { manifest: undefined, listedAs: undefined, unlisted: false, notRedundant: false };

async function wish(changes: Partial<Wish> = {}): Promise<Wish> {
  const path = join(await temporaryFolder(), "copy.json");
  await writeFile(path, "a keystore");
  return {
    key: KEY,
    path,
    words: undefined,
    medium: "stick",
    serial: undefined,
    place: undefined,
    method: undefined,
    operator: operator.signerBytes,
    witness: witness.signerBytes,
    listing: NO_MANIFEST,
    lastCopy: false,
    uses: async () => expect.fail("no chain is to be asked"),
    reason: undefined,
    handed: async () => undefined,
    clock: () => new Date("2027-03-01T12:00:01Z"),
    ...changes,
  };
}

describe("what is to be destroyed", () => {
  it("is a file as it is now, given a copy that stays; no chain is asked then, not even of a last copy", async () => {
    const given = await wish({ stays: async () => KEPT, lastCopy: true });
    expect(await intend(given)).toEqual({
      version: 1,
      type: "conclave-destruction",
      key: { label: "ana", address: KEY.address, curve: "secp256k1" },
      copy: {
        kind: "keystore",
        name: "copy.json",
        path: resolve(given.path),
        sha256: await sha256Of(given.path),
        medium: "stick",
      },
      last: false,
      kept: KEPT,
      use: [],
      method: "overwritten and removed",
      begun: "2027-03-01T12:00:01.000Z",
      operator: operator.signerBytes,
      witness: witness.signerBytes,
    });
  });

  it("is what people say, by their method, where a file is not what goes", async () => {
    const paper = { words: "share 2, paper", method: "burnt", stays: async () => KEPT };
    for (const kind of ["keystore", "note"] as const) {
      const intent = await intend(await wish({ ...paper, key: { ...KEY, kind } }));
      expect(intent.copy).toEqual({ kind: "other", name: "share 2, paper", medium: "stick" });
      expect(intent.method).toBe("burnt");
    }
  });

  it("is the last copy, with what chains said, given that it is meant to be", async () => {
    const intent = await intend(await wish({ lastCopy: true, uses: async () => [FRESH] }));
    expect(intent).toMatchObject({ last: true, use: [FRESH] });
    expect(intent).not.toHaveProperty("override");
  });

  it.each([
    ["the note of an archived key", { key: { ...KEY, kind: "note" } }, "Destroy.OnlyANote"],
    ["no witness", { witness: undefined }, "Destroy.Incomplete"],
    ["a paper, and no method", { words: "paper" }, "Destroy.Incomplete"],
    ["no copy that stays, and nobody who says that it is the last", {}, "Destroy.LastCopy"],
    [
      "the last copy of a key that a chain knows",
      { lastCopy: true, uses: async () => [{ ...FRESH, used: true }] },
      "Destroy.Used",
    ],
  ] as const)("is refused, given %s", async (_, changes, code) => {
    const given = await wish(changes as Partial<Wish>);
    expect((await refusal(() => intend(given))).code).toBe(code);
  });
});
