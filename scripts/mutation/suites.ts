/**
 * The Solidity tests, run by Hardhat's own engine without Hardhat around it: artifacts are handed over in memory, so that a mutant
 * needs neither a copy of the project nor a process. The tests fetch the contracts with `vm.getCode`, from these artifacts.
 */
import {
  CollectStackTraces,
  type Artifact as EdrArtifact,
  EdrContext,
  FsAccessPermission,
  L1_CHAIN_TYPE,
  l1GenesisState,
  l1HardforkFromString,
  l1SolidityTestRunnerFactory,
  type SolidityTestRunnerConfigArgs,
  type SuiteResult,
} from "@nomicfoundation/edr";
import { artifacts } from "../artifacts.ts";
import type { Code } from "./compiler.ts";

/** A suite is named `file:contract`. `set-up` stands for all tests of a suite whose set-up failed. */
export type Outcome = { suite: string; passed: string[]; failed: string[]; millis: number };
/** Fuzz and invariant settings, as in hardhat.config.ts. */
export type Effort = Pick<SolidityTestRunnerConfigArgs, "fuzz" | "invariant">;

const SOLC = "0.8.37";
const HARDFORK = "osaka";
/** Some tests burn all they get, and a mutant may never end: enough for the longest test, some seconds for a loop. */
const GAS = 4_000_000_000n;

/** As in hardhat.config.ts. */
const READABLE = [
  "test/vectors",
  "artifacts",
  "node_modules/@safe-global/safe-smart-account/build/artifacts",
  "node_modules/@safe-global/safe-contracts/build/artifacts",
  "node_modules/@gnosis.pm/safe-contracts/build/artifacts",
];

export type Engine = {
  suites: string[];
  /** `codes` replace artifacts, by `file:contract`. */
  run(names: readonly string[], codes: Readonly<Record<string, Code>>): Promise<Outcome[]>;
};

export async function engine(root: string, effort: Effort): Promise<Engine> {
  const context = new EdrContext();
  await context.registerSolidityTestRunnerFactory(L1_CHAIN_TYPE, l1SolidityTestRunnerFactory());
  const all = new Map<string, EdrArtifact>();
  const suites: string[] = [];
  for (const { name, source, abi, bytecode, deployedBytecode } of artifacts(root)) {
    const contract = { abi: JSON.stringify(abi), bytecode, deployedBytecode };
    all.set(`${source}:${name}`, { id: { name, source, solcVersion: SOLC }, contract });
    const isSuite = abi.some((item) => item.type === "function" && /^(test|invariant)/.test(item.name));
    if (source.endsWith(".t.sol") && bytecode !== "0x" && isSuite) suites.push(`${source}:${name}`);
  }
  const settings: SolidityTestRunnerConfigArgs = {
    ...effort,
    projectRoot: root,
    hardfork: HARDFORK,
    localPredeploys: l1GenesisState(l1HardforkFromString(HARDFORK)),
    fsPermissions: READABLE.map((path) => ({ access: FsAccessPermission.ReadDirectory, path })),
    gasLimit: GAS,
    disableBlockGasLimit: true,
    disableTransactionGasCap: true,
    collectStackTraces: CollectStackTraces.OnFailure,
  };

  async function run(names: readonly string[], codes: Readonly<Record<string, Code>>): Promise<Outcome[]> {
    const given = [...all]
      .filter(([name, { id }]) => names.includes(name) || !id.source.endsWith(".t.sol"))
      .filter(([, { contract }]) => contract.bytecode !== "0x")
      .map(([name, artifact]) => replaced(artifact, codes[name]));
    const chosen = given
      .map(({ id }) => id)
      .filter(({ source, name }) => names.includes(`${source}:${name}`));
    const results: SuiteResult[] = [];
    // The promise may settle before the last suite has reported.
    await new Promise<void>((resolve, reject) => {
      if (chosen.length === 0) return resolve();
      context
        .runSolidityTests(L1_CHAIN_TYPE, given, chosen, settings, {}, (result) => {
          if (results.push(result) === chosen.length) resolve();
        })
        .catch(reject);
    });
    return results.map(outcome);
  }
  return { suites, run };
}

function replaced(artifact: EdrArtifact, code: Code | undefined): EdrArtifact {
  if (code === undefined) return artifact;
  const { creation, runtime } = code;
  return {
    ...artifact,
    contract: { ...artifact.contract, bytecode: `0x${creation}`, deployedBytecode: `0x${runtime}` },
  };
}

function outcome({ id, testResults, durationNs }: SuiteResult): Outcome {
  const named = (status: string): string[] =>
    testResults
      .filter((test) => test.status === status)
      .map(({ name }) => name.replace(/^setUp\(\)$/, "set-up"));
  const millis = Number(durationNs / 1_000_000n);
  return { suite: `${id.source}:${id.name}`, passed: named("Success"), failed: named("Failure"), millis };
}
