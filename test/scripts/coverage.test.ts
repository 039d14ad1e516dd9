import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { unexpected } from "../../scripts/coverage/gas-tests.ts";
import { type Instrumented, instrument, type Point } from "../../scripts/coverage/instrument.ts";
import { lcov, missing, percent, report, table, totals } from "../../scripts/coverage/report.ts";
import { parse } from "../../scripts/coverage/syntax.ts";

const solc: { compile(input: string): string } = createRequire(import.meta.url)("solc");

const LIBRARY = `pragma solidity 0.8.37;
library Coverage {
  function hit(uint256) internal pure {}
  function either(bool holds, uint256) internal pure returns (bool) { return holds; }
  function bits(uint256, uint256) internal pure {}
}`;

/** Marks a body, and has the compiler say that it is Solidity still. */
function marked(body: string, parameters = "uint256 a"): Instrumented {
  const source = `pragma solidity 0.8.37;\ncontract C {\nfunction f(${parameters}) external returns (uint256 b) {\n${body}\n}\nfunction g() internal {}\n}\n`;
  const tree = parse(new Map([["C.sol", source]])).get("C.sol");
  if (tree === undefined) throw new Error("no tree");
  const result = instrument(source, tree, "./Coverage.sol", 1);
  const sources = { "C.sol": { content: result.text }, "Coverage.sol": { content: LIBRARY } };
  const settings = { outputSelection: { "*": { "*": ["abi"] } } };
  const output = JSON.parse(solc.compile(JSON.stringify({ language: "Solidity", sources, settings })));
  const errors = (output.errors ?? []).filter(({ severity }: { severity: string }) => severity === "error");
  expect(errors).toEqual([]);
  expect(result.text.split("\n")).toHaveLength(source.split("\n").length);
  return result;
}

function bodyOf({ text }: Instrumented): string {
  return (text.split("\n")[3] ?? "").replaceAll("__Coverage.", "");
}

function of(kind: Point["kind"], { points }: Instrumented): string[] {
  return points.filter((point) => point.kind === kind).map(({ text }) => text);
}

describe("marking", () => {
  test("gives a statement without braces a pair of them, and leaves every line where it was", () => {
    expect(bodyOf(marked("if (a > 1) return 3; else if (a == 0) b = 2;"))).toBe(
      "hit(2); if (either(a > 1, 3)) { hit(5); return 3; } else { hit(6); if (either(a == 0, 7)) { hit(9); b = 2; } }",
    );
  });

  test("asks every operand of && and || which way it went, and no whole of them", () => {
    const result = marked("if (!(a > 1 && a < 9) || (a == 3)) b = 1;");
    expect(of("condition", result)).toEqual(["a > 1", "a < 9", "a == 3"]);
  });

  test.each([
    ["a ternary", "b = a > 1 ? 2 : a > 0 ? 1 : 0;", ["a > 1", "a > 0"]],
    ["a value of && and ||", "bool c = a > 1 && a < 9; c = c;", ["a > 1", "a < 9"]],
    ["an argument", "b = uint256(keccak256(abi.encode(a > 1 || a == 0)));", ["a > 1", "a == 0"]],
    [
      "a loop",
      "for (uint256 i; i < a; ++i) b += i; while (b > 9) b -= 9; do ++b; while (b < 3);",
      ["i < a", "b > 9", "b < 3"],
    ],
    [
      "the head of a loop",
      "for (uint256 i = a > 1 ? 1 : 0; i < a; i += i > 3 ? 1 : 2) ++b;",
      ["a > 1", "i > 3", "i < a"],
    ],
    ["a condition in a condition", "if ((a > 1 ? a : b) > 2) b = 1;", ["(a > 1 ? a : b) > 2", "a > 1"]],
    ["what is always so", "while (true) { if (a++ > 3) break; }", ["a++ > 3"]],
  ])("of %s it marks the conditions", (_, body, conditions) => {
    expect(of("condition", marked(body))).toEqual(conditions);
  });

  test("marks both arms of a try, also an empty one", () => {
    const result = marked("try this.f(a) returns (uint256 c) { b = c; } catch {} ");
    expect(of("arm", result)).toEqual(["try", "catch"]);
  });

  test("marks functions, also empty ones, and statements in unchecked blocks and loops", () => {
    const result = marked("unchecked { ++b; for (;;) { ++b; break; } }");
    expect(of("function", result)).toEqual(["f", "g"]);
    expect(of("statement", result)).toEqual(["++b", "for (;;) { ++b; break; }", "++b", "break"]);
  });

  test("marks both ways of an if in assembly by a bit each", () => {
    expect(bodyOf(marked("assembly { if a { b := 1 } }"))).toBe(
      "hit(2); uint256 __Coverage_3; assembly { switch iszero( a) case 0 { __Coverage_3 := or(__Coverage_3, 1)  b := 1 } " +
        "default { __Coverage_3 := or(__Coverage_3, 2) } } bits(__Coverage_3, 3);",
    );
  });

  test("marks both ways of a loop in assembly, and not of one that only breaks", () => {
    expect(
      bodyOf(marked("assembly { for { let i := 0 } lt(i, a) { i := add(i, 1) } { b := i } }")),
    ).toContain(
      "{ let i := 0 } 1 { i := add(i, 1) } { if iszero(lt(i, a)) { __Coverage_3 := or(__Coverage_3, 2) break } " +
        "__Coverage_3 := or(__Coverage_3, 1)  b := i }",
    );
    expect(of("condition", marked("assembly { for {} 1 {} { break } }"))).toEqual([]);
  });

  test("marks every arm of a switch in assembly, and where there is no default, that", () => {
    const result = marked("assembly { switch a case 0 { b := 2 } case 1 { if b { b := 3 } } }");
    expect(of("arm", result)).toEqual(["case 0", "case 1", "no case of the switch"]);
    expect(of("condition", result)).toEqual(["b"]);
    expect(of("arm", marked("assembly { switch a case 0 { b := 2 } default { b := 3 } }"))).toEqual([
      "case 0",
      "default",
    ]);
  });

  test("names the lines of branches it cannot mark: in a function within assembly", () => {
    const result = marked("assembly {\nfunction h(x) -> y {\nif x { y := 1 } }\nb := h(a) }");
    expect(result.unmeasured).toEqual([6]);
    expect(marked("assembly { b := a }").text).not.toContain("bits");
  });

  test("counts bytes, not characters, before a place", () => {
    expect(bodyOf(marked('/* ü € 😀 */ if (a > 1) b = bytes(unicode"é").length;'))).toContain(
      "if (either(a > 1, 3)) { hit(5); b =",
    );
  });

  test("gives no number twice", () => {
    const { points } = marked("if (a > 1 && a < 9) b = a == 3 ? 1 : 2;");
    const ids = points.flatMap(({ id, kind }) => (kind === "condition" ? [id, id + 1] : [id]));
    expect(ids).toEqual(ids.map((_, i) => i + 1));
  });
});

describe("the report", () => {
  const { points } = marked("b = 1; if (a > 1 && a < 9) b = 2;\nif (a == 0) b = 3;");
  const id = (text: string) => points.find((point) => point.text === text)?.id ?? 0;
  const marks = [{ path: "contracts/C.sol", points, unmeasured: [] }];
  /** All ran once but `b = 3`; `a < 9` was never false, `a == 0` never true, `g` never entered. */
  const hits = new Map(
    points.flatMap(
      ({ id }) =>
        [
          [id, 1],
          [id + 1, 1],
        ] as const,
    ),
  );
  for (const mark of [id("b = 3"), id("a < 9") + 1, id("a == 0"), id("g")]) hits.delete(mark);
  const files = report(marks, hits);

  test("counts a line only if all that begins on it ran", () => {
    expect([...(files[0]?.lines ?? [])]).toEqual([
      [4, 1],
      [5, 0],
    ]);
    expect(totals(files)).toEqual({
      lines: { hit: 1, found: 2 },
      branches: { hit: 4, found: 6 },
      functions: { hit: 1, found: 2 },
    });
  });

  test("names what was missed", () => {
    expect(files.flatMap(missing)).toEqual([
      "contracts/C.sol:7: g() never entered",
      "contracts/C.sol:5: not run",
      "contracts/C.sol:4: never false: a < 9",
      "contracts/C.sol:5: never true: a == 0",
    ]);
  });

  test("is a table with a sum, and lcov", () => {
    expect(table(files)).toMatch(/all\W+1\/2\W+50\.00 %\W+4\/6\W+66\.67 %\W+1\/2/);
    const lines = lcov(files).split("\n");
    expect(lines).toEqual(
      expect.arrayContaining([
        "SF:contracts/C.sol",
        "DA:4,1",
        "DA:5,0",
        "LF:2",
        "LH:1",
        "BRF:6",
        "BRH:4",
        "FNF:2",
        "FNH:1",
        "BRDA:4,1,1,-",
        "FNDA:0,g",
      ]),
    );
  });

  test("takes nothing for all, and leaves out files without code", () => {
    expect(percent({ hit: 0, found: 0 })).toBe(100);
    expect(report([{ path: "contracts/I.sol", points: [], unmeasured: [] }], hits)).toEqual([]);
  });
});

describe("tests that judge gas", () => {
  const printed =
    "  2 passing\n  2 failing\n\n  1) ATest#test_gas\n    Error: x\n  2) BTest#testFuzz_b\n    Error: y\n";

  test("may fail, and no others", () => {
    const expected = new Set(["ATest#test_gas", "BTest#testFuzz_b"]);
    expect(unexpected(printed, 1, expected)).toEqual([]);
    expect(unexpected(printed, 1, new Set(["ATest#test_gas"]))).toEqual([
      "BTest#testFuzz_b fails under measurement",
    ]);
  });

  test("may pass too, but must be there", () => {
    const mayFail = new Set(["ATest#test_gas"]);
    expect(unexpected("    \u2714 test_gas()\n  4 passing", 0, mayFail)).toEqual([]);
    expect(unexpected("    \u2714 test_gas_more()\n  4 passing", 0, mayFail)).toEqual([
      "ATest#test_gas is listed and did not run",
    ]);
  });

  test("do not excuse a run that broke off", () => {
    expect(unexpected("Error HHE1", 1, new Set())).toEqual(["the tests did not run to their end"]);
  });
});
