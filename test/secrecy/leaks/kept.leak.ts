import { expect, test } from "vitest";
import { Secret } from "../../../src/keys/secret.ts";

test("keeps what it has", () => {
  const secret = Secret.text("curlew-71-granary-ember-sluice");
  console.log(secret);
  expect(secret.length).toBe(30);
});
