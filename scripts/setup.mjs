// Makes a bare clone ready, then runs a command with the project's own Node and tools first in PATH:
//
//   node scripts/setup.mjs [--build] [-- command args...]
//
// No dependencies, runs on Node 20, a no-op once all is in step. Progress goes to stderr only, so that stdout
// belongs to the command; its exit code is passed on.

import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const modules = join(root, "node_modules");
const manifest = readJson(join(root, "package.json"));
const env = { ...process.env, PATH: `${join(modules, ".bin")}${delimiter}${process.env.PATH ?? ""}` };

const dashes = process.argv.indexOf("--");
const flags = process.argv.slice(2, dashes === -1 ? undefined : dashes);
const command = dashes === -1 ? [] : process.argv.slice(dashes + 1);

const reason = whyInstall();
if (reason !== undefined) install(reason);
if (flags.includes("--build")) build();
if (command.length > 0) run(command);

/** Why `npm ci` is needed, or undefined. npm's own record of what it installed is compared with the lock file. */
function whyInstall() {
  const installed = join(modules, ".package-lock.json");
  if (!existsSync(installed)) return "nothing installed yet";
  const have = readJson(installed).packages;
  const want = readJson(join(root, "package-lock.json")).packages;
  for (const [path, entry] of Object.entries(want)) {
    if (path === "") continue;
    const found = have[path];
    if (found === undefined && entry.optional) continue;
    if (found?.version !== entry.version || found?.integrity !== entry.integrity) return `${path} differs`;
  }
  const surplus = Object.keys(have).find((path) => want[path] === undefined);
  if (surplus !== undefined) return `${surplus} is not in the lock file`;
  if (!existsSync(join(modules, ".bin", "node"))) return "the project's own Node is missing";
  if (!nativeEdr()) return "Hardhat's native network is missing";
  return undefined;
}

/** An old npm or Node skips the optional native package without a word; Hardhat then fails with HHE27. */
function nativeEdr() {
  try {
    const { optionalDependencies = {}, dependencies = {} } = readJson(
      join(modules, "@nomicfoundation", "edr", "package.json"),
    );
    const natives = Object.keys({ ...optionalDependencies, ...dependencies }).filter((name) =>
      name.startsWith(`@nomicfoundation/edr-${process.platform}-${process.arch}`),
    );
    return natives.length === 0 || natives.some((name) => existsSync(join(modules, name, "package.json")));
  } catch {
    return false;
  }
}

function install(why) {
  say(`installing dependencies (${why})`);
  const ci = ["npm", "ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund"];
  const node = `node@${manifest.devDependencies.node}`;
  // Said aloud even under `npm run --silent`, which passes its level down.
  const environment = { ...process.env, npm_config_loglevel: "error", ...withHeaders() };
  // npx prefers what a half-installed project offers, and the project's own Node would go while npm runs on it.
  const isOwn = process.execPath.startsWith(modules);
  rmSync(modules, { recursive: true, force: true });
  const useRunning = isNew(process.versions.node) && !isOwn;
  step(useRunning ? ci : ["npx", "--yes", `--package=${node}`, "--", ...ci], environment);
  const still = whyInstall();
  if (still !== undefined) fail(`the installation is incomplete: ${still}`);
}

/**
 * pkcs11js, which is optional, is compiled. node-gyp would fetch the headers of the Node it runs on from nodejs.org; those beside any
 * Node that is installed here do as well, for the add-on uses nothing but N-API. Without either it is left out, and all else works.
 */
function withHeaders() {
  const places = [
    process.execPath,
    ...(process.env.PATH ?? "").split(delimiter).map((at) => join(at, "node")),
  ];
  const roots = places.filter((path) => existsSync(path)).map((path) => dirname(dirname(realpathSync(path))));
  const root = roots.find((path) => existsSync(join(path, "include", "node", "node_api.h")));
  return root === undefined ? {} : { npm_package_config_node_gyp_nodedir: root };
}

function isNew(version) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major > 22 || (major === 22 && minor >= 12);
}

/** Contracts, the code hashes they pin, then the ABI module made from them. All are quick when nothing changed. */
function build() {
  step(["hardhat", "build", "--no-tests"], env);
  step(["node", join("scripts", "generate-helper-code.ts")], env);
  step(["node", join("scripts", "generate-abi.ts")], env);
  step(["node", join("scripts", "generate-known-code.ts")], env);
}

/** Runs to completion, stdout sent to stderr. */
function step([name, ...args], environment) {
  const done = spawnSync(name, args, { cwd: root, env: environment, stdio: ["ignore", 2, 2] });
  if (done.error) fail(`cannot run ${name}: ${done.error.message}`);
  if (done.status !== 0) fail(`${name} ${args.join(" ")} failed`, done.status ?? 1);
}

/** Hands over to the command: its streams, signals and exit code are this process's own. */
function run([name, ...args]) {
  const child = spawn(name, args, { env, stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) => fail(`cannot run ${name}: ${error.message}`));
  child.on("exit", (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}

function readJson(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}

function say(message) {
  process.stderr.write(`conclave: ${message}\n`);
}

function fail(message, code = 1) {
  say(message);
  process.exit(code);
}
