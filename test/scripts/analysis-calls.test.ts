import { describe, expect, test } from "vitest";
import { found, PEER } from "./analysis-found.ts";

describe("external calls", () => {
  test.each([
    [
      "a call to another contract",
      "function f(Peer p) external onlySelf { p.act(); _append(); }",
      "C.f calls Peer.act",
    ],
    [
      "one that carries value",
      'function f(address a) external onlySelf { (bool ok, ) = a.call{value: 1}(""); require(ok); _append(); }',
      "C.f calls address.call",
    ],
    [
      "one in assembly",
      "function f(address a) external onlySelf { assembly { pop(call(gas(), a, 0, 0, 0, 0, 0)) } _append(); }",
      "C.f calls call",
    ],
    ["a creation", "function f() external onlySelf { new D(); _append(); }", "C.f calls new"],
    [
      "a read",
      "function f(Peer p) external view returns (uint256) { return p.look(); }",
      "C reads Peer.look",
    ],
    [
      "a read in assembly",
      "function f(address a) external view { assembly { pop(staticcall(gas(), a, 0, 0, 0, 0)) } }",
      "C reads staticcall",
    ],
  ])("finds %s", (_, body, key) => {
    expect(found(body, `${PEER} contract D {}`)).toContain(`external-call: ${key}`);
  });

  test("does not take an internal call or an error for one", () => {
    const body =
      "error No(); function f() external view { _g(); } function _g() internal view { if (_value == 1) revert No(); }";
    expect(found(body)).toEqual([]);
  });
});

describe("writes after calls", () => {
  const late = (body: string) => found(body, PEER).filter((line) => line.startsWith("write-after-call"));

  test("finds a write after a call in a function without lock", () => {
    expect(late("function f(Peer p) external onlySelf { p.act(); _value = 1; _append(); }")).toEqual([
      "write-after-call: C.f writes _value after Peer.act",
      "write-after-call: C.f writes _register after Peer.act",
    ]);
  });

  test("finds one further down, behind a storage pointer and in a loop", () => {
    const body = `
      function f(Peer p) external onlySelf { _append(); _g(p); _h(); }
      function _g(Peer p) internal { for (uint256 i; i < 2; ++i) { _value = i; p.act(); } }
      function _h() internal { Part storage part = _parts[1]; part.a = 2; }`;
    expect(late(body)).toEqual([
      "write-after-call: C.f writes _value after Peer.act",
      "write-after-call: C.f writes _parts after Peer.act",
    ]);
  });

  test("allows it under the lock, before the call, and after a mere read", () => {
    expect(late("function f(Peer p) external nonReentrant { p.act(); _append(); }")).toEqual([]);
    expect(late("function f(Peer p) external onlySelf { _append(); p.act(); }")).toEqual([]);
    expect(late("function f(Peer p) external onlySelf { p.look(); _append(); }")).toEqual([]);
  });
});

describe("entry points", () => {
  test("finds one with neither lock nor onlySelf, also inherited", () => {
    const finding = "unguarded: C.f has neither lock nor onlySelf";
    expect(found("function f() external { _append(); }")).toEqual([finding]);
    expect(found("function f() public payable { _append(); }")).toEqual([finding]);
    const base = "abstract contract B { function f() external {} } contract D is B {}";
    expect(found("", base)).toEqual([finding.replace("C.", "D.")]);
  });

  test("allows one that only looks at the lock if it sets it before it calls", () => {
    const finding = "unguarded: C.f has neither lock nor onlySelf";
    const entry = (call: string) =>
      found(
        `function f(Peer p) external nonReentrantView { _append(); ${call} }
         function _g(Peer p) private nonReentrant { p.act(); }
         function _h(Peer p) private { p.act(); }`,
        PEER,
      ).filter((line) => line.startsWith("unguarded"));
    expect(entry("_g(p);")).toEqual([]);
    expect(entry("p.look();")).toEqual([]);
    expect(entry("p.act();")).toEqual([finding]);
    expect(entry("_g(p); _h(p);")).toEqual([finding]);
  });

  test("allows guarded ones and those that change nothing", () => {
    expect(found("function f() external onlySelf { _append(); }")).toEqual([]);
    expect(found("function f() external nonReentrant { _append(); }")).toEqual([]);
    expect(found("function f() external view returns (uint256) { return _value; }")).toEqual([]);
    expect(found("function f() external pure returns (uint256) { return 1; }")).toEqual([]);
  });
});
