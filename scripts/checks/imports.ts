/** Imports point one way: along the pipeline, and from the edges inwards. */
import { posix } from "node:path";
import { type Finding, fail } from "./finding.ts";
import type { ProjectFile } from "./project-files.ts";

export const title = "imports point one way";

/** The folders of src/ as data flows through them: each may import itself and those before it. */
const PIPELINE = [
  "keys",
  "signer",
  "usage",
  "distribution",
  "backup",
  "ceremony",
  "charter",
  "proposal",
  "test",
  "approval",
  "chain",
  "execution",
  "sweep",
  "life",
  "safe",
  "audit",
  "role",
  "compliance",
  "kit",
];

/** Below the pipeline, like the files directly in src/: all may import these, they import only each other. */
const GROUND = ["errors", "canonical", "yaml", "generated"];

/** Packages that one folder of src/ keeps to itself. */
const PRIVATE: [prefix: string, folder: string][] = [
  ["age-encryption", "keys"],
  ["@safe-global/protocol-kit", "safe"],
  ["@safe-global/api-kit", "safe"],
  ["@safe-global/safe-deployments", "safe"],
  ["@safe-global/safe-modules-deployments", "safe"],
];

/** Checkers never import makers: these run where no key is, and may take no more than types from the makers. */
const CHECKERS = ["approval", "audit", "compliance"];
const MAKERS = ["keys", "signer"];

const INDEX = "src/index.ts";
const SELF = "scripts/checks/imports.ts";

const IMPORT = /(?:\b(?:import|export)\s+(type\b)?[^"';]*?\bfrom|\bimport)\s*\(?\s*["']([^"'\n]+)["']/g;

export function check(files: ProjectFile[]): Finding[] {
  return files
    .filter(({ path }) => /^(src|contracts)\/.*\.(ts|sol)$/.test(path))
    .flatMap(({ path, text }) =>
      [...text.matchAll(IMPORT)].flatMap(([, type, specifier = ""]) => {
        const isType = type !== undefined;
        const what = path.endsWith(".sol") ? judgeSolidity(path, specifier) : judge(path, specifier, isType);
        return what === undefined ? [] : [fail(path, what)];
      }),
    );
}

function judge(path: string, specifier: string, isType: boolean): string | undefined {
  const from = stageOf(path);
  if (!specifier.startsWith(".")) return judgePackage(from, specifier);
  const target = posix.join(posix.dirname(path), specifier);
  if (!target.startsWith("src/")) return `src/ stands alone, it does not import ${target}`;
  if (path === INDEX) return undefined;
  if (target === INDEX) return `${INDEX} is the table of contents: import the file that defines the name`;
  const to = stageOf(target);
  if (to === undefined || from === to) return undefined;
  if (from === undefined) return `${path} lies below the pipeline and does not import ${to}/`;
  const homeless = [from, to].find((stage) => !PIPELINE.includes(stage));
  if (homeless !== undefined) return `${homeless}/ has no place in the pipeline: give it one in ${SELF}`;
  if (PIPELINE.indexOf(to) > PIPELINE.indexOf(from)) return `${from}/ comes before ${to}/`;
  const isMaker = !isType && CHECKERS.includes(from) && MAKERS.includes(to);
  return isMaker ? `${from}/ checks, it does not use ${to}/` : undefined;
}

function judgePackage(from: string | undefined, specifier: string): string | undefined {
  if (isOf(specifier, "hardhat") || specifier.startsWith("@nomicfoundation/")) {
    return `src/ does not know Hardhat (${specifier})`;
  }
  const owner = PRIVATE.find(([prefix, folder]) => isOf(specifier, prefix) && folder !== from);
  return owner && `only src/${owner[1]}/ imports ${owner[0]}`;
}

function judgeSolidity(path: string, specifier: string): string | undefined {
  const target = specifier.startsWith(".") ? posix.join(posix.dirname(path), specifier) : specifier;
  const isMock = (file: string) => file.startsWith("contracts/mocks/");
  return isMock(target) && !isMock(path) ? `only mocks import mocks (${target})` : undefined;
}

/** The folder of the pipeline a file is in; undefined for one that lies below it. */
function stageOf(path: string): string | undefined {
  const [, folder = "", file] = path.split("/");
  return file === undefined || GROUND.includes(folder) ? undefined : folder;
}

function isOf(specifier: string, name: string): boolean {
  return specifier === name || specifier.startsWith(`${name}/`);
}
