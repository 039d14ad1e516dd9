import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { headText, openCheckpoint, readHead } from "../../../src/usage/log/checkpoint.ts";
import { inclusionProof, leafHash, rootOver } from "../../../src/usage/log/merkle.ts";
import {
  isSignedBy,
  keyId,
  readNote,
  readVerifierKey,
  signatureLine,
  verifierKey,
} from "../../../src/usage/log/note.ts";
import { proofText, readProof, verifyProof } from "../../../src/usage/log/proof.ts";
import { refusal } from "../../keys/refusal.ts";

const vector = JSON.parse(readFileSync("test/vectors/tlog/note.json", "utf8")) as {
  verifier: string;
  note: string;
};
const ORIGIN = "example.org/conclave";

function keyPair(name: string) {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const raw = publicKey.export({ format: "der", type: "spki" }).subarray(-32);
  return { privateKey, key: readVerifierKey(verifierKey(name, raw)) };
}

function signed(text: string, by: { privateKey: KeyObject; key: ReturnType<typeof readVerifierKey> }[]) {
  const lines = by.map(({ privateKey, key }) =>
    signatureLine(key, sign(null, Buffer.from(text), privateKey)),
  );
  return `${text}\n${lines.join("")}`;
}

async function codeOf(action: () => unknown): Promise<string> {
  return (await refusal(action)).code;
}

describe("a signed note", () => {
  it("of the reference implementation is read and verified", () => {
    const key = readVerifierKey(vector.verifier);
    expect(verifierKey(key.name, key.publicKey)).toBe(vector.verifier);
    expect(keyId(key.name, key.publicKey)).toEqual(key.id);
    expect(isSignedBy(readNote(vector.note), key)).toBe(true);
    expect(isSignedBy(readNote(vector.note.replace("answer", "answed")), key)).toBe(false);
  });

  it("counts whatever other keys sign below it, and not if the key's own line is among false ones", () => {
    const [own, other] = [keyPair(ORIGIN), keyPair("example.org/witness")];
    const both = signed("text\n", [other, own]);
    expect(isSignedBy(readNote(both), own.key)).toBe(true);
    expect(isSignedBy(readNote(signed("text\n", [other])), own.key)).toBe(false);
    const false_ = `${both}${signatureLine(own.key, Buffer.alloc(64))}`;
    expect(isSignedBy(readNote(false_), own.key)).toBe(false);
  });

  it.each([
    ["no blank line", "text\n— a AAAAAAAA\n"],
    ["no end", "text\n\n— a AAAAAAAAAA=="],
    ["no signature", "text\n\n"],
    ["a hyphen for the dash", "text\n\n- a AAAAAAAA\n"],
    ["base64 that is not the one form", "text\n\n— a AAAAAAAAAB==\n"],
    ["a control character", "te\txt\n\n— a AAAAAAAA\n"],
    ["a carriage return", "text\r\n\n— a AAAAAAAA\n"],
    ["half a surrogate pair", "te\ud800xt\n\n— a AAAAAAAA\n"],
    ["too long a text", `${"x".repeat(300_000)}\n\n— a AAAAAAAA\n`],
    ["too many signatures", `text\n\n${"— a AAAAAAAA\n".repeat(65)}`],
  ])("with %s is none", async (_, note) => {
    expect(await codeOf(() => readNote(note))).toBe("Note.Malformed");
  });

  it.each([
    ["another id", vector.verifier.replace("c74f20a3", "c74f20a4")],
    ["capitals in the id", vector.verifier.replace("c74f20a3", "C74F20A3")],
    ["another name", vector.verifier.replace("Peter", "Petra")],
    ["a key cut short", vector.verifier.slice(0, -4)],
    ["another kind", vector.verifier.replace("+ARpc", "+AhpC")],
    ["nothing", ""],
  ])("has no verifier key with %s", async (_, word) => {
    expect(await codeOf(() => readVerifierKey(word))).toBe("Note.BadVerifierKey");
  });

  it.each(["", "a b", "a+b", "a\u00a0b", "a\nb", "x".repeat(201)])("takes no key called %j", async (name) => {
    expect(await codeOf(() => verifierKey(name, Buffer.alloc(32)))).toBe("Note.BadKeyName");
  });
});

describe("a checkpoint", () => {
  const root = rootOver([leafHash(Buffer.from("x"))]);

  it("is three lines, and golden", () => {
    expect(headText({ origin: ORIGIN, size: 1, root })).toBe(
      "example.org/conclave\n1\nPH6byTDck/AfppmF7yQtn56GHzxTVaokzl70tLinDMs=\n",
    );
    expect(readHead(headText({ origin: ORIGIN, size: 1, root }))).toEqual({ origin: ORIGIN, size: 1, root });
  });

  it.each([
    ["a leading zero", `${ORIGIN}\n01\n${root.toString("base64")}\n`],
    ["a sign", `${ORIGIN}\n-1\n${root.toString("base64")}\n`],
    ["a size beyond all numbers", `${ORIGIN}\n9999999999999999\n${root.toString("base64")}\n`],
    ["a short root", `${ORIGIN}\n1\nAAAA\n`],
    ["an extension", `${ORIGIN}\n1\n${root.toString("base64")}\nmore\n`],
    ["no origin", `\n1\n${root.toString("base64")}\n`],
  ])("with %s is none", async (_, text) => {
    expect(await codeOf(() => readHead(text))).toBe("Checkpoint.Malformed");
  });

  it("is believed with the signature of the log's key alone", async () => {
    const [own, other] = [keyPair(ORIGIN), keyPair(ORIGIN)];
    const text = headText({ origin: ORIGIN, size: 1, root });
    expect(openCheckpoint(signed(text, [own]), own.key)).toMatchObject({ origin: ORIGIN, size: 1, root });
    expect(await codeOf(() => openCheckpoint(signed(text, [other]), own.key))).toBe("Checkpoint.NotSigned");
    const elsewhere = signed(headText({ origin: "example.org/other", size: 1, root }), [own]);
    expect(await codeOf(() => openCheckpoint(elsewhere, own.key))).toBe("Checkpoint.OtherLog");
  });
});

describe("a proof in a file", () => {
  const lines = ["a", "b", "c", "d", "e"].map((text) => Buffer.from(text));
  const leaves = lines.map((line) => leafHash(line));
  const own = keyPair(ORIGIN);
  const note = signed(headText({ origin: ORIGIN, size: 5, root: rootOver(leaves) }), [own]);
  const text = (index: number) => proofText({ index, hashes: inclusionProof(leaves, index), note });

  it("shows each line to be in the log", () => {
    for (const [index, line] of lines.entries()) {
      expect(verifyProof(text(index), line, own.key)).toMatchObject({ index, checkpoint: { size: 5 } });
      expect(readProof(text(index)).note).toBe(note);
    }
  });

  it("may carry extra data, which is passed over", () => {
    const extra = text(4).replace("\nindex", "\nextra AAAA\nindex");
    expect(verifyProof(extra, Buffer.from("e"), own.key).index).toBe(4);
  });

  it("of another line, place, tree or key shows nothing", async () => {
    expect(await codeOf(() => verifyProof(text(1), Buffer.from("c"), own.key))).toBe("LogProof.Refuted");
    const moved = text(1).replace("index 1", "index 2");
    expect(await codeOf(() => verifyProof(moved, Buffer.from("b"), own.key))).toBe("LogProof.Refuted");
    const other = keyPair(ORIGIN).key;
    expect(await codeOf(() => verifyProof(text(1), Buffer.from("b"), other))).toBe("Checkpoint.NotSigned");
  });

  it.each([
    ["another first line", text(1).replace("@v1", "@v2")],
    ["no index", text(1).replace("index 1\n", "")],
    ["an index with a zero before it", text(1).replace("index 1", "index 01")],
    ["a hash that is none", text(1).replace("index 1\n", "index 1\nAAAA\n")],
    ["hashes without end", text(1).replace("index 1\n", `index 1\n${`${"A".repeat(43)}=\n`.repeat(65)}`)],
    ["no checkpoint", "c2sp.org/tlog-proof@v1\nindex 1\n"],
    ["nothing", ""],
  ])("with %s is none", async (_, broken) => {
    expect(await codeOf(() => verifyProof(broken, Buffer.from("b"), own.key))).toBe("LogProof.Malformed");
  });
});
