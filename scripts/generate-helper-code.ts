/**
 * Writes the code hashes of the helpers into contracts/libraries/HelperCode.sol, and builds again if they changed. Run by
 * `npm run build`; `--check` only compares, and fails if they differ.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { type Hex, keccak256 } from "viem";
import { z } from "zod";

const PATH = "contracts/libraries/HelperCode.sol";
const HELPERS = { VALIDATOR: "CharterValidator", GATE: "RetirementGate", LENS: "ConclaveLens" } as const;
const artifact = z.object({ deployedBytecode: z.templateLiteral(["0x", z.string()]) });

function codeHash(name: string): Hex {
  const json: unknown = JSON.parse(readFileSync(`artifacts/contracts/${name}.sol/${name}.json`, "utf8"));
  return keccak256(artifact.parse(json).deployedBytecode);
}

const before = readFileSync(PATH, "utf8");
let after = before;
for (const [constant, name] of Object.entries(HELPERS)) {
  after = after.replace(new RegExp(`(${constant} = )\\w+;`), `$1${codeHash(name)};`);
}
if (after !== before) {
  if (process.argv.includes("--check")) {
    console.error(`${PATH} is stale: run npm run build`);
    process.exit(1);
  }
  writeFileSync(PATH, after);
  console.error(`${PATH} has changed: building again`);
  const again = spawnSync("hardhat", ["build", "--no-tests"], { stdio: ["ignore", 2, 2] });
  process.exit(again.status ?? 1);
}
