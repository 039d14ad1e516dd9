import { describe, expect, test } from "vitest";
import { judge } from "../../scripts/analysis/judge.ts";
import { found } from "./analysis-found.ts";

describe("what others choose", () => {
  test.each([
    ["tx.origin", "address(tx.origin)", "origin"],
    ["block.number", "address(uint160(block.number))", "number"],
    ["block.prevrandao", "address(uint160(block.prevrandao))", "prevrandao"],
    ["blockhash", "address(uint160(uint256(blockhash(1))))", "blockhash"],
  ])("finds %s", (_, expression, name) => {
    const body = `function f() external view returns (address) { return ${expression}; }`;
    expect(found(body)).toContain(`chosen-by-others: C.f reads ${name}`);
  });

  test("finds it in assembly", () => {
    const body = "function f() external view returns (uint256 n) {\n// why\nassembly { n := number() }\n}";
    expect(found(body)).toEqual(["chosen-by-others: C.f reads number"]);
  });

  test("allows the time and the chain", () => {
    const body = "function f() external view returns (uint256) { return block.timestamp + block.chainid; }";
    expect(found(body)).toEqual([]);
  });
});

describe("places to be explained", () => {
  test.each(["assembly", "unchecked"])("finds %s without a comment in the line above", (word) => {
    const body = (above: string) =>
      `function f() external pure returns (uint256 n) {\n${above}\n${word} { ${word === "assembly" ? "n := 1" : "++n;"} }\n}`;
    expect(found(body(""))).toEqual([`unexplained: C.f has ${word} without a comment above`]);
    expect(found(body("n = 2; // elsewhere"))).toEqual([
      `unexplained: C.f has ${word} without a comment above`,
    ]);
    expect(found(body("// why"))).toEqual([]);
  });

  test.each(["^0.8.0", ">=0.8.0", "0.8", ">=0.8.0 <0.9.0"])("finds the floating pragma %s", (version) => {
    expect(found("", "", version)).toEqual([
      expect.stringMatching(/^floating-pragma: contracts\/C.sol takes/),
    ]);
  });
});

describe("narrowing casts", () => {
  const cast = (expression: string) =>
    found(
      `function f(uint256 a, bytes32 h) external pure returns (uint256, bytes32) { return (${expression}, h); }`,
    );

  test.each(["uint8(a)", "uint64(1 << a)", "uint40(a + 1)", "uint128(uint256(uint248(a)))"])(
    "finds %s",
    (expression) => {
      expect(cast(expression)).toContainEqual(
        expect.stringMatching(/^narrowing: C.f narrows uint\d+ to uint\d+$/),
      );
    },
  );

  test.each([
    "uint8(a >> 8)",
    "uint8(a & 7)",
    "uint160(uint256(h))",
    "uint256(uint8(7))",
    "uint8(1)",
    "uint256(h)",
  ])("allows %s", (expression) => {
    expect(cast(expression)).toEqual([]);
  });

  test("allows the low field of a value type", () => {
    const body = "function f(T t) external pure returns (uint8) { return uint8(T.unwrap(t)); }";
    expect(found(body, "type T is uint256;")).toEqual([]);
  });
});

describe("unused declarations", () => {
  test.each([
    ["an error", "error E();", "C.E"],
    ["an event", "event E();", "C.E"],
    ["a constant", "uint256 internal constant E = 1;", "C.E"],
    ["a struct", "struct E { uint256 a; }", "C.E"],
    ["an internal function", "function E() internal {}", "C.E"],
  ])("finds %s", (_, declaration, key) => {
    expect(found(declaration)).toEqual([`unused: ${key} is never used`]);
  });

  test("counts an operator, a selector and a use in another contract as uses", () => {
    const head = `
      type T is uint256; using { plus as + } for T global;
      function plus(T a, T b) pure returns (T) { return T.wrap(T.unwrap(a) + T.unwrap(b)); }
      library L { error E(); event Ev(); }`;
    const body = `
      function f(T a) external pure returns (T, bytes32) { return (a + a, L.Ev.selector); }
      function g() external pure { revert L.E(); }`;
    expect(found(body, head)).toEqual([]);
  });
});

describe("the allow-list", () => {
  const finding = { detector: "d", key: "C.f does", where: "contracts/C.sol" };

  test("lets through what it names, with a reason", () => {
    expect(judge([finding], { d: { "C.f does": "because" } })).toEqual([]);
  });

  test("fails over what it does not name, names for nothing, or does not explain", () => {
    expect(judge([finding], {})).toEqual([{ where: "contracts/C.sol", what: "d: C.f does" }]);
    expect(judge([finding], { other: { "C.f does": "because" } })).toHaveLength(2);
    expect(judge([], { d: { "C.f does": "because" } })).toMatchObject([
      { what: 'nothing is found any more for "d: C.f does"' },
    ]);
    expect(judge([finding], { d: { "C.f does": " " } })).toMatchObject([
      { what: '"d: C.f does" needs a reason' },
    ]);
  });
});
