import config from "../../../vitest.config.ts";

/** A run of its own, set up as the suite is, of tests that leak. */
export default { test: { ...config.test, projects: undefined, include: ["test/secrecy/leaks/*.leak.ts"] } };
