import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { rewrite } from "../../src/charter/rewrite.ts";
import { refusal } from "../keys/refusal.ts";
import { temporaryFolder } from "../keys/temporary-folder.ts";

it("a charter that is what it was is written anew; one that somebody changed meanwhile stays theirs", async () => {
  const path = join(await temporaryFolder(), "charter.yaml");
  await writeFile(path, "old");
  await rewrite({ path, before: "old", after: "new" });
  expect(await readFile(path, "utf8")).toBe("new");
  const error = await refusal(() => rewrite({ path, before: "old", after: "newer" }));
  expect([error.code, error.details]).toEqual(["Charter.ChangedMeanwhile", { path }]);
  expect(await readFile(path, "utf8")).toBe("new");
});

it("of two who write it at once, who were shown the same text, one is refused", async () => {
  const path = join(await temporaryFolder(), "charter.yaml");
  await writeFile(path, "old");
  const tried = await Promise.allSettled(
    ["hers", "his"].map((after) => rewrite({ path, before: "old", after })),
  );
  expect(tried.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  const [won = ""] = ["hers", "his"].filter((_, at) => tried[at]?.status === "fulfilled");
  expect(await readFile(path, "utf8")).toBe(won);
});
