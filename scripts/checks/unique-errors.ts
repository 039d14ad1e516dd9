/** An error's name says where it comes from, so no name is given twice. */
import { errorSelectors } from "../generate-abi.ts";
import { type Finding, fail } from "./finding.ts";
import type { ProjectFile } from "./project-files.ts";

export const title = "every error has one home";

const SOLIDITY = /^\s*error\s+(\w+)\s*\(/gm;
/** `code: "Charter.DuplicateKey"`, as given to BaseError. */
const TYPESCRIPT = /\bcode:\s*"([A-Z]\w*\.[A-Z]\w*)"/g;
/** What a caller cannot tell apart from any other failure. */
const BARE = /\bnew (?:Type|Range|Syntax)?Error\(/;

export function check(files: ProjectFile[], root: string): Finding[] {
  const contracts = files.filter(({ path }) => /^contracts\/(?!mocks\/).*\.sol$/.test(path));
  const library = files.filter(({ path }) => /^(src|tasks|kit)\/.*\.ts$/.test(path));
  return [
    ...duplicates(contracts, SOLIDITY),
    ...duplicates(library, TYPESCRIPT),
    ...bare(library),
    ...clashes(root),
  ];
}

function duplicates(files: ProjectFile[], pattern: RegExp): Finding[] {
  const homes = new Map<string, string>();
  return files.flatMap(({ path, text }) =>
    [...text.matchAll(pattern)].flatMap(([, name = ""]) => {
      const home = homes.get(name);
      if (home === undefined) homes.set(name, path);
      return home === undefined ? [] : [fail(path, `${name} is declared in ${home} already`)];
    }),
  );
}

function bare(files: ProjectFile[]): Finding[] {
  return files
    .filter(({ text }) => BARE.test(text))
    .map(({ path }) => fail(path, "a bare Error: use BaseError"));
}

/** Two errors with one selector would be read as each other. */
function clashes(root: string): Finding[] {
  const seen = new Map<string, string>();
  return errorSelectors(root).flatMap(({ selector, signature }) => {
    const other = seen.get(selector);
    seen.set(selector, signature);
    return other === undefined ? [] : [fail(signature, `has the selector ${selector} of ${other}`)];
  });
}
