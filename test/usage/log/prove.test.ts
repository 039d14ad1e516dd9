import { writeFile } from "node:fs/promises";
import { keccak256, toBytes } from "viem";
import { describe, expect, it } from "vitest";
import { anchorOf } from "../../../src/usage/log/anchor.ts";
import { readVerifierKey } from "../../../src/usage/log/note.ts";
import { pathsOf } from "../../../src/usage/log/place.ts";
import { verifyProof } from "../../../src/usage/log/proof.ts";
import { proveLine } from "../../../src/usage/log/prove.ts";
import { refusal } from "../../keys/refusal.ts";
import { fill, textOf } from "./scene.ts";
import { journal, seal, setUpShelves } from "./shelves.ts";

setUpShelves();

describe("a proof", () => {
  it("of every line is one for whoever has the line and the verifier key", async () => {
    await seal();
    await fill(journal, 2);
    await seal();
    const key = readVerifierKey(journal.verifier);
    for (let number = 0; number < 8; number++) {
      const { line, proof, size } = await proveLine(journal.folder, number);
      expect(size).toBe(number < 5 ? 5 : 8);
      expect(verifyProof(proof, line, key)).toMatchObject({ index: number, checkpoint: { size } });
    }
  });

  it("needs a checkpoint since the line, a line, and a sound log", async () => {
    const code = async (number: number) => (await refusal(() => proveLine(journal.folder, number))).code;
    expect(await code(1)).toBe("Log.NoCheckpoint");
    await seal();
    expect(await code(99)).toBe("Log.NoSuchLine");
    await writeFile(pathsOf(journal.folder).lines, (await textOf(journal)).replace("key 1", "key 7"));
    expect(await code(1)).toBe("Log.Refuted");
  });
});

describe("an anchor", () => {
  it("is the latest checkpoint's signed text, by its hash, under that of the verifier key", async () => {
    await seal();
    await fill(journal, 1);
    const { checkpoint } = await seal();
    expect(await anchorOf(journal.folder)).toEqual({
      subject: keccak256(toBytes(journal.verifier)),
      hash: keccak256(toBytes(checkpoint.text)),
      checkpoint,
    });
    expect(checkpoint.text).toBe(checkpoint.note.slice(0, checkpoint.note.indexOf("\n\n") + 1));
  });

  it("needs a checkpoint and a sound log", async () => {
    const code = async () => (await refusal(() => anchorOf(journal.folder))).code;
    expect(await code()).toBe("Log.NothingToAnchor");
    await seal();
    await writeFile(pathsOf(journal.folder).lines, (await textOf(journal)).replace("key 1", "key 7"));
    expect(await code()).toBe("Log.Refuted");
  });
});
