import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Hex } from "viem";
import { kitFile } from "../kit-file.ts";

/** When this version was made, UNIX seconds: a clock that is behind it is wrong. Raised with each release. */
export const RELEASED = Date.UTC(2026, 10, 27) / 1000;

/** The program that ran, so that others can look whether it is the one they know. */
export type Software = {
  readonly version: string;
  /** What git says was checked out; null if there is no git here. Files may have been changed since: `code` tells. */
  readonly commit: string | null;
  /** SHA-256 over what `sha256sum` prints of the project's own files: {@link codeHash}. */
  readonly code: Hex;
  readonly node: string;
};

/** @param root The project's folder; its own but for tests */
export async function softwareOf(
  root: string = fileURLToPath(new URL("../../", import.meta.url)),
): Promise<Software> {
  const kit = kitFile();
  if (kit !== undefined) return kitSoftware(kit);
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { version: string };
  return { version, commit: await commitOf(root), code: await codeHash(root), node: process.versions.node };
}

/** The kit is one file, without git and packages: `code` is what `sha256sum` prints of it. */
async function kitSoftware({
  path,
  version,
}: {
  readonly path: string;
  readonly version: string;
}): Promise<Software> {
  const code: Hex = `0x${createHash("sha256")
    .update(await readFile(path))
    .digest("hex")}`;
  return { version, commit: null, code, node: process.versions.node };
}

/**
 * What anybody can compute as well, in the project's folder:
 * `find src tasks package.json package-lock.json -type f | LC_ALL=C sort | xargs sha256sum | sha256sum`.
 * The lock file stands for the packages, which are not looked at themselves.
 */
export async function codeHash(root: string): Promise<Hex> {
  const inFolders = await Promise.all(
    ["src", "tasks"].map(async (folder) => {
      const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
      const under = `${join(root, folder).slice(0, -folder.length)}`;
      return entries
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => join(parentPath, name).slice(under.length).replaceAll("\\", "/"));
    }),
  );
  const paths = [...inFolders.flat(), "package.json", "package-lock.json"].sort(byBytes);
  const lines = await Promise.all(
    paths.map(async (path) => {
      const bytes = await readFile(join(root, path)).catch(() => undefined);
      return bytes === undefined ? "" : `${createHash("sha256").update(bytes).digest("hex")}  ${path}\n`;
    }),
  );
  return `0x${createHash("sha256").update(lines.join("")).digest("hex")}`;
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

async function commitOf(root: string): Promise<string | null> {
  const read = (path: string) => readFile(join(root, ".git", path), "utf8").catch(() => "");
  const head = (await read("HEAD")).trim();
  const ref = /^ref: (refs\/[\w./-]+)$/.exec(head)?.[1];
  const packed = ref === undefined ? "" : await read("packed-refs");
  const found = ref === undefined ? head : (await read(ref)).trim() || packedRef(packed, ref);
  return /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(found) ? found : null;
}

function packedRef(packed: string, ref: string): string {
  const line = packed.split("\n").find((one) => one.endsWith(` ${ref}`));
  return line?.split(" ")[0] ?? "";
}
