import { type Dirent, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A text file of the project; the path is relative to the root, with slashes. */
export type ProjectFile = { path: string; text: string };

const SKIPPED = new Set([".git", "node_modules", "artifacts", "cache", "coverage", "dist"]);
const TEXT = /(^|\/)(\.[a-z]+rc|\.ci\/run|[^/]+\.(ts|mjs|js|sol|json|md|ya?ml|sh|tree|html|css|svg|txt))$/;

/** Every text file that could be committed, whether or not this is a git checkout. */
export function projectFiles(root: string, folder = ""): ProjectFile[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true }).sort(byName);
  return entries.flatMap((entry) => {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : projectFiles(root, path);
    return TEXT.test(path) ? [{ path, text: readFileSync(join(root, path), "utf8") }] : [];
  });
}

function byName(a: Dirent, b: Dirent): number {
  return a.name < b.name ? -1 : 1;
}
