import { defineConfig } from "vitest/config";

/** Tasks that ask a chain share one Hardhat and its default network with their process: each such file needs a process of its own. */
const OWN_PROCESS = [
  "test/tasks/**/*.test.ts",
  "test/flows/key-life.test.ts",
  "test/kit/{air-gap,made-away}.test.ts",
  "test/scripts/example.test.ts",
];

export default defineConfig({
  test: {
    globalSetup: ["test/secrecy/run.ts", "test/support/shared-folder.ts"],
    setupFiles: ["test/secrecy/listen.ts"],
    // A chain in each worker: forks keep Hardhat's native module apart, two fill the smallest CI machine.
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // The search for secrets comes after the last test.
    teardownTimeout: 300_000,
    passWithNoTests: true,
    env: { HARDHAT_IGNITION_CONFIRM_DEPLOYMENT: "false", HARDHAT_IGNITION_CONFIRM_RESET: "false" },
    projects: [
      {
        extends: true,
        test: {
          name: "one process",
          include: ["test/**/*.test.ts"],
          exclude: OWN_PROCESS,
          // Hardhat, its compiled network and viem are loaded once a worker, not once a file: a third of the time.
          isolate: false,
        },
      },
      { extends: true, test: { name: "a process each", include: OWN_PROCESS } },
    ],
  },
});
