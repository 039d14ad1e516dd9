import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { proposalsIn } from "../../src/proposal/folder.ts";
import { refusalOf } from "../support/refusal.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "conclave-folder-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("of a folder, what is damaged is told by name, and what says that it is something else is passed over", async () => {
  const write = (name: string, text: string) => writeFile(join(folder, name), text);
  await write("plan.json", '{"format":"conclave-plan/1"}');
  await write("cut.json", '{"format":"conclave-prop');
  await write("empty.json", '{"format":"conclave-proposal/1"}');
  await write("bare.json", "null");
  await write(".hidden.json", "{");
  await write("notes.txt", "{");
  const { known, broken } = await proposalsIn(folder);
  expect(known).toEqual([]);
  expect(broken.map(({ name }) => name)).toEqual(["bare.json", "cut.json", "empty.json"]);
  expect(await proposalsIn(join(folder, "none"))).toEqual({ known: [], broken: [] });
  expect(await refusalOf(() => proposalsIn(join(folder, "notes.txt")))).toMatchObject({
    code: "Files.CannotList",
    details: { folder: join(folder, "notes.txt") },
  });
});
