/** Solidity sources by the name they are imported under, with what they import. */
import { readFileSync } from "node:fs";
import { posix } from "node:path";

const IMPORT = /^import\s[^;]*?"([^"]+)"/gm;
const read = new Map<string, string>();

/** `contracts/...` and `test/...` lie in the project, what begins with @ in its packages. */
export function source(name: string): string {
  const known = read.get(name);
  if (known !== undefined) return known;
  const text = readFileSync(name.startsWith("@") ? `node_modules/${name}` : name, "utf8");
  read.set(name, text);
  return text;
}

/** The named files and all they import, directly or not. */
export function closure(names: readonly string[]): Set<string> {
  const found = new Set<string>();
  const queue = [...names];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    for (const [, path = ""] of source(name).matchAll(IMPORT)) {
      queue.push(path.startsWith(".") ? posix.join(posix.dirname(name), path) : path);
    }
  }
  return found;
}
