import { globSync } from "node:fs";
import { createRequire } from "node:module";
import hardhatIgnitionViem from "@nomicfoundation/hardhat-ignition-viem";
import hardhatNetworkHelpers from "@nomicfoundation/hardhat-network-helpers";
import hardhatViem from "@nomicfoundation/hardhat-viem";
import { configVariable, defineConfig } from "hardhat/config";
import { definePlugin } from "hardhat/plugins";
import type { HardhatPlugin } from "hardhat/types/plugins";
import conclave from "./tasks/index.ts";

/** More runs cost less gas and more code: the Conclave must stay under 24,576 bytes (`npm run size`; docs/adr/0004-compiler.md). */
const OPTIMIZER_RUNS = 350;

/** solc's own sequence without F, the function specialiser: it copies whole functions per constant argument (Conclave + 6 kB). */
const OPTIMIZER_STEPS =
  "dhfoDgvulfnTUtnIf[xa[r]EscLMVcul[j]Trpeulxa[r]cLgvifMCTUca[r]LSsTOtfDnca[r]Iulc]jmul[jul]VcTOcul jmul:fDnTOcmu";

const solc = {
  version: "0.8.37",
  // The compiler is an npm package, pinned by the lock file: nothing is downloaded at build time.
  path: createRequire(import.meta.url).resolve("solc/soljson.js"),
  settings: {
    viaIR: true,
    optimizer: {
      enabled: true,
      runs: OPTIMIZER_RUNS,
      details: { yul: true, yulDetails: { optimizerSteps: OPTIMIZER_STEPS } },
    },
    evmVersion: "cancun",
    // Without the metadata hash a changed comment does not change the bytecode, hence no CREATE2 address.
    metadata: { bytecodeHash: "none" },
  },
};

/**
 * Tests deploy the contracts from their artifacts, so their own code may be compiled in a fifth of the time. Not the one test that
 * compares code with `type(T).runtimeCode`.
 */
const testSettings = {
  ...solc,
  settings: {
    viaIR: false,
    optimizer: { enabled: false },
    evmVersion: "cancun",
    metadata: { bytecodeHash: "none" },
  },
};
const overrides = Object.fromEntries(
  globSync("test/contracts/**/*.sol")
    .filter((path) => !path.endsWith("deployment/Deployment.t.sol"))
    .map((path) => [path, testSettings]),
);
const profile = { compilers: [solc], overrides };

const warningsAreErrors = definePlugin({
  id: "conclave:warnings-are-errors",
  hookHandlers: { solidity: () => import("./scripts/solc-warnings.ts") },
});

const oneSettings = definePlugin({
  id: "conclave:one-settings",
  hookHandlers: { config: () => import("./scripts/one-settings.ts") },
});

/** `npm run test:deep` sets it; more means longer. */
const { CONCLAVE_DEEP } = process.env;
const deep = Number(CONCLAVE_DEEP || 0);

const plugins: HardhatPlugin[] = [
  hardhatViem,
  hardhatIgnitionViem,
  hardhatNetworkHelpers,
  warningsAreErrors,
  oneSettings,
  conclave,
];

export default defineConfig({
  plugins,
  solidity: {
    // Ignition builds with `production`; the same settings, or its addresses would be others.
    profiles: { default: profile, production: profile },
    npmFilesToBuild: [
      "@openzeppelin/contracts/utils/cryptography/verifiers/ERC7913P256Verifier.sol",
      "@openzeppelin/contracts/utils/cryptography/verifiers/ERC7913WebAuthnVerifier.sol",
    ],
  },
  networks: {
    default: { type: "edr-simulated", hardfork: "osaka" },
    localhost: { type: "http", url: "http://127.0.0.1:8545" },
    // Read only when `--network rpc` is used.
    rpc: { type: "http", url: configVariable("CONCLAVE_RPC_URL") },
  },
  paths: {
    sources: "contracts",
    ignition: "deploy",
    tests: { solidity: "test/contracts" },
  },
  ignition: {
    strategyConfig: {
      // "conclave" in ASCII. Salts that begin with zeros or the sender have a special meaning to CreateX.
      create2: { salt: "0x636f6e636c617665000000000000000000000000000000000000000000000000" },
    },
  },
  test: {
    solidity: {
      fuzz: { runs: 256, seed: "0xc0de" },
      invariant: {
        runs: deep === 0 ? 4 : 40 * deep,
        depth: deep === 0 ? 60 : 240,
        failOnRevert: true,
        // The arguments are seeds: nothing in storage makes a better one.
        dictionaryWeight: 0,
        includeStorage: false,
        includePushBytes: false,
        shrinkRunLimit: 200,
      },
      fsPermissions: {
        readDirectory: [
          "test/vectors",
          "artifacts",
          "node_modules/@safe-global/safe-smart-account/build/artifacts",
          "node_modules/@safe-global/safe-contracts/build/artifacts",
          "node_modules/@gnosis.pm/safe-contracts/build/artifacts",
        ],
        dangerouslyWriteDirectory: ["cache/campaign"],
      },
    },
  },
});
