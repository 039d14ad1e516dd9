import { describe, expect, test } from "vitest";
import { found } from "./analysis-found.ts";

describe("invariant 9", () => {
  test.each([
    ["a variable", "_value = 1;", "_value"],
    ["a counter", "++_value;", "_value"],
    ["a deletion", "delete _parts[1];", "_parts"],
    ["one of several", "uint256 a; (_value, a) = (1, 2);", "_value"],
    ["a field behind a pointer", "Part storage part = _parts[1]; part.a = 1;", "_parts"],
    ["a slot in assembly", "assembly { sstore(0, 1) }", "sstore"],
  ])("finds %s written without a link", (_, statements, variable) => {
    expect(found(`function f() external onlySelf { ${statements} }`)).toContain(
      `unrecorded: C.f writes ${variable} without a link`,
    );
  });

  test("finds a link without an event", () => {
    expect(found("function f() external onlySelf { _lanes[1] = 0; }")).toEqual([
      "unrecorded: C.f appends a link without an event",
    ]);
    expect(found("function f() external onlySelf { emit Told(); _lanes[1] = 0; }")).toEqual([
      "unrecorded: C.f appends a link without an event",
    ]);
  });

  test("allows what is recorded, and what stays in memory", () => {
    expect(found("function f() external onlySelf { _value = 1; _append(); }")).toEqual([]);
    const body =
      "function f() external view returns (uint256) { Part memory part = _parts[1]; part.a = 1; return part.a; }";
    expect(found(body)).toEqual([]);
  });
});

describe("what a contract overrides", () => {
  const base = `
    abstract contract B {
      event Set();
      uint256 internal _n;
      bytes32 internal _head;
      modifier onlySelf() { require(msg.sender == address(this)); _; }
      function f() external onlySelf { _set(); }
      function _set() internal virtual { _n = 1; emit Set(); }
      function _link() internal { _head = keccak256(abi.encode(_head)); }
    }`;

  test("is what its functions reach, also from a base that knows nothing of it", () => {
    expect(found("", `${base} contract D is B {}`)).toEqual([
      "unrecorded: D.f writes _n without a link",
      "unused: B._link is never used",
    ]);
    const body = "function _set() internal override { super._set(); _link(); }";
    expect(found("", `${base} contract D is B { ${body} }`)).toEqual([]);
  });

  test("is the last of several, and where a call names the base, the base's", () => {
    const middle = "abstract contract M is B { function _set() internal virtual override { super._set(); } }";
    const last = "contract D is M { function _set() internal override { super._set(); _link(); } }";
    expect(found("", `${base} ${middle} ${last}`)).toEqual([]);
    const round = "contract D is M { function _set() internal override { B._set(); } }";
    expect(found("", `${base} ${middle} ${round}`)).toContain("unrecorded: D.f writes _n without a link");
  });

  test("may link after the event, once for each", () => {
    const body = "function _set() internal override { super._set(); _link(); _link(); }";
    expect(found("", `${base} contract D is B { ${body} }`)).toEqual([
      "unrecorded: D.f appends a link without an event",
    ]);
  });
});
