/**
 * Builds the air-gapped kit, one file, and prints its SHA-256. The same commit gives the same bytes on every machine.
 *
 *   npm run kit                          writes dist/kit.mjs and dist/kit.json
 *   npm run kit -- --out <file>          writes elsewhere
 *   npm run kit -- --verify <file>       says whether a file is this commit's kit; exit code 1 if not
 *   npm run kit -- --record              at a release: writes kit.json at the root as well
 */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import manifest from "../package.json" with { type: "json" };
import { pretty } from "../src/canonical.ts";
import { report } from "../src/errors.ts";
import { writeAtomic } from "../src/files.ts";
import { bundle } from "./kit/bundle.ts";

const root = dirname(import.meta.dirname);
const { values } = parseArgs({
  options: { out: { type: "string" }, verify: { type: "string" }, record: { type: "boolean" } },
});

try {
  const text = await bundle(root);
  const sha256 = hashOf(Buffer.from(text, "utf8"));
  if (values.verify !== undefined) verify(sha256, hashOf(await readFile(values.verify)));
  else await write(text, sha256);
} catch (error) {
  console.error(report(error).text);
  process.exitCode = 1;
}

async function write(text: string, sha256: string): Promise<void> {
  const path = values.out ?? join(root, "dist", "kit.mjs");
  const record = pretty({
    format: "conclave-kit/1",
    version: manifest.version,
    sha256,
    bytes: Buffer.byteLength(text, "utf8"),
    node: manifest.engines.node,
    bundler: `esbuild ${manifest.devDependencies.esbuild}`,
  });
  await writeAtomic(path, text);
  await writeAtomic(join(dirname(path), "kit.json"), record);
  if (values.record) await writeAtomic(join(root, "kit.json"), record);
  console.error(`wrote ${path}`);
  console.log(sha256);
}

function verify(own: string, found: string): void {
  console.log(found);
  if (found === own) return;
  console.error(`this is not the kit of this commit, whose SHA-256 is ${own}`);
  process.exitCode = 1;
}

function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
