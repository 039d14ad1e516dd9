import { spawnSync } from "node:child_process";
import { createPublicKey } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { keptCheckpoints } from "../../../src/usage/log/key.ts";
import { consistencyProof, leafHash } from "../../../src/usage/log/merkle.ts";
import { readVerifierKey } from "../../../src/usage/log/note.ts";
import { pathsOf } from "../../../src/usage/log/place.ts";
import { placesOf } from "../../../src/usage/log/places.ts";
import { readProof } from "../../../src/usage/log/proof.ts";
import { proveLine } from "../../../src/usage/log/prove.ts";
import { sealHead } from "../../../src/usage/log/seal.ts";
import { begun, fill, password } from "./scene.ts";

const GO_LIBRARY = "/usr/share/gocode/src/golang.org/x/mod/sumdb";
const hasGo = existsSync(GO_LIBRARY) && spawnSync("go", ["version"]).status === 0;

type Told = {
  verifier: string;
  old: string;
  new: string;
  lines: string[];
  proofs: string[][];
  consistency: string[];
};

/** A log of eleven lines with checkpoints over the first five and over all, as it is handed to somebody else's verifier. */
let told: Told;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "conclave-"));
  try {
    const journal = await begun(folder);
    for (const name of ["a", "b"]) await mkdir(join(folder, name));
    const places = await placesOf(journal.folder, [join(folder, "a"), join(folder, "b")]);
    await fill(journal, 3);
    await sealHead(journal, places, password);
    await fill(journal, 5);
    await sealHead(journal, places, password);
    const [first, last] = await keptCheckpoints(
      pathsOf(journal.folder).checkpoints,
      readVerifierKey(journal.verifier),
    );
    const lines = readFileSync(pathsOf(journal.folder).lines, "utf8").trim().split("\n");
    const leaves = lines.map((line) => leafHash(Buffer.from(line)));
    const base64 = (hashes: readonly Buffer[]) => hashes.map((hash) => hash.toString("base64"));
    // Of the lines before the first checkpoint the last one's proofs are wanted as well.
    await rm(first?.path ?? "");
    const proofs = await Promise.all(
      lines.map(async (_, number) =>
        base64(readProof((await proveLine(journal.folder, number)).proof).hashes),
      ),
    );
    told = {
      verifier: journal.verifier,
      old: first?.note ?? "",
      new: last?.note ?? "",
      lines,
      proofs,
      consistency: base64(consistencyProof(leaves, 5)),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
});

describe.skipIf(!hasGo)("golang.org/x/mod/sumdb (Debian: golang-go, golang-golang-x-mod-dev)", () => {
  function verify(input: Told): { code: number | null; out: string } {
    const env = {
      ...process.env,
      GO111MODULE: "off",
      GOFLAGS: "",
      GOPATH: "/usr/share/gocode",
      GOCACHE: join(tmpdir(), "conclave-go-cache"),
    };
    const { status, stdout } = spawnSync("go", ["run", "test/usage/log/interop/verify.go"], {
      env,
      input: JSON.stringify(input),
      encoding: "utf8",
    });
    return { code: status, out: stdout.trim() };
  }

  it("accepts our checkpoints, the proof of every line, and that the later continues the earlier", () => {
    expect(told.lines).toHaveLength(11);
    expect(verify(told)).toEqual({ code: 0, out: "ok" });
  });

  it("refuses another line, another head, and a history that is none", () => {
    const [first = "", ...others] = told.lines;
    expect(verify({ ...told, lines: [`${first} `, ...others] }).code).toBe(1);
    expect(verify({ ...told, new: told.new.replace("\n11\n", "\n12\n") }).code).toBe(1);
    expect(verify({ ...told, consistency: told.consistency.toReversed() }).code).toBe(1);
  });
});

type Entry = {
  canonicalizedBody: Buffer;
  inclusionProof: { logIndex: string; hashes: Buffer[]; checkpoint: { envelope: string } };
};
type Log = { logID: Buffer; baseURL: string; publicKey: ReturnType<typeof createPublicKey> };
type Sigstore = {
  verifyCheckpoint(entry: Entry, logs: Log[]): unknown;
  verifyMerkleInclusion(entry: Entry, checkpoint: unknown): void;
};

describe("@sigstore/verify", () => {
  const require = createRequire(import.meta.url);
  // The parts that its bundles are checked with; the package hides none of its files.
  const at = require.resolve("@sigstore/verify").replace(/index\.js$/, "tlog/");
  const { verifyCheckpoint } = require(`${at}checkpoint.js`) as Sigstore;
  const { verifyMerkleInclusion } = require(`${at}merkle.js`) as Sigstore;

  function verify(line: string, index: number, note: string): void {
    const { name, id, publicKey } = readVerifierKey(told.verifier);
    const der = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), publicKey]);
    const log = {
      logID: id,
      baseURL: `https://${name}`,
      publicKey: createPublicKey({ key: der, format: "der", type: "spki" }),
    };
    const hashes = (told.proofs[index] ?? []).map((hash) => Buffer.from(hash, "base64"));
    const entry = {
      canonicalizedBody: Buffer.from(line),
      inclusionProof: { logIndex: String(index), hashes, checkpoint: { envelope: note } },
    };
    verifyMerkleInclusion(entry, verifyCheckpoint(entry, [log]));
  }

  it("accepts our checkpoint and the proof of every line", () => {
    for (const [index, line] of told.lines.entries()) verify(line, index, told.new);
  });

  it("refuses another line, and another head", () => {
    expect(() => verify("{}", 3, told.new)).toThrow("does not match inclusion proof");
    const forged = told.new.replace("\n11\n", "\n12\n");
    expect(() => verify(told.lines[3] ?? "", 3, forged)).toThrow("invalid checkpoint signature");
  });
});
