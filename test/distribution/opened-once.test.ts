import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { openKey } from "../../src/distribution/open.ts";
import { idOf } from "../../src/distribution/packet.ts";
import { recordOf } from "../../src/distribution/record.ts";
import type { Sealed } from "../../src/distribution/seal.ts";
import { BaseError } from "../../src/errors.ts";
import { destinationOf, layOutPost, type Post, receivingOf, sealFor } from "./post.ts";

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
