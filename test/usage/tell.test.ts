import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Address, Hex } from "viem";
import { describe, expect, it } from "vitest";
import { BaseError } from "../../src/errors.ts";
import { generateSeed } from "../../src/keys/seed/store.ts";
import { generate } from "../../src/keys/store.ts";
import { readHistory } from "../../src/usage/log/history.ts";
import { pathsOf } from "../../src/usage/log/place.ts";
import { identityOf } from "../../src/usage/permit.ts";
import { handling, keyIn, tell, tellDone } from "../../src/usage/tell.ts";
import { refusal } from "../keys/refusal.ts";
import { light, password } from "../keys/seed/words.ts";
import { temporaryFolder } from "../keys/temporary-folder.ts";
import { unsigned } from "./log/scene.ts";
import { OTHER } from "./policy/sample.ts";

const address: Address = "0x00000000000000000000000000000000000000e1";

const unwarned = (words: string) => expect.fail(words);

describe("whatever else happens to a key", () => {
  it("is told with the hash of its document, in a folder that has a log", async () => {
    const document = `0x${"5a".repeat(32)}` as const;
    const folder = await temporaryFolder();
    const { clock } = await unsigned(folder);
    const file = join(folder, "ana.json");
    const line = await tell({ file, label: "ana", address }, "drilled", {
      document,
      note: "shares 1 and 3",
      clock,
    });
    expect(line).toMatchObject({ event: "drilled", document, note: "shares 1 and 3" });
    const elsewhere = join(await temporaryFolder(), "ana.json");
    expect(await tell({ file: elsewhere, label: "ana", address }, "made")).toBeUndefined();
  });

  it("is told of a key by the label and account its file names, of a seed by its file's name", async () => {
    const folder = await temporaryFolder();
    const key = await generate({ ...light, folder, label: "ana", password: password() });
    expect(await keyIn(key.path)).toEqual({ file: key.path, label: "ana", address: key.address });
    const seed = await generateSeed({ ...light, folder, label: "root", password: password() });
    expect(await keyIn(seed.path)).toEqual({ file: seed.path, label: "root" });
  });

  it("is told under the identity of a key that is no account", () => {
    const point = `0x${"11".repeat(64)}` as const;
    expect(identityOf(address)).toBe(address);
    expect(identityOf(`${OTHER}${point.slice(2)}` as Hex)).toMatch(/^0x[0-9a-f]{40}$/);
  });

  it("that opens it is told before and after, and is not done where it cannot be told", async () => {
    const folder = await temporaryFolder();
    const journal = await unsigned(folder);
    const key = { file: join(folder, "ana.json"), label: "ana", address };
    const document = `0x${"5a".repeat(32)}` as const;
    expect(
      await handling(
        key,
        "split",
        async () => document,
        (hash) => ({ document: hash }),
        unwarned,
      ),
    ).toBe(document);
    const failure = new BaseError({ code: "Split.No", message: "no", fix: "no" });
    expect(
      (await refusal(() => handling(key, "sent", () => Promise.reject(failure), {}, unwarned))).code,
    ).toBe("Split.No");
    const lines = (await readHistory(journal.folder)).flatMap(({ line }) => line ?? []).slice(1);
    expect(lines).toMatchObject([
      { event: "asked", act: { kind: "handling", what: "split" } },
      { event: "split", of: 1, document },
      { event: "asked", act: { kind: "handling", what: "sent" } },
      { event: "failed", of: 3, code: "Split.No" },
    ]);
    await rm(pathsOf(journal.folder).lines);
    let done = false;
    const work = async () => {
      done = true;
    };
    expect((await refusal(() => handling(key, "split", work, {}, unwarned))).code).toBe("Log.CannotRead");
    expect(done).toBe(false);
    await handling({ ...key, file: join(await temporaryFolder(), "ana.json") }, "split", work, {}, unwarned);
    expect(done).toBe(true);
  });

  it("is done, where the log takes no line of that any more: the error says so, and not to repeat it", async () => {
    const folder = await temporaryFolder();
    const journal = await unsigned(folder);
    const key = { file: join(folder, "ana.json"), label: "ana", address };
    const document = `0x${"5a".repeat(32)}` as const;
    const breaking = () => rm(pathsOf(journal.folder).lines);
    const more = () => ({ document });
    const error = await refusal(() => handling(key, "split", breaking, more, unwarned));
    expect([error.code, error.details]).toEqual([
      "Log.NotTold",
      { key: "ana", event: "split", document, line: 1 },
    ]);
    expect((error.cause as BaseError).code).toBe("Log.CannotRead");

    const told = await tellDone(key, "retired", { document });
    expect([told?.code, told?.details]).toEqual(["Log.NotTold", { key: "ana", event: "retired", document }]);
    const elsewhere = { ...key, file: join(await temporaryFolder(), "ana.json") };
    expect(await tellDone(elsewhere, "retired")).toBeUndefined();
  });

  it("and fails, where the log cannot be told that either, is warned of", async () => {
    const folder = await temporaryFolder();
    const journal = await unsigned(folder);
    const key = { file: join(folder, "ana.json"), label: "ana", address };
    const failing = async () => {
      await rm(pathsOf(journal.folder).lines);
      throw new BaseError({ code: "Split.No", message: "no", fix: "no" });
    };
    const said: string[] = [];
    const error = await refusal(() => handling(key, "split", failing, {}, (words) => void said.push(words)));
    expect(error.code).toBe("Split.No");
    expect(said).toEqual(["the usage log cannot be written: no line tells that line 1 failed"]);
  });
});
