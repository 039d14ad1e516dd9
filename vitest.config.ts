import { configDefaults, defineConfig } from "vitest/config";

/**
 * Every opening of a key is a process of its own, so these take minutes: CI, which has twenty, leaves them to `npm test` at the desk
 * and to `CONCLAVE_LONG=1`.
 */
const LONG = ["backup", "ceremony", "distribution", "kit", "life", "usage", "keys/seed"].map(
  (folder) => `test/${folder}/**`,
);
const { CI, CONCLAVE_LONG } = process.env;
const leftOut = CI === "true" && CONCLAVE_LONG !== "1" ? [...LONG, "test/flows/key-life.test.ts"] : [];

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: [...configDefaults.exclude, ...leftOut],
    globalSetup: ["test/support/shared-folder.ts"],
    // A chain in each worker: forks keep Hardhat's native module apart, two fill the smallest CI machine.
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    passWithNoTests: true,
    env: { HARDHAT_IGNITION_CONFIRM_DEPLOYMENT: "false", HARDHAT_IGNITION_CONFIRM_RESET: "false" },
  },
});
