import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { analyse } from "../../scripts/analysis/analyse.ts";
import { judge } from "../../scripts/analysis/judge.ts";
import { compilation } from "../../scripts/analysis/tree.ts";

const solc: { compile(input: string): string } = createRequire(import.meta.url)("solc");

/** A lock, a way to be the contract itself, and a hash chain, named as the project's are. */
const FRAME = `
  event Told();
  bytes32 internal _register;
  mapping(uint256 => bytes32) internal _lanes;
  mapping(uint256 => Part) internal _parts;
  uint256 internal _value;
  struct Part { uint256 a; }
  modifier nonReentrant() { _; }
  modifier nonReentrantView() { _; }
  modifier onlySelf() { require(msg.sender == address(this)); _; }
  function _append() internal { _register = keccak256(abi.encode(_register)); emit Told(); }
  receive() external payable {}
`;

/** What is found in a contract of this body, less what the frame is found for. */
function found(body: string, head = "", pragma = "0.8.37"): string[] {
  return findings(body, head, pragma).filter((line) => !baseline.has(line));
}

function findings(body: string, head: string, pragma: string): string[] {
  const content = `pragma solidity ${pragma};\n${head}\ncontract C {\n${FRAME}\n${body}\n}`;
  const sources = { "project/contracts/C.sol": { content } };
  const settings = { outputSelection: { "*": { "": ["ast"] } } };
  const output = JSON.parse(solc.compile(JSON.stringify({ language: "Solidity", sources, settings })));
  const errors = (output.errors ?? []).filter(({ severity }: { severity: string }) => severity === "error");
  expect(errors).toEqual([]);
  return analyse([compilation(output.sources, sources)]).map(({ detector, key }) => `${detector}: ${key}`);
}

const baseline = new Set(findings("", "", "0.8.37"));

const PEER = "interface Peer { function act() external; function look() external view returns (uint256); }";

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
