/** A copy of the project with marks in its contracts, built and run in a temporary folder. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, globSync, mkdtempSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, posix } from "node:path";
import { instrument, type Point } from "./instrument.ts";
import { parse } from "./syntax.ts";

export type Done = { code: number; printed: string };

export type Marked = { path: string; points: Point[]; unmeasured: number[] };

const OWN = import.meta.dirname;
const LEFT_OUT = new Set([".git", "node_modules", "artifacts", "cache", "coverage", "reports", "dist"]);
/** Hardhat would mark statements as well when told to collect marks; the copy holds the project's own already. */
const CONFIG = `import project from "./project.config.ts";
export default { ...project, coverage: { skipFiles: ["**"] } };
`;
const LIBRARY = "contracts/Coverage.sol";

/** Copies the project; what is installed is shared. */
export function copy(root: string): string {
  const folder = mkdtempSync(join(tmpdir(), "conclave-coverage-"));
  cpSync(root, folder, {
    recursive: true,
    filter: (path) => !LEFT_OUT.has(path.slice(root.length + 1)),
  });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  renameSync(join(folder, "hardhat.config.ts"), join(folder, "project.config.ts"));
  writeFileSync(join(folder, "hardhat.config.ts"), CONFIG);
  cpSync(join(OWN, "Coverage.sol"), join(folder, LIBRARY));
  return folder;
}

/** Marks every contract of the copy except mocks. */
export function mark(folder: string): Marked[] {
  const paths = globSync("contracts/**/*.sol", { cwd: folder })
    .map((path) => path.replaceAll("\\", "/"))
    .filter((path) => !path.startsWith("contracts/mocks/") && path !== LIBRARY)
    .sort();
  const sources = new Map(paths.map((path) => [path, readFileSync(join(folder, path), "utf8")]));
  let nextId = 1;
  return [...parse(sources)].map(([path, tree]) => {
    const library = posix.relative(dirname(path), LIBRARY);
    const from = library.startsWith(".") ? library : `./${library}`;
    const { text, points, unmeasured } = instrument(sources.get(path) ?? "", tree, from, nextId);
    writeFileSync(join(folder, path), text);
    nextId += 2 * points.length;
    return { path, points, unmeasured };
  });
}

/** Runs one of the project's programs there, what it prints on stderr; answers with its exit code and what it printed. */
export async function run(folder: string, name: string, ...args: string[]): Promise<Done> {
  const bin = join(folder, "node_modules", ".bin");
  // Tells Hardhat to collect the marks, as `--coverage` does.
  const path = `${bin}${delimiter}${process.env.PATH}`;
  const env = { ...process.env, HARDHAT_COVERAGE: "true", NO_COLOR: "1", PATH: path };
  const child = spawn(join(bin, name), args, { cwd: folder, env, stdio: ["ignore", "pipe", "inherit"] });
  let printed = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => {
    printed += part;
    process.stderr.write(part);
  });
  const [code] = await once(child, "close");
  return { code: typeof code === "number" ? code : 1, printed };
}

/** How often each mark was reported, by its number. */
export function hits(folder: string): Map<number, number> {
  const counts = new Map<number, number>();
  const data = join(folder, "coverage", "data");
  for (const path of globSync("*/*.json", { cwd: data })) {
    const tags: Record<string, number> = JSON.parse(readFileSync(join(data, path), "utf8"));
    for (const [tag, times] of Object.entries(tags)) {
      const id = Number(BigInt(`0x${tag}`));
      counts.set(id, (counts.get(id) ?? 0) + times);
    }
  }
  return counts;
}
