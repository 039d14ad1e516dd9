/** The contracts that are deployed, compiled with changed sources and put together as they are on a chain. */
import { basename } from "node:path";
import { type Hex, keccak256 } from "viem";
import { CODEGENS, type Code, type Codegen, type Compiled, compile, isStackTooDeep } from "./compiler.ts";
import { harnesses } from "./relevance.ts";
import { closure, source } from "./sources.ts";

/** What is deployed: all other code reaches the chain through these. */
const CONCLAVE = "contracts/Conclave.sol";
const HELPERS: Record<string, string> = {
  VALIDATOR: "contracts/CharterValidator.sol",
  GATE: "contracts/RetirementGate.sol",
  LENS: "contracts/ConclaveLens.sol",
};
/** Brings its fallback handler and its modules along. */
const GUARD = "contracts/safe/ConclaveGuard.sol";
const ROLES = "contracts/roles/RoleManager.sol";
export const DEPLOYED = [...Object.values(HELPERS), CONCLAVE, GUARD, ROLES];
export const NAMES = DEPLOYED.map((file) => basename(file, ".sol"));
const HELPER_CODE = "contracts/libraries/HelperCode.sol";

export type Codes = Record<string, Code>;
/** The unchanged contracts, compiled as mutants are. */
export type Base = { codegens: Record<string, Codegen>; codes: Codes };
/** `deployed`: the contracts that hold what is changed. `inTests`: tests that carry its code themselves. */
export type Build = { deployed: Codes; inTests: Codes; errors: string[] };

export function base(): Base {
  const codegens: Record<string, Codegen> = {};
  const codes: Codes = {};
  for (const file of DEPLOYED) {
    const tried = compileSomehow(file, new Map(), CODEGENS);
    if (tried.errors.length > 0) throw new Error(`${file} does not compile: ${tried.errors[0]}`);
    codegens[file] = tried.codegen;
    Object.assign(codes, tried.codes);
  }
  return { codegens, codes };
}

/** All that changed sources change. `allowed` are the code generators to be tried, the cheapest first. */
export function build(
  instead: ReadonlyMap<string, string>,
  { codegens }: Base,
  suites: readonly string[],
  allowed: readonly Codegen[] = CODEGENS,
): Build {
  const files = [...instead.keys()];
  const deployed: Codes = {};
  for (const contract of DEPLOYED.filter((name) => files.some((file) => closure([name]).has(file)))) {
    const from = allowed.slice(allowed.indexOf(codegens[contract] ?? "legacy"));
    const tried = compileSomehow(contract, instead, from);
    if (tried.errors.length > 0) return { deployed, inTests: {}, errors: tried.errors };
    Object.assign(deployed, tried.codes);
  }
  const carriers = [...new Set(files.flatMap((file) => harnesses(suites, file, DEPLOYED)))];
  const { codes, errors } = compile(carriers, "legacy", instead);
  return { deployed, inTests: codes, errors };
}

/** The Conclave pins its helpers by code hash, which `npm run build` wrote for the optimised ones: put in those of `codes`. */
export function linked(codes: Codes): Codes {
  const name = `${CONCLAVE}:Conclave`;
  let creation = codes[name]?.creation ?? "";
  const pinned = source(HELPER_CODE);
  for (const [constant, file] of Object.entries(HELPERS)) {
    const hash = new RegExp(`${constant} = 0x(\\w{64});`).exec(pinned)?.[1];
    const helper = Object.entries(codes).find(([key]) => key.startsWith(`${file}:`))?.[1];
    if (hash === undefined || helper === undefined || !creation.includes(hash)) {
      throw new Error(`the Conclave does not pin ${file} as ${HELPER_CODE} says`);
    }
    creation = creation.replaceAll(hash, keccak256(`0x${helper.runtime}` as Hex).slice(2));
  }
  return { ...codes, [name]: { creation, runtime: codes[name]?.runtime ?? "" } };
}

function compileSomehow(
  file: string,
  instead: ReadonlyMap<string, string>,
  codegens: readonly Codegen[],
): Compiled & { codegen: Codegen } {
  let codegen = codegens[0] ?? "legacy";
  let tried = compile([file], codegen, instead);
  for (const next of codegens.slice(1)) {
    if (!isStackTooDeep(tried.errors)) break;
    codegen = next;
    tried = compile([file], codegen, instead);
  }
  return { ...tried, codegen };
}
