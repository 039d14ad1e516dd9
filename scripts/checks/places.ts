/** Nothing written here depends on, or tells of, the machine it was written on. */
import { execFileSync } from "node:child_process";
import { homedir } from "node:os";
import { type Finding, fail } from "./finding.ts";
import type { ProjectFile } from "./project-files.ts";

export const title = "no machine paths, no registry hosts";

const START = "(?:^|[\\s\"'`(=:,|<])";
const PATTERNS: [RegExp, string][] = [
  [
    new RegExp(`${START}(?:file://)?/(?:home|root|Users|work|mnt|workspace)/[\\w.-]`),
    "a path of one machine",
  ],
  [/\b[A-Z]:\\Users\\/, "a path of one machine"],
  [/https?:\/\/[^/\s"']*(?:registry|artifactory|verdaccio|nexus)[^/\s"']*/i, "a registry host"],
  [/"resolved": "http/, "a registry host (omit-lockfile-registry-resolved is not set)"],
];

export function check(files: ProjectFile[], root: string): Finding[] {
  const own = ownPlaces(root);
  return files
    .filter(({ path }) => path !== "scripts/checks/places.ts")
    .flatMap(({ path, text }) =>
      text.split("\n").flatMap((line, i) => {
        const pattern = PATTERNS.find(([expression]) => expression.test(line));
        const place = own.find((name) => line.includes(name));
        const what = pattern?.[1] ?? (place === undefined ? undefined : "a path or host of this machine");
        return what === undefined ? [] : [fail(`${path}:${i + 1}`, what)];
      }),
    );
}

/** Where this checkout lies and which registry it uses, long enough not to be a word of ordinary text. */
function ownPlaces(root: string): string[] {
  const places = [root, `${homedir()}/`, registryHost()];
  return places.filter((place) => place !== undefined).filter((place) => place.length > 6);
}

function registryHost(): string | undefined {
  try {
    const url = execFileSync("npm", ["config", "get", "registry"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return new URL(url.trim()).host;
  } catch {
    return undefined;
  }
}
