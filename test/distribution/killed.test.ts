import { type ChildProcess, spawn } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { pretty } from "../../src/canonical.ts";
import { openKey } from "../../src/distribution/open.ts";
import { idOf } from "../../src/distribution/packet.ts";
import { recordOf } from "../../src/distribution/record.ts";
import { BaseError } from "../../src/errors.ts";
import { Secret } from "../../src/keys/secret.ts";
import { drill } from "../../src/keys/store.ts";
import { destinationOf, layOutPost, NOW, PASSWORDS, type Post, receivingOf, sealFor } from "./post.ts";

let post: Post;

beforeAll(async () => {
  post = await layOutPost();
});

describe.skipIf(process.platform === "win32")("an opening that is killed", () => {
  /** At different moments: while it decrypts, as soon as it noted something, as soon as the keystore has its name. */
  it.each(["early", "noted", "written"] as const)(
    "%s leaves the packet either opened whole or to be opened",
    async (when) => {
      const { packet, phrase } = await sealFor(post);
      const records = join(post.home, "opened");
      const path = join(post.home, "keys", `${when}.json`);
      const child = await opening(packet, phrase, when);
      await reached(child, when, join(records, `${idOf(packet).slice(2)}.json`), path);
      child.kill("SIGKILL");
      await new Promise((resolve) => child.once("close", resolve));
      const named = (await readdir(join(post.home, "keys")).catch(() => [])).filter(
        (name) => !name.startsWith("."),
      );
      const record = await recordOf(records, idOf(packet));
      if (named.includes(`${when}.json`)) {
        // Whole, and never opened twice.
        await drill(path, Secret.text(PASSWORDS.receiver), post.key.point);
        expect(record?.path).toBe(path);
        expect(await again(packet, phrase, `${when}-again`)).toBe("Packet.OpenedBefore");
      } else {
        expect(record?.state).not.toBe("opened");
        expect(await again(packet, phrase, when)).toBe(post.key.address);
      }
    },
  );
});

async function again(packet: Parameters<typeof openKey>[0], phrase: string, label: string): Promise<string> {
  try {
    return (await openKey(packet, receivingOf(post, phrase), destinationOf(post, label))).address;
  } catch (error) {
    if (error instanceof BaseError) return error.code;
    throw error;
  }
}

/** Opens a packet in a process of its own. */
async function opening(packet: unknown, phrase: string, label: string): Promise<ChildProcess> {
  const source = (name: string) => JSON.stringify(new URL(`../../src/${name}`, import.meta.url).href);
  const program = join(post.folder, `${label}.mjs`);
  const file = join(post.folder, `${label}.packet.json`);
  await writeFile(file, pretty(packet));
  const { identity, from, records } = receivingOf(post, phrase);
  await writeFile(
    program,
    `import { openKey } from ${source("distribution/open.ts")};
    import { readPacket } from ${source("distribution/packet.ts")};
    import { Secret } from ${source("keys/secret.ts")};
    const identityPassword = async () => Secret.text(${JSON.stringify(PASSWORDS.identity)});
    const password = (use) => use(Secret.text(${JSON.stringify(PASSWORDS.receiver)}));
    await openKey(
      await readPacket(${JSON.stringify(file)}),
      { identityPassword, now: new Date(${NOW.getTime()}), ...${JSON.stringify({ identity, from, records, phrase })} },
      { password, ...${JSON.stringify({ folder: join(post.home, "keys"), label, cost: "light" })} },
    );`,
  );
  return spawn(process.execPath, [program], { stdio: "ignore" });
}

async function reached(child: ChildProcess, when: string, record: string, keystore: string): Promise<void> {
  if (when === "early") return pause(300);
  const awaited = when === "noted" ? record : keystore;
  while (
    child.exitCode === null &&
    !(await readFile(awaited).then(
      () => true,
      () => false,
    ))
  )
    await pause(1);
}
