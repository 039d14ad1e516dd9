import { randomBytes, randomInt } from "node:crypto";
import { inspect } from "node:util";
import { describe, expect, it, test } from "vitest";
import { needlesOf } from "./needles.ts";
import { papersIn } from "./papers.ts";
import { searchFor } from "./search.ts";

const SECRET = Buffer.from("walrus-19-Parquet-ember");
const search = searchFor([Buffer.from("another-secret-71"), SECRET]);

const shown = (text: string) => [...search(Buffer.from(text))];

describe("a secret is found", () => {
  it.each([
    ["as text, in any case, over lines", "so: walrus-19-\n  PARQUET-ember."],
    ["in hex", `0x00${SECRET.toString("hex").toUpperCase()}ff`],
    ["in hex with spaces, as Node prints buffers", inspect(SECRET)],
    ["as numbers, as Node prints arrays", inspect(new Uint8Array(SECRET))],
    ["as numbers in JSON", JSON.stringify(SECRET, null, 2)],
    ["in base64", SECRET.toString("base64")],
    ["in base64url", SECRET.toString("base64url")],
    ["in base64 of a text, after one byte", Buffer.from(`a${SECRET}zz`).toString("base64")],
    ["in base64 of a text, after two bytes", Buffer.from(`ab${SECRET}z`).toString("base64")],
  ])("%s", (_, text) => {
    expect(shown(`before ${text} after`)).toEqual([1]);
  });

  it("by its words, however they are numbered and set", () => {
    const find = searchFor([Buffer.from("panda eyebrow bullet gorilla call smoke")]);
    expect([
      ...find(Buffer.from(" 1. panda   2. eyebrow  3. bullet\n 4. gorilla 5. call    6. smoke\n")),
    ]).toEqual([0]);
    expect([...find(Buffer.from("panda eyebrow bullet gorilla call smok"))]).toEqual([]);
  });
});

test("what is not whole is not found", () => {
  expect(shown(SECRET.toString().slice(1))).toEqual([]);
  expect(shown(SECRET.toString("hex").slice(2))).toEqual([]);
  expect(shown("")).toEqual([]);
});

test("what is short or regular is not looked for", () => {
  for (const bytes of [Buffer.from("hunter2"), Buffer.alloc(32), Buffer.from("0000000000000001")])
    expect(needlesOf(bytes)).toEqual({ plain: [], letters: [] });
});

test("many secrets at once: those of a text are found, and no other", () => {
  const secrets = Array.from({ length: 2000 }, () => randomBytes(32));
  const find = searchFor(secrets);
  for (let round = 0; round < 50; round++) {
    const chosen = Array.from({ length: randomInt(4) }, () => randomInt(secrets.length));
    const text = chosen.map((id) => `${randomBytes(99).toString("base64")} ${secrets[id]?.toString("hex")} `);
    expect(find(Buffer.from(text.join("")))).toEqual(new Set(chosen));
  }
});

test("papers are known by their form", () => {
  const words = ["one", "two", "three", "four", "five", "six", "seven"];
  const paper = `# SLIP-39 share for Ana: share 1\n# set 3f, made\n${words.map((word, at) => `${at + 1}. ${word}`).join("  ")}\n`;
  expect(papersIn(paper)).toEqual([words.join(" "), words.slice(1).join(" ")]);
  const identity = `AGE-SECRET-KEY-1${"QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L".repeat(2)}`;
  expect(papersIn(`# public key\n${identity}\n`)).toEqual([identity]);
  const half = "ab".repeat(33);
  expect(papersIn(`conclave-file-share:1:${"0".repeat(16)}:2:1:${half}:01234567\n`)).toEqual([half]);
  expect(papersIn("1. not 2. a 3. share")).toEqual([]);
});
