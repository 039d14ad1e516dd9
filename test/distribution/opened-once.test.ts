import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { openKey } from "../../src/distribution/open.ts";
import { idOf } from "../../src/distribution/packet.ts";
import { assertUnopened, opening, recordOf } from "../../src/distribution/record.ts";
import type { Sealed } from "../../src/distribution/seal.ts";
import { BaseError } from "../../src/errors.ts";
import { refusal } from "../keys/refusal.ts";
import { destinationOf, layOutPost, NOW, type Post, receivingOf, sealFor } from "./post.ts";

let post: Post;

beforeAll(async () => {
  post = await layOutPost();
});

function open({ packet, phrase }: Sealed, label: string): Promise<unknown> {
  return openKey(packet, receivingOf(post, phrase), destinationOf(post, label)).then(
    () => "opened",
    (error: unknown) => (error instanceof BaseError ? error.code : error),
  );
}

async function keystores(...labels: string[]): Promise<string[]> {
  const names = await readdir(join(post.home, "keys"));
  return labels.filter((label) => names.includes(`${label}.json`));
}

describe("a packet is opened once", () => {
  it("given an opening that fails when what was in it has its name", async () => {
    const [records, path] = [join(post.home, "failing"), join(post.home, "failing.txt")];
    const packet = `0x${"ab".repeat(32)}` as const;
    const record = {
      packet,
      content: "x",
      recipient: "age1x",
      opened: NOW.toISOString(),
      path,
      token: packet,
    };
    const failing = (named: boolean) =>
      opening(records, packet, async (begin) => {
        await begin(record);
        if (named) await writeFile(path, "what was in it");
        throw new Error("no space");
      });
    await expect(failing(false)).rejects.toThrow("no space");
    expect(await readdir(records)).toEqual([]);
    await expect(failing(true)).rejects.toThrow("no space");
    expect((await refusal(() => assertUnopened(records, packet))).code).toBe("Packet.OpenedBefore");
    expect((await recordOf(records, packet))?.token).toBe(record.token);
  });

  it("given several who open it at the same moment", async () => {
    const sealed = await sealFor(post);
    const ends = await Promise.all(["one", "two", "three"].map((label) => open(sealed, label)));
    expect(ends.sort()).toEqual(["Packet.OpenedBefore", "Packet.OpenedBefore", "opened"]);
    expect(await keystores("one", "two", "three")).toHaveLength(1);
  });

  it("given somebody who comes when it is noted, and what was in it has no name yet", async () => {
    const sealed = await sealFor(post);
    const first = open(sealed, "first");
    while ((await recordOf(join(post.home, "opened"), idOf(sealed.packet))) === undefined) await pause(1);
    expect([await open(sealed, "second"), await first]).toEqual(["Packet.OpenedBefore", "opened"]);
    expect(await keystores("first", "second")).toEqual(["first"]);
  });
});
