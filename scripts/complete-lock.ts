/**
 * A registry mirror may lack packages for platforms it does not serve. npm then leaves them out of the lock file, and
 * `npm ci` refuses that file. This adds what is missing, pinned by version: for the one platform that installs it, npm
 * takes the hash from its registry. Run after every `npm install`: `npm run lock`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

type Entry = {
  version?: string;
  dev?: boolean;
  optional?: boolean;
  optionalDependencies?: Record<string, string>;
  [field: string]: unknown;
};
export type Lock = { packages: Record<string, Entry> };

/** The lock with an entry for each optional dependency, and the names that were added. */
export function complete(lock: Lock): { lock: Lock; added: string[] } {
  const { packages } = lock;
  const missing = Object.entries(packages).flatMap(([path, entry]) =>
    Object.entries(entry.optionalDependencies ?? {})
      .filter(([name]) => !isInstalled(packages, path, name))
      .map(
        ([name, version]) => [name, { version, ...platform(name), ...(entry.dev && { dev: true }) }] as const,
      ),
  );
  const added = missing.map(
    ([name, entry]) => [`node_modules/${name}`, { ...entry, optional: true }] as const,
  );
  const all = [...Object.entries(packages), ...added].sort(([a], [b]) => a.localeCompare(b, "en"));
  return { lock: { ...lock, packages: Object.fromEntries(all) }, added: missing.map(([name]) => name) };
}

/** Where Node would look for `name` from the package at `path`. */
function isInstalled(packages: Lock["packages"], path: string, name: string): boolean {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf("node_modules/") - 1))) {
    if (packages[`${at === "" ? "" : `${at}/`}node_modules/${name}`] !== undefined) return true;
    if (at === "") return false;
  }
}

/** Platform packages carry their platform in their name: `...-linux-arm64-musl`, `...-win32-x64`. */
function platform(name: string): { os: string[]; cpu: string[]; libc?: string[] } {
  const match = /[-/](aix|android|darwin|freebsd|linux|win32)-(amd64|[a-z0-9]+)(?:-(gnu|musl|msvc))?$/.exec(
    name,
  );
  if (match === null) throw new Error(`${name} is optional and missing, and its name gives no platform`);
  const [, os = "", cpu = "", abi] = match;
  const libc = abi === "gnu" ? "glibc" : abi;
  const place = { os: [os], cpu: [cpu === "amd64" ? "x64" : cpu] };
  return os === "linux" && libc !== undefined ? { ...place, libc: [libc] } : place;
}

if (import.meta.main) {
  const path = join(dirname(import.meta.dirname), "package-lock.json");
  const { lock, added } = complete(JSON.parse(readFileSync(path, "utf8")));
  writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
  for (const name of added) console.error(`complete-lock: added ${name}`);
}
