import { expect, test } from "vitest";
import { toBytes, toText } from "../../../scripts/mutation/ast.ts";
import { trees } from "../../../scripts/mutation/compiler.ts";
import { applied, type Mutant, mutantsOf } from "../../../scripts/mutation/mutant.ts";
import { chosen } from "../../../scripts/mutation/plan.ts";
import { source } from "../../../scripts/mutation/sources.ts";

const FILE = "test/scripts/mutation/Sample.sol";
const bytes = toBytes(source(FILE));
const mutants = [...trees([FILE])].flatMap(([file, tree]) => mutantsOf(file, tree, bytes));

function of(before: string): string[] {
  return mutants
    .filter((mutant) => mutant.before === before)
    .map((mutant) => `${mutant.operator}: ${mutant.after}`);
}

test("a comparison moves its border, and a returned truth is replaced by both", () => {
  expect(of("return a < LIMIT;")).toEqual([
    "return: return false;",
    "return: return true;",
    "boundary: return a <= LIMIT;",
  ]);
});

test("a condition is fixed, its terms go one by one, and a revert that is all of an if is not deleted again", () => {
  const rest = "revert ISample.Refused(2 days);";
  expect(of(`if (a && b && !c) ${rest}`).sort()).toEqual(
    [
      `condition: if (false) ${rest}`,
      `condition: if (true) ${rest}`,
      `logical: if (a && b || !c) ${rest}`,
      `logical: if (a || b && !c) ${rest}`,
      `term: if (true && b && !c) ${rest}`,
      `term: if (a && true && !c) ${rest}`,
      `term: if (a && b && true) ${rest}`,
      `negation: if (a && b && c) ${rest}`,
      "constant: if (a && b && !c) revert ISample.Refused(3 days);",
    ].sort(),
  );
});

test("constants become the next number, one becomes zero, hexadecimal stays so", () => {
  expect(of("return c ? 1 : 7;")).toEqual([
    "condition: return false ? 1 : 7;",
    "condition: return true ? 1 : 7;",
    "return: return 0;",
    "constant: return c ? 0 : 7;",
    "constant: return c ? 1 : 8;",
  ]);
  expect(of("uint256 private constant LIMIT = 0x0f;")).toEqual([
    "constant: uint256 private constant LIMIT = 0x10;",
  ]);
});

test.each([
  ["count += a << 4;", ["arithmetic: count -= a << 4;", "bitwise: count += a >> 4;", "delete: {}"]],
  ["emit Counted(count);", ["delete: {}"]],
  ["delete count;", ["delete: {}"]],
  ["if (i == 3) continue;", ["equality: if (i != 3) continue;"]],
  ["return count;", ["return: return 0;"]],
  [
    "function statements(uint256 a) external guarded returns (uint256) {",
    ["modifier: function statements(uint256 a) external returns (uint256) {"],
  ],
  [
    "for (uint256 i; i != a; ++i) {",
    ["equality: for (uint256 i; i == a; ++i) {", "condition: for (uint256 i; false; ++i) {"],
  ],
])("%s", (before, expected) => {
  expect(of(before)).toEqual(expect.arrayContaining(expected));
});

test("the step of a loop is not deleted: that would only make it endless", () => {
  expect(of("for (uint256 i; i != a; ++i) {").filter((change) => change.startsWith("delete"))).toEqual([]);
  expect(of("for (uint256 i; i < a; ++i) count = i;")).toContain("delete: for (uint256 i; i < a; ++i) {}");
});

test("instructions of inline assembly are swapped", () => {
  expect(of("b := and(iszero(a), 0xff)")).toEqual([
    "assembly: b := or(iszero(a), 0xff)",
    "assembly: b := and(a, 0xff)",
    "assembly: b := and(iszero(a), 256)",
  ]);
});

test("a mutant knows its function", () => {
  const borders = mutants.filter(({ operator }) => operator === "boundary").map(({ within }) => within);
  expect(new Set(borders)).toEqual(new Set(["boundary", "statements"]));
  expect(mutants.find(({ before }) => before.includes("LIMIT = "))?.within).toBe("");
});

test("interfaces and the pragma are left alone", () => {
  expect(mutants.map(({ line }) => line).filter((line) => line < 12)).toEqual([]);
});

test("a change is made where it says, behind characters of several bytes too", () => {
  const border = mutants.find(({ operator }) => operator === "boundary");
  expect(border && toText(applied(bytes, border))).toBe(source(FILE).replace("a < LIMIT", "a <= LIMIT"));
});

test("shards share out all mutants, and a sample is the beginning of the same order", () => {
  const all = {
    files: "",
    grep: "",
    sample: Number.POSITIVE_INFINITY,
    shard: { index: 1, of: 1 },
    seed: "s",
  };
  const names = (some: Mutant[]): string[] => some.map(({ start, text }) => `${start} ${text}`);
  const whole = names(chosen(mutants, all));
  const parts = [1, 2, 3].flatMap((index) => names(chosen(mutants, { ...all, shard: { index, of: 3 } })));
  expect(parts.toSorted()).toEqual(whole.toSorted());
  expect(names(chosen(mutants, { ...all, sample: 5 }))).toEqual(whole.slice(0, 5));
  expect(names(chosen(mutants, { ...all, seed: "t" }))).not.toEqual(whole);
  expect(chosen(mutants, { ...all, grep: "a <= LIMIT" }).map(({ operator }) => operator)).toEqual([
    "boundary",
  ]);
});
