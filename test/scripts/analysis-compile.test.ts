import { expect, test } from "vitest";
import { compile } from "../../scripts/analysis/compile.ts";

const HEAD = "// SPDX-License-Identifier: MIT\npragma solidity 0.8.37;\n";
const TOKEN = 'import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";\n';

const root = process.cwd();
const file = (path: string, text: string) => ({ path, text: HEAD + text });

test("the project's contracts are compiled as handed in, with packages but without mocks and tests", () => {
  const compiled = compile(root, [
    file("contracts/A.sol", `${TOKEN}import {B} from "./types/B.sol";\ncontract A is B { IERC20 token; }`),
    file("contracts/types/B.sol", "abstract contract B {}"),
    file("contracts/mocks/C.sol", "contract C { this is not Solidity }"),
    file("test/contracts/D.t.sol", "contract D { neither is this }"),
    { path: "contracts/notes.md", text: "no more than this" },
  ]);
  const own = typeof compiled === "string" ? compiled : compiled.filter(({ isOwn }) => isOwn);
  expect(own).toMatchObject([{ path: "contracts/A.sol" }, { path: "contracts/types/B.sol" }]);
  const paths = typeof compiled === "string" ? [] : compiled.map(({ path }) => path);
  expect(paths).toContain("@openzeppelin/contracts/token/ERC20/IERC20.sol");
});

test.each([
  ["what does not compile", "contract A is Missing {}", /Missing/],
  ["a package that is not there", 'import "@nobody/nothing/A.sol";', /@nobody\/nothing\/A\.sol is not there/],
])("%s is said, not passed over", (_, text, message) => {
  expect(compile(root, [file("contracts/A.sol", text)])).toMatch(message);
});
