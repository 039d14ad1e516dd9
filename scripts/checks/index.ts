/** Runs every check over the project's files: `npm run check`. Exit code 1 if one fails; warnings are only shown. */
import { dirname } from "node:path";
import * as abiFresh from "./abi-fresh.ts";
import * as analysis from "./analysis.ts";
import * as fileSize from "./file-size.ts";
import type { Check } from "./finding.ts";
import * as imports from "./imports.ts";
import * as places from "./places.ts";
import { projectFiles } from "./project-files.ts";
import * as uniqueErrors from "./unique-errors.ts";

const CHECKS: Check[] = [imports, fileSize, places, uniqueErrors, abiFresh, analysis];

const root = dirname(dirname(import.meta.dirname));
const files = projectFiles(root);
let failed = false;

for (const { title, check } of CHECKS) {
  const findings = check(files, root);
  const failures = findings.filter(({ level }) => level === "fail");
  failed ||= failures.length > 0;
  console.log(`${failures.length > 0 ? "FAIL" : "ok  "} ${title}`);
  for (const { level, where, what } of findings) console.log(`     ${level} ${where}: ${what}`);
}

if (failed) process.exitCode = 1;
