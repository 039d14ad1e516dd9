import { expect, test } from "vitest";
import { complete, type Lock } from "../../scripts/complete-lock.ts";

function lock(packages: Lock["packages"]): Lock {
  return { packages };
}

test("adds the platform packages that a mirror did not have, in order", () => {
  const optionalDependencies = { "@x/tool-darwin-arm64": "1.2.3", "@x/tool-linux-x64-musl": "1.2.3" };
  const { lock: full, added } = complete(
    lock({ "node_modules/@x/tool": { dev: true, optionalDependencies }, "node_modules/a": {} }),
  );
  expect(added).toEqual(["@x/tool-darwin-arm64", "@x/tool-linux-x64-musl"]);
  expect(Object.entries(full.packages).slice(1, 3)).toEqual([
    [
      "node_modules/@x/tool-darwin-arm64",
      { version: "1.2.3", os: ["darwin"], cpu: ["arm64"], dev: true, optional: true },
    ],
    [
      "node_modules/@x/tool-linux-x64-musl",
      { version: "1.2.3", os: ["linux"], cpu: ["x64"], libc: ["musl"], dev: true, optional: true },
    ],
  ]);
});

test("changes nothing in a lock that is complete, nested packages counted", () => {
  const packages = {
    "node_modules/a": { optionalDependencies: { b: "1.0.0", c: "1.0.0" } },
    "node_modules/a/node_modules/b": { version: "1.0.0", optional: true },
    "node_modules/c": { version: "1.0.0", optional: true },
  };
  expect(complete(lock(packages))).toEqual({ lock: lock(packages), added: [] });
});

test("refuses an optional package whose name tells no platform", () => {
  const packages = { "node_modules/a": { optionalDependencies: { helper: "1.0.0" } } };
  expect(() => complete(lock(packages))).toThrow("helper is optional and missing");
});
