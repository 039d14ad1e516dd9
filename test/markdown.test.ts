import { expect, test } from "vitest";
import { escaped } from "../src/markdown.ts";

test("a name with markup in it is the name, on one line", () => {
  expect(escaped("ordinary: 0xAb, f(uint256), 2027-05-01")).toBe("ordinary: 0xAb, f(uint256), 2027-05-01");
  expect(escaped("[x](y) <b> `c` *d* _e_ ~f~ | # \\ &lt;")).toBe(
    "\\[x\\](y) \\<b\\> \\`c\\` \\*d\\* \\_e\\_ \\~f\\~ \\| \\# \\\\ \\&lt;",
  );
  expect(escaped("Ana\n\n# Approved\r\t\u001b[31m\u0085x")).toBe("Ana \\# Approved \\[31m x");
});
